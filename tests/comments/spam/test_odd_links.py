"""Addresses that hide where they lead, and honest ones. No database."""

import time

import pytest

from comments.spam.odd_links import odd_link
from comments.spam.verdicts import Submission
from comments.spam.weights import HOLD_AT


def asked(body="말", name="김독자", website=""):
    return odd_link(Submission(name, body, website=website))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[www.bank.example](https://x.example/a)", "bank.example인 척하는 링크: x.example"),
        (
            '<a href="https://x.example">www.bank.example</a>',
            "bank.example인 척하는 링크: x.example",
        ),
        (
            "[url=https://x.example]https://bank.example/a[/url]",
            "bank.example인 척하는 링크: x.example",
        ),
        ("좋아요[.](https://x.example)", "누를 글자가 없는 링크: x.example"),
        ("https://bank.example@x.example/a", "앞에 다른 주소를 적은 링크: x.example"),
        ("https://b\u0430nk.example/a", "비슷하게 생긴 글자로 적은 주소: b\u0430nk.example"),
        ("https://xn--bnk-5cd.example/a", "비슷하게 생긴 글자로 적은 주소: xn--bnk-5cd.example"),
        ("hxxps://x[.]example/a", "풀어 적은 주소: hxxps://x[.]example/a"),
        ("http:// shop-x . example / a", "풀어 적은 주소: http:// shop-x . ex"),
        ("data:text/html;base64,PGEgaHJlZj0i 여세요", "싸서 숨긴 주소"),
        ("aHR0cHM6Ly94LmV4YW1wbGUvYQ 풀어 보세요", "싸서 숨긴 주소"),
        (
            '<p style="display: none"><a href="https://x.example">x</a></p>',
            "화면에 보이지 않게 적은 링크",
        ),
    ],
)
def test_what_leads_elsewhere_is_held(body, reason):
    caught = asked(body)

    assert (caught.reason, caught.weight) == (reason, HOLD_AT)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("http://198.51.100.9/a", "이름 없이 숫자로 적은 주소: 198.51.100.9"),
        ("http://3325256713/a", "이름 없이 숫자로 적은 주소: 3325256713"),
        ("[bank.com](https://x.example/a)", "bank.com인 척하는 링크: x.example"),
        ("shop-x (dot) com", "풀어 적은 주소: shop-x (dot) com"),
        ("shop-x。com 검색", "풀어 적은 주소: shop-x。com"),
        ("주소창에 행운칠칠점컴", "풀어 적은 주소: 행운칠칠점컴"),
        ("t.me/some_room", "메신저 방으로 부르는 주소: t.me"),
        ("https://open.kakao.com/o/gAb", "메신저 방으로 부르는 주소: open.kakao.com"),
        ("https://bit.ly/abc", "줄인 주소: bit.ly"),
        (
            "https://xn--bj0bj06e.xn--3e0b707e/",
            "기계만 읽는 꼴로 적은 주소: xn--bj0bj06e.xn--3e0b707e",
        ),
    ],
)
def test_what_is_only_odd_holds_nothing_by_itself(body, reason):
    caught = asked(body)

    assert caught.reason == reason
    assert 0 < caught.weight < HOLD_AT


def test_the_website_and_the_name():
    assert asked(website="https://bit.ly/abc").reason == "줄인 주소: bit.ly"
    assert asked(name="www.shop-x.example").reason == "이름에 적은 주소: www.shop-x.example"
    assert asked(name="최저가.com 아님 shop-x.com").weight < HOLD_AT


@pytest.mark.parametrize(
    "body",
    [
        "저는 [이 논문](https://arxiv.org/abs/1701.00001)의 3장이 더 설득력 있었어요.",
        "[README.md](https://a.example/b), [Node.js](https://b.example), [Django 5.2](https://c.example)",
        "[1](https://a.example/1) [2](https://a.example/2)",
        "[www.a.example](https://a.example/) [blog.a.example](https://a.example/blog)",
        '<a href="https://long.a.example/posts/1">https://long.a.exam...</a>',
        "[👉](https://a.example/next)",
        "![](https://a.example/photo.png) 이 사진이에요",
        "https://medium.example/@user/posts 를 읽었어요",
        "http://127.0.0.1:8000 이나 http://192.168.0.1/ 에서는 돼요",
        "조선닷컴과 닷컴 버블 이야기, dot com bubble, 3.5점 컴퓨터, 만점 넷",
        "http:// 와 https:// 의 차이, `hxxp://a[.]b` 라고 적기도 하죠",
        "동네.한국, https://동네.한국/, https://пример.example/",
        '`data:text/html;base64,PGEgaHJlZj0i` 와 `<p style="display:none">` 가 궁금해요',
        "그만둘까요。그래도 좋아요。OK。",
        "a@a.example 로 메일 주세요",
    ],
)
def test_honest_links(body):
    assert asked(body) is None


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[](",
        "[a](http",
        "<a href=",
        "https://a",
        "a@",
        "http:// ",
        "a。",
        "(dot) ",
        "점컴",
        "xn--",
        '<p style="',
    ],
)
def test_hostile_text_takes_no_longer(piece):
    start = time.process_time()
    asked((piece * 10_000)[:10_000])

    assert time.process_time() - start < 0.25
