"""What is looked up for a text and for a query."""

import unicodedata

import pytest

from notes.search.keyboard import as_hangul, as_latin
from notes.search.particles import stem
from notes.search.query import parse
from notes.search.terms import ACROSS, IN_TITLE, fold, note_terms, text_terms


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        (unicodedata.normalize("NFD", "전략"), "전략"),
        ("Ｌｅｆｔ　Hand", "left hand"),
        ("ㅋㅋ ㅠㅠ ㄱㅏ", "ㅋㅋ ㅠㅠ ㄱㅏ"),
        ("ＡＢㅋＣ", "abㅋc"),
        ("STRASSE straße ΣΑΣ", "strasse strasse σασ"),
        ("㈜전략 ①", "(주)전략 1"),
    ],
)
def test_width_and_case_do_not_count_and_lone_jamo_stay(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("전략은", "전략"),
        ("전략으로부터", "전략"),
        ("사이", "사이"),
        ("나는", "나는"),
        ("힘", "힘"),
        ("전략", "전략"),
    ],
)
def test_longest_particle_is_taken_off_and_two_syllables_stay(word, left):
    assert stem(word) == left


def test_terms_of_a_text_are_pairs_also_over_the_spaces():
    assert text_terms("소셜 전략을, 힘을 K-pop 2011년") == {
        "소셜": 1,
        "셜전": ACROSS,
        "전략": 1,
        "략을": 1,
        "힘을": 1,
        "힘": 1,
        "k": 1,
        "pop": 1,
        "2011": 1,
        "년": 1,
    }
    assert text_terms("Strategy")["strat"] == 1
    assert not text_terms("ㅋㅋㅋ ㅠㅠ … 🦊 --")


def test_title_weighs_more_and_is_known_by_its_initials():
    terms = note_terms(["소셜전략", "글방 3"], ["모임"], "모임 글")

    assert terms["소셜"] == IN_TITLE
    assert (terms["ㅅㅅ"], terms["ㅈㄹ"], terms["ㄱㅂ"]) == (1, 1, 1)
    assert terms["모임"] > text_terms("모임 글")["모임"]
    assert terms["3"] == IN_TITLE


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("소셜전략을", ["소셜", "셜전", "전략"]),
        ("소셜 전략", ["소셜", "셜전", "전략"]),
        ("전략은 위기", ["전략", "위기"]),
        ("힘을", ["힘을"]),
        ("힘", ["힘"]),
        ("ㅅㅅ ㅈㄹ", ["ㅅㅅ", "ㅅㅈ", "ㅈㄹ"]),
        ("Ｓｔｒａｔｅｇｙ", ["strategy"]),
        ("전략 -마케팅", ["전략"]),
        ("%_*()", []),
    ],
)
def test_terms_of_a_query(typed, terms):
    assert list(parse(typed).terms) == terms


def test_bridge_between_words_need_not_be_there():
    assert parse("소셜 전략").terms == {"소셜": True, "셜전": False, "전략": True}
    assert parse("소셜전략").terms == {"소셜": True, "셜전": True, "전략": True}


def test_parts_of_a_query():
    query = parse(
        '전략 "함께  배우기" -마케팅 -"안 되는 말" 시리즈:소셜전략 태그:"긴 이름" year:2011년'
    )

    assert query.wanted == ("전략", "함께 배우기")
    assert query.quoted == ("함께 배우기",)
    assert query.excluded == ("마케팅", "안 되는 말")
    assert query.filters == (("시리즈", "소셜전략"), ("태그", "긴 이름"), ("연도", "2011년"))
    assert not parse("- \" ' ")
    assert parse("시리즈:").wanted == ("시리즈:",)
    assert parse('"끝나지 않은').wanted == ("끝나지", "않은")
    assert parse("K-pop").excluded == ()


@pytest.mark.parametrize(
    ("keys", "hangul"),
    [
        ("thtufwjsfir", "소셜전략"),
        ("gksrmf wkvks", "한글 자판"),
        ("Rhcdmf", "꽃을"),
        ("Thtuf", "쏘셜"),
        ("ekfrdmf", "닭을"),
        ("rkqtdl", "값이"),
        ("dksWk", "안짜"),
        ("dhkddnjsghl", "왕원회"),
        ("strategy", ""),
        ("", ""),
    ],
)
def test_keys_of_the_other_layout(keys, hangul):
    assert as_hangul(keys) == hangul
    if hangul:
        assert as_latin(hangul) == keys


def test_latin_typed_as_hangul():
    assert as_latin("ㄴㅅㄱㅁㅅㄷㅎㅛ") == "strategy"
    assert as_latin("전략 2") == ""
