"""What other people's pages say, and what they do not."""

import time
import unicodedata

import pytest

from comments.webmentions.fetching import Page
from comments.webmentions.mentions import LIKE, MENTION, REPLY, REPOST
from comments.webmentions.page_reader import around, read_page
from comments.webmentions.reading import Unreadable, read

NOTE = "http://127.0.0.1:8000/series/소셜전략/1/"
KEY = "127.0.0.1:8000/series/소셜전략/1"
SOURCE = "https://friend.example/답"
ENCODED = "http://127.0.0.1:8000/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/"
ENTRY = """<!doctype html><html lang=ko><meta charset=utf-8><title>벗의 블로그: 답</title>
<article class="h-entry"><h1 class="p-name">같이 해 본 한 달</h1>
<a class="p-author h-card" href="https://friend.example/벗">김벗</a>
<time class="dt-published" datetime="2026-11-01T09:00:00+09:00">11월 1일</time>
<a class="u-in-reply-to" href="{link}">소셜전략 1</a>
<div class="e-content"><p>저도 <b>친구</b>와 같이 했어요.</p><p>정말 되더라고요.</p></div></article>"""


def page(html, content_type="text/html; charset=utf-8", url=SOURCE):
    body = html if isinstance(html, bytes) else html.encode()
    return read_page(body, content_type, url, [KEY])


@pytest.mark.parametrize("link", [NOTE, ENCODED, unicodedata.normalize("NFD", NOTE)])
def test_korean_answer_is_read_as_its_writer_marked_it(link):
    found = page(ENTRY.format(link=link))

    assert found.kind == REPLY
    assert (found.name, found.author_url) == ("김벗", "https://friend.example/벗")
    assert found.published == "2026-11-01T09:00:00+0900"
    assert found.title == ""
    assert found.text == "저도 친구와 같이 했어요.\n\n정말 되더라고요."


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("euc-kr", "text/html; charset=euc-kr", ""),
        ("cp949", "text/html; charset=EUC-KR", ""),
        ("cp949", "text/html", "<meta charset=ks_c_5601-1987>"),
        (
            "cp949",
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">',
        ),
        ("cp949", "text/html", ""),
        ("cp949", "text/html; charset=utf-8", ""),
        ("utf-8", "text/html", ""),
        ("utf-8", "text/html; charset=없는이름", ""),
        ("utf-8-sig", "text/html; charset=euc-kr", ""),
        ("utf-16", "text/html", ""),
    ],
)
def test_old_korean_pages_come_out_as_hangul(encoding, header, meta):
    word = "방각하" if encoding == "euc-kr" else "똠방각하 햏"  # the latter only Windows can write
    html = f"{meta}<title>{word}</title><p>{word} 여기서 <a href='{NOTE}'>소셜전략 1</a>을 봤어요"

    found = page(html.encode(encoding), header)

    assert found.title == word
    assert found.text == f"{word} 여기서 소셜전략 1을 봤어요"


def test_page_that_was_cut_within_a_letter_is_still_hangul():
    html = f"<p><a href='{NOTE}'>소셜전략</a>을 읽고 쓴 긴 글입니다. 그리고".encode()

    assert page(html[:-1]).text.startswith("소셜전략을 읽고 쓴 긴 글입니다.")


@pytest.mark.parametrize(
    "html",
    [
        "<p>링크가 없는 글</p>",
        f"<!-- <a href='{NOTE}'>숨은 링크</a> --><p>글</p>",
        f"<script>document.write(\"<a href='{NOTE}'>글</a>\")</script><p>글</p>",
        f"<style>a[href='{NOTE}'] {{}}</style><p>글</p>",
        f"<template><a href='{NOTE}'>글</a></template><p>글</p>",
        f"<textarea><a href='{NOTE}'>글</a></textarea>",
        f"<title><a href='{NOTE}'>글</a></title>",
        f"<p>{NOTE} 라는 주소를 적기만 했어요</p>",
        f"<p data-href='{NOTE}' title='{NOTE}'>글</p>",
        "<a href='http://127.0.0.1:8000/series/소셜전략/2/'>둘째 글</a>",
        "<a href='http://127.0.0.1:8000/series/소셜전략/1/../2/'>둘째 글</a>",
        "<a href='http://127.0.0.1/series/소셜전략/1/'>다른 포트</a>",
        "<a href='http://127.0.0.1:8000@evil.example/series/소셜전략/1/'>다른 곳</a>",
        "<a href='/series/소셜전략/1/'>제 사이트의 글</a>",
        "<a href='javascript:\"http://127.0.0.1:8000/series/소셜전략/1/\"'>글</a>",
        "<a href>빈 링크</a><a href='http://[::1'>깨진 링크</a>",
        "",
    ],
)
def test_without_a_real_link_there_is_nothing(html):
    assert page(html) is None


