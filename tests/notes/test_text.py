import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.text import (
    clean,
    clean_comment,
    clean_line,
    excerpt,
    grapheme_length,
    plain_text,
    reading_minutes,
    slugify,
    truncate_graphemes,
    word_count,
)

FAMILY = "👨‍👩‍👧"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def test_clean_composes_hangul_from_a_mac():
    assert clean("\u110c\u1165\u11ab\u1105\u1163\u11a8") == "전략"


def test_clean_leaves_lone_jamo_alone():
    assert clean("ㅋㅋㅋ ㅠㅠ ㄱ") == "ㅋㅋㅋ ㅠㅠ ㄱ"


def test_clean_drops_what_xml_refuses():
    assert clean("가\x00\x08\x1b\x7f\x9f나\ufffe\uffff\ud800다\ufeff") == "가나다"


def test_clean_keeps_tab_and_makes_one_kind_of_line_end():
    assert clean("가\t나\r\n다\r라\u2028마") == "가\t나\n다\n라\n마"


@given(st.text())
def test_clean_once_is_enough(text):
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_clean_line_makes_one_line_of_a_name():
    assert clean_line(" 홍\u200b길\u202e동 \n\t 연구소\u00a0") == "홍길동 연구소"


@pytest.mark.parametrize(
    "name", ["\u3164", "\u200b\u200d", "\u2800", "\uffa0", "\u115f\u1160", "\u202e"]
)
def test_clean_line_leaves_nothing_of_an_invisible_name(name):
    assert clean_line(name) == ""


@pytest.mark.parametrize("emoji", [FAMILY, SCOTLAND, "❤️", "👩‍❤️‍👩", "🏳️‍🌈", "👍🏽"])
def test_clean_comment_keeps_emoji_whole(emoji):
    assert clean_comment(f"가{emoji}나") == f"가{emoji}나"


def test_clean_comment_removes_a_joiner_between_letters():
    assert clean_comment("공\u200d짜 \u2066광고\u2069") == "공짜 광고"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("소셜전략 1 : 시작하며 (함께 배우기)", "소셜전략-1-시작하며-함께-배우기"),
        ("전략·실행–끝/시작", "전략-실행-끝-시작"),
        ("\u110c\u1165\u11ab\u1105\u1163\u11a8", "전략"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
        ("Don't Stop ❤️", "dont-stop"),
        ("파이썬 3.11 & Django", "파이썬-3-11-django"),
        ("--- 전략 ---", "전략"),
        ("!!!", ""),
        ("\u3164", ""),
    ],
)
def test_slugify_keeps_hangul(title, slug):
    assert slugify(title) == slug


def test_slugify_cuts_between_words():
    assert slugify("소셜전략 시작하며 함께", max_length=8) == "소셜전략"
    assert slugify("소셜전략 시작하며 함께", max_length=9) == "소셜전략-시작하며"
    assert slugify("소셜전략" * 30, max_length=10) == "소셜전략소셜전략소셜"


@given(st.text(), st.integers(1, 60))
def test_slugify_never_ends_in_a_hyphen(text, length):
    slug = slugify(text, max_length=length)

    assert len(slug) <= length
    assert slug == slug.strip("-")
    assert unicodedata.is_normalized("NFC", slug)


def test_plain_text_has_a_line_per_block_and_keeps_code():
    html = "<h2>제목</h2><p>가<br>나 <code>&lt;b&gt;</code></p><ul><li>다<p>라</p></li></ul>"
    html += "<table><tr><td>1</td><td>2</td></tr></table>"

    assert plain_text(html) == "제목\n가\n나 <b>\n다\n라\n1 2"


def test_plain_text_leaves_marks_of_our_making_out():
    html = (
        '<h2>제목<a class="heading-link" href="#a">#</a></h2>'
        '<p>글<sup class="footnote-ref"><a href="#fn-1">1</a></sup>이다</p>'
        '<p>각주 <a class="footnote-backref" href="#b">↩</a></p>'
    )

    assert plain_text(html) == "제목\n글이다\n각주"


@given(st.text(alphabet="<>&;/!-?[]abc가= '\""))
def test_plain_text_never_fails(html):
    assert isinstance(plain_text(html), str)


def test_excerpt_ends_at_a_space():
    assert excerpt("소셜전략을 함께 배우고 만든다", 10) == "소셜전략을 함께…"
    assert excerpt("함께 배운다", 10) == "함께 배운다"
    assert excerpt("가나다라마바사", 5) == "가나다라…"
    assert excerpt("첫째, 둘째, 셋째", 8) == "첫째, 둘째…"


@given(st.text(), st.integers(2, 50))
def test_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length)) <= length


def test_word_count_counts_words_between_spaces():
    assert word_count("소셜전략을 함께 배운다 .  — 3번") == 4
    assert word_count("https://example.com/" + "a" * 300) == 1


def test_word_count_does_not_take_unspaced_text_for_one_word():
    assert word_count("띄어쓰기를하지않고길게쓴글도읽는데에는시간이든다") == 6
    assert word_count("漢字" * 100) == 50


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (10, 1), (299, 1), (300, 2), (2000, 10)])
def test_reading_minutes_at_two_hundred_words(words, minutes):
    assert reading_minutes("전략을 " * words) == minutes


def test_grapheme_length_counts_what_people_see():
    assert grapheme_length("\u110c\u1165\u11ab략" + FAMILY + "❤️") == 4


def test_truncate_graphemes_never_breaks_a_letter():
    assert truncate_graphemes(FAMILY * 3, 2) == FAMILY + "…"
    assert truncate_graphemes("전략", 2) == "전략"
