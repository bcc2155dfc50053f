"""Every check: what it catches, and what is innocent. No database."""

import pytest

from comments.spam import checks
from comments.spam.verdicts import HOLD, HOLD_AT, PUBLISH, SPAM, SPAM_AT, Submission


def submission(body="세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다.", **fields):
    return Submission(**{"name": "김독자", "body": body} | fields)


def reason(verdict):
    return verdict and verdict.reason


def test_honeypot():
    caught = checks.honeypot(submission(honeypot="싼 대출"))

    assert (caught.action, caught.reason) == (SPAM, "사람에게 보이지 않는 칸을 채움")
    assert checks.honeypot(submission()) is None


def test_token_age():
    caught = checks.token_age(submission(token_age=2.14))

    assert (caught.reason, caught.action) == ("2.1초 만에 보냄", "")
    assert caught.weight >= 50
    assert checks.token_age(submission(token_age=3.0)) is None
    assert checks.token_age(submission(token_age=None)) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("여기 https://a.example 저기 http://b.example 그리고 www.c.example", "링크 3개"),
        ("https://a.example/1 https://a.example/2", "말 없이 링크만 2개"),
        ("https://a.example", "말 없이 링크만 1개"),
        ("[여기](https://a.example)에서 보고 [저기](https://b.example)도 봤어요", "링크 2개"),
        ("제 글 https://example.com/a에서 이어집니다.", None),
        ("링크 없이 남기는 말이에요. http 규약 이야기도 합니다.", None),
    ],
)
def test_link_count(body, expected):
    assert reason(checks.link_count(submission(body))) == expected


def test_link_count_two_honest_links_do_not_reach_spam():
    two = checks.link_count(submission("하나 https://a.example 둘 https://b.example 입니다"))

    assert two.weight < HOLD_AT


def test_link_count_alone_is_never_enough_for_spam():
    many = checks.link_count(submission("읽을거리 " + " ".join(["https://a.example"] * 30)))

    assert HOLD_AT <= many.weight < SPAM_AT


@pytest.mark.parametrize(
    "body",
    [
        "포스팅 잘 보고 갑니다~",
        "좋은 글 감사합니다! 자주 들를게요",
        "유익한 정보네요. 제 블로그에도 놀러 오세요",
        "Great post, thanks for sharing!",
    ],
)
def test_website_only_spam_catches_praise_for_any_note(body):
    assert checks.website_only_spam(submission(body, website="https://loan.example"))


@pytest.mark.parametrize(
    ("body", "website"),
    [
        ("포스팅 잘 보고 갑니다~", ""),
        ("두 번째 단락의 예가 특히 와닿았어요.", "https://friend.example"),
        (
            "잘 읽었습니다. 저도 작년에 동네 책방을 열면서 같은 고민을 했는데, 결국 손님 한 분 한 분과"
            " 이야기를 나누는 데서 답을 찾았습니다. 다음 글도 기다리겠습니다.",
            "https://friend.example",
        ),
    ],
)
def test_website_only_spam_leaves_people_alone(body, website):
    assert checks.website_only_spam(submission(body, website=website)) is None


@pytest.mark.parametrize(
    "body",
    [
        "대출 상담 O1O-1234-5678 전화 주세요",
        "문의 공일공 일이삼사 오육칠팔",
        "o1o.2345.67팔9 로 문자",
        "0l0-9876-5432",
        "ㅇ1ㅇ-1234-5678 연락 주세요",
    ],
)
def test_folded_phone_catches_numbers_that_hide(body):
    assert checks.folded_phone(submission(body)).reason.startswith("글자로 바꿔 적은 전화번호: ")


@pytest.mark.parametrize(
    "body",
    [
        "그때 적어 둔 번호 010-1234-5678로 아직도 전화를 겁니다.",
        "2011. 4. 7. 오전 12:16에 쓴 글을 2026. 11. 23.에 다시 읽었어요",
        "이 일 이 삼 년 걸렸고 오 육 명이 같이 했습니다",
        "주문번호 0123456789012345 확인 부탁드려요",
    ],
)
def test_folded_phone_leaves_plain_numbers_alone(body):
    assert checks.folded_phone(submission(body)) is None


def test_no_hangul():
    english = "This article is a really interesting read for everybody"

    assert checks.no_hangul(submission(english)).reason == "한글이 없음 (글자 47자)"
    assert checks.no_hangul(submission(english, language="en")) is None
    assert checks.no_hangul(submission("我非常喜欢这篇文章谢谢作者的分享"))


@pytest.mark.parametrize(
    "body",
    [
        "ㅋㅋㅋㅋ",
        "👍👍",
        "Thanks!",
        "LOL",
        "감사합니다 thank you very much indeed",
        "```\nprint(some)\n```",
    ],
)
def test_no_hangul_leaves_jamo_emoji_and_few_letters_alone(body):
    assert checks.no_hangul(submission(body)) is None


def test_first_time_commenter():
    assert checks.first_time_commenter(submission()).action == HOLD
    assert checks.first_time_commenter(submission(is_known_good=True)) is None


def test_known_good_commenter():
    assert checks.known_good_commenter(submission(is_known_good=True)).action == PUBLISH
    assert checks.known_good_commenter(submission()) is None
