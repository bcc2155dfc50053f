"""Every check: what it catches, and what is innocent. No database."""

from datetime import timedelta

import pytest

from comments.models.token_count import COMMENTS
from comments.spam import checks, contacts
from comments.spam.tokens import read
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Learned, Submission
from comments.spam.weights import HOLD_AT, SENSITIVITIES, SPAM_AT


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
        ("제가 쓴 글이 https://example.com/a 에서 이어집니다. 읽어 주세요.", None),
        ("하나 https://www.a.example 말고는 아무 주소도 적지 않았어요", None),
        ("얼른 보세요 https://a.example", "링크에 몇 글자만 덧붙임"),
        ("여기 모아 뒀어요 shop-1.com 그리고 deal-2.net", "링크 2개"),
        ("`https://a.example` 과 `https://b.example` 은 예로 든 주소예요", None),
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
        "글 잘 읽 었 습 니 다",
        "안녕하세요, 반갑습니다 ^^",
        "👍👍👍",
        "...",
    ],
)
def test_website_only_spam_catches_praise_for_any_note(body):
    caught = checks.website_only_spam(submission(body, website="https://loan.example"))

    assert caught.weight >= HOLD_AT


def test_website_only_spam_knows_other_places_of_an_address():
    below = checks.website_only_spam(submission("잘 읽고 갑니다 https://loan.example"))
    as_name = checks.website_only_spam(submission("잘 읽고 갑니다", name="www.loan.example"))

    assert below.weight == as_name.weight >= HOLD_AT


def test_website_only_spam_of_many_words():
    invitation = "책방 사진이 좋아요. 좋은 글 감사합니다. 제 블로그에도 한번 들러 주세요."
    at_length = (
        "이렇게 유익한 글을 써 주셔서 고맙습니다. 사진까지 꼼꼼하게 넣으셨네요. 많은 분께 도움이 될"
        " 좋은 정보 같아요. 다음에 또 방문하겠습니다."
    )

    for body in (invitation, at_length):
        caught = checks.website_only_spam(submission(body, website="https://a.example"))
        assert caught.weight >= HOLD_AT


def test_website_only_spam_weighs_less_beside_a_word_about_something():
    praise, more = (
        checks.website_only_spam(submission(body, website="https://a.example"))
        for body in ("좋은 글 감사합니다.", "책방 사진이 좋아요. 좋은 글 감사합니다.")
    )

    assert more.weight < SENSITIVITIES["strict"][0] < HOLD_AT <= praise.weight