@pytest.mark.parametrize(
    "html",
    [
        f"<a href=' {NOTE} '>글</a>",
        f"<a href='{NOTE}#comment-3'>글</a>",
        f"<a href='{NOTE}?utm_source=편지'>글</a>",
        f"<a href='{NOTE.rstrip('/')}'>글</a>",
        f"<A HREF={NOTE.replace('http:', 'https:')}>글</A>",
        "<base href='http://127.0.0.1:8000/series/소셜전략/'><a href='1/'>글</a>",
        "<a href='//127.0.0.1:8000/series/소셜전략/1/'>글</a>",
        f"<link rel=in-reply-to href='{NOTE}'>",
        f"<img src='{NOTE}' alt=''>",
        f"<video src='{NOTE}'></video>",
    ],
)
def test_real_links_of_all_kinds_count(html):
    assert page(html) is not None


@pytest.mark.parametrize(
    ("name", "kind"), [("u-in-reply-to", REPLY), ("u-like-of", LIKE), ("u-repost-of", REPOST)]
)
def test_kinds_of_answers(name, kind):
    html = (
        f"<div class=h-entry><a class=p-author>김벗</a> <a class={name} href='{NOTE}'>글</a></div>"
    )
    cited = f"<div class=h-entry><div class='{name} h-cite'><a class=u-url href='{NOTE}'>글</a></div></div>"

    assert page(html).kind == page(cited).kind == kind


def test_mention_in_an_essay_is_shown_by_what_stands_around_the_link():
    filler = "<p>" + "다른 이야기가 길게 이어집니다. " * 60 + "</p>"
    html = (
        f"<div class=h-entry><h1 class=p-name>독서 일기</h1><div class=e-content>{filler}"
        f"<p>그런데 <a href='{NOTE}'>소셜전략 1</a>을 읽고 생각이 바뀌었습니다. 같이 하면 됩니다.</p>"
        f"{filler}</div></div>"
    )

    found = page(html)

    assert (found.kind, found.title) == (MENTION, "독서 일기")
    assert found.text == "그런데 소셜전략 1을 읽고 생각이 바뀌었습니다. 같이 하면 됩니다."


def test_of_several_entries_the_one_with_the_link_is_read():
    html = (
        "<div class=h-feed><div class=h-entry><p class=p-name>남의 글</p><p class=e-content>아님</p></div>"
        f"<div class=h-entry><b class=p-author>김벗</b><p class=e-content>이것 <a href='{NOTE}'>보세요</a></p>"
        "</div></div>"
    )

    assert (page(html).name, page(html).text) == ("김벗", "이것 보세요")


def test_page_without_microformats_gives_title_site_and_passage():
    html = (
        "<title>벗의 블로그 | 오늘</title><meta property='og:title' content='오늘 읽은 글'>"
        "<meta property='og:site_name' content='벗의 블로그'>"
        f"<ul><li>첫째<li><a href='{NOTE}'>소셜전략</a><li>셋째: 오늘은 여기까지 읽고 잡니다. 내일 또 쓸게요."
        "</ul><script>var 비밀 = 1</script>"
    )

    found = page(html)

    assert (found.kind, found.name, found.title) == (MENTION, "벗의 블로그", "오늘 읽은 글")
    assert "소셜전략" in found.text
    assert "비밀" not in found.text


def test_site_without_a_name_is_called_by_its_host_in_hangul():
    html = f"<p><a href='{NOTE}'>글</a>"

    hangul = "블로그".encode("idna").decode()
    assert page(html, url=f"https://{hangul}.example/a").name == "블로그.example"
    assert page(html, url="https://www.friend.example/").name == "friend.example"


@pytest.mark.parametrize(
    "text",
    [f"{NOTE}에서 읽었어요", f"여기({NOTE})요", f"보세요: {ENCODED}.", f"「{NOTE}」", NOTE],
)
def test_plain_text_may_link_with_a_particle(text):
    found = page(text, "text/plain; charset=utf-8")

    assert (found.name, found.text) == ("friend.example", text)


def test_plain_text_about_something_else():
    assert page("http://127.0.0.1:8000/series/소셜전략/12 를 읽었어요", "text/plain") is None


def test_around_cuts_at_words_and_keeps_the_link():
    text = "앞말이 길어요 " * 100 + "여기 링크 " + "뒷말도 길어요 " * 100

    piece = around(text, "여기 링크")

    assert "여기 링크" in piece
    assert len(piece) <= 501
    assert piece.startswith("…") and piece.endswith("…")
    assert set(piece.strip("…").split()) <= set(text.split())


@pytest.mark.slow
def test_page_that_is_written_to_choke_a_parser_ends_in_time():
    html = f"<a href='{NOTE}'>글</a>" + "<a " * 330_000
    begun = time.monotonic()

    with pytest.raises(Unreadable):
        read(Page(SOURCE, "text/html", html.encode()[:1_000_000]), [KEY])

    assert time.monotonic() - begun < 31


def test_reading_happens_in_another_process_with_the_same_result(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "비밀")
    source = Page(SOURCE, "text/html; charset=utf-8", ENTRY.format(link=NOTE).encode())

    assert read(source, [KEY]) == page(ENTRY.format(link=NOTE))
    assert read(Page(SOURCE, "text/html", b"<p>"), [KEY]) is None