@pytest.mark.parametrize(
    ("body", "website"),
    [
        ("포스팅 잘 보고 갑니다~", ""),
        ("👏👏👏", ""),
        ("Thanks!", "https://friend.example"),
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
    assert contacts.folded_phone(submission(body)).reason.startswith("글자로 바꿔 적은 전화번호: ")


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
    assert contacts.folded_phone(submission(body)) is None


ENGLISH = "This article is a really interesting read for everybody"


def test_language_of_a_korean_site():
    assert checks.language(submission(ENGLISH)).reason == "한글이 없음 (글자 47자)"
    assert checks.language(submission("我非常喜欢这篇文章谢谢作者的分享"))
    assert checks.language(submission(ENGLISH, note_language="en")) is None


@pytest.mark.parametrize(
    "body",
    [
        "이 글을 읽고 오래 생각했습니다. 고맙습니다.",
        "Спасибо за статью, очень интересно",
        "我非常喜欢这篇文章谢谢作者的分享",
    ],
)
def test_language_of_an_english_site(body):
    caught = checks.language(submission(body, language="en"))

    assert caught.reason.startswith("라틴 문자가 없음 (글자 ")
    assert checks.language(submission(f"{body} – thank you!", language="en")) is None


def test_language_weighs_more_beside_a_link_to_elsewhere(settings):
    """In the text: the form asks everybody for a website."""
    settings.SITE_URL = "https://site.example"
    words = "I read this with a translator"

    plain, own, link, website = (
        checks.language(submission(body, website=website)).weight
        for body, website in (
            (words, ""),
            (f"{words} https://site.example/1/", ""),
            (f"{words} https://a.example/", ""),
            (words, "https://a.example/"),
        )
    )

    assert plain == own == website < link


def test_language_of_a_site_in_another_one_says_nothing():
    assert checks.language(submission(ENGLISH, language="fr")) is None


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
def test_language_leaves_jamo_emoji_and_few_letters_alone(body):
    assert checks.language(submission(body)) is None


@pytest.mark.parametrize(
    "body",
    [
        "포스팅 잘 보고 갑니다~",
        "좋은 글 감사합니다! 자주 들를게요 ^^",
        "오늘도 유익한 정보 감사합니다",
        "좋은 정보 얻어갑니다. 행복한 하루 되세요!",
        "블로그 구경 잘 하고 갑니다 ㅎㅎ",
        "서로이웃 신청하고 갑니다~ 자주 소통해요",
        "덕분에 많이 배우고 갑니다",
        "Great post, thanks for sharing!",
    ],
)
def test_copied_praise_catches_what_is_about_no_note(body):
    caught = checks.copied_praise(submission(body))

    assert caught.reason == "어느 글에나 맞는 인사뿐"
    assert 0 < caught.weight < SENSITIVITIES["strict"][0]
    assert (
        checks.copied_praise(submission(body, website="https://a.example")) is None
    )  # the other's


@pytest.mark.parametrize(
    "body",
    [
        "두 번째 단락의 예가 특히 와닿았어요. 잘 읽었습니다.",
        "ㅋㅋㅋ 공감합니다",
        "책방 이야기 잘 읽었습니다. 저도 해 볼게요.",
        "Great post. The part about the bookshop is what I needed.",
    ],
)
def test_copied_praise_leaves_readers_alone(body):
    assert checks.copied_praise(submission(body)) is None


def test_old_note():
    old = {"note_age": timedelta(days=400)}

    with_link = checks.old_note(submission("여기 보세요 https://a.example", **old))
    assert with_link.reason == "나온 지 400일 지난 글에 링크를 남김"
    assert checks.old_note(submission(website="https://a.example", **old)) == with_link
    first = checks.old_note(submission(**old))
    assert first.reason == "나온 지 400일 지난 글에 처음 온 사람이 씀"
    assert 0 < first.weight < with_link.weight < SENSITIVITIES["strict"][0]


@pytest.mark.parametrize(
    "fields",
    [
        {"note_age": timedelta(days=179), "website": "https://a.example"},
        {"note_age": None, "website": "https://a.example"},
        {"note_age": timedelta(days=400), "is_known_good": True},
    ],
)
def test_old_note_leaves_young_notes_and_known_people_alone(fields):
    assert checks.old_note(submission(**fields)) is None


def learned(body="", website="", approved=50, **counts):
    """As `gather` fills it in; `counts` are hosts of approved comments."""
    known = {f"l:{host.replace('_', '.')}": (0, number) for host, number in counts.items()}
    tokens = read("김독자", website, body).tokens
    return submission(
        body, website=website, learned=Learned("ko", tokens, {COMMENTS: (3, approved), **known})
    )


@pytest.mark.parametrize(
    ("fields", "host"),
    [
        ({"body": "여기서 봤어요 https://www.casino.example/go 좋아요"}, "casino.example"),
        ({"body": "제 글이에요", "website": "https://loan.example/"}, "loan.example"),
        ({"body": "https://blog.example/1 https://b.example/2", "blog_example": 1}, "b.example"),
    ],
)
def test_new_link_host(fields, host):
    caught = checks.new_link_host(learned(**fields))

    assert caught.reason == f"승인된 댓글에 없던 주소: {host}"
    assert 0 < caught.weight < SENSITIVITIES["strict"][0]


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "링크 없이 남기는 말입니다. 3.5점 드려요."},
        {"body": "여기 https://blog.example/2 이어집니다", "blog_example": 1},
        {"body": "여기서 봤어요 https://new.example/", "approved": 49},
        {"body": "앞 글 https://site.example/notes/1/ 에도 있어요"},
        {"body": "홈페이지만", "website": "https://blog.example/", "blog_example": 2},
    ],
)
def test_new_link_host_leaves_known_and_own_hosts_alone(fields, settings):
    settings.SITE_URL = "https://www.site.example"

    assert checks.new_link_host(learned(**fields)) is None


@pytest.mark.parametrize(
    ("now", "added"),
    [
        ("잘 읽었습니다. https://casino.example 에서 만나요", "casino.example"),
        ("잘 읽었습니다. 카지노.com 검색", "xn--o80bl47bgkd.com"),
        ("잘 읽었습니다. 공일공 일이삼사 오육칠팔", "01012345678"),
    ],
)
def test_edited_in(now, added):
    caught = checks.edited_in(submission(now, earlier_words="잘 읽었습니다.\n"))

    assert (caught.action, caught.reason) == (
        HOLD, f"고치면서 없던 주소나 번호를 넣음: {added}"
    )  # fmt: skip
    website = checks.edited_in(submission(website="https://a.example", earlier_words="말\n"))
    assert website.reason.endswith("a.example")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("잘 읽었습니다.", "아주 잘 읽었습니다."),
        ("제 글 https://a.example/1 이에요", "제 글은 https://a.example/2 입니다"),
        ("앞 글이 생각나요.", "앞 글 https://site.example/notes/1/ 이 생각나요."),
        ("010-1234-5678로 주세요", "010-1234-5678 로 연락 주세요"),
        (None, "여기 https://a.example"),
    ],
)
def test_edited_in_leaves_better_words_alone(before, now, settings):
    settings.SITE_URL = "https://site.example"

    assert checks.edited_in(submission(now, earlier_words=before)) is None


def test_first_time_commenter():
    assert checks.first_time_commenter(submission()).action == HOLD
    assert checks.first_time_commenter(submission(is_known_good=True)) is None


def test_known_good_commenter():
    assert checks.known_good_commenter(submission(is_known_good=True)).action == PUBLISH
    assert checks.known_good_commenter(submission()) is None
