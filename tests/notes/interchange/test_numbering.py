import unicodedata
from datetime import UTC, datetime

import pytest

from notes.interchange.numbering import (
    in_order_of_date,
    number_anywhere,
    number_in_title,
    numbers_in_one_series,
)
from notes.interchange.records import NoteData


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("소셜전략 1 : 같이 시작하기", 1, "같이 시작하기"),
        (unicodedata.normalize("NFD", "소셜전략 1 : 같이 시작하기"), 1, "같이 시작하기"),
        ("소셜전략2:붙여 쓴 제목", 2, "붙여 쓴 제목"),
        ("소셜전략 12. 마침표", 12, "마침표"),
        ("소셜전략 3 - 붙임표", 3, "붙임표"),
        ("소셜전략 4 – 줄표", 4, "줄표"),
        ("소셜전략 5—긴 줄표", 5, "긴 줄표"),
        ("소셜전략 #6 · 가운뎃점", 6, "가운뎃점"),
        ("소셜전략 ７： 전각", 7, "전각"),
        ("소셜전략 8 : 2011년 돌아보기", 8, "2011년 돌아보기"),
        ("소셜전략 9", 9, ""),
    ],
)
def test_number_after_the_name_opens_the_title(title, number, rest):
    assert number_in_title(title, ["소셜전략"]) == ("소셜전략", number, rest)


@pytest.mark.parametrize(
    "title",
    [
        "소셜전략이란 무엇인가",
        "소셜전략 2.0 시대",
        "소셜전략 1:1 대화",
        "소셜전략 2011-04 모임",
        "소셜전략 3가지",
        "소셜전략 0 : 머리말",
        "나의 소셜전략 1 : 다른 말이 앞에 있는 제목",
    ],
)
def test_other_numbers_in_a_title_are_no_number_of_the_note(title):
    assert number_in_title(title, ["소셜전략"]) is None


def test_longest_of_several_names_wins():
    assert number_in_title("소셜 전략 3 : 제목", ["소셜", "소셜 전략"]) == ("소셜 전략", 3, "제목")


def test_name_that_ends_in_a_digit_is_not_cut_into_its_number():
    assert number_in_title("2011: 돌아보기", ["20"]) is None


@pytest.mark.parametrize(
    ("title", "number"),
    [("7. 일곱째 글", 7), ("일곱째 글 7", 7), ("#7 일곱째", None), ("2011년 회고", None)],
)
def test_number_anywhere_needs_a_clear_place(title, number):
    assert number_anywhere(title) == number


def data(ref, title="제목", **fields):
    return NoteData(ref=ref, title=title, body="", **fields)


def test_numbers_of_titles_count_only_when_every_note_has_its_own():
    assert numbers_in_one_series([data("a", "글 2"), data("b", "글 1")]) == {"a": 2, "b": 1}
    assert numbers_in_one_series([data("a", "글 2"), data("b", "글")]) is None
    assert numbers_in_one_series([data("a", "글 2"), data("b", "다른 글 2")]) is None


def test_order_of_date_puts_drafts_last():
    old, new = datetime(2011, 4, 7, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)
    notes = [data("draft"), data("new", published_at=new), data("old", published_at=old)]

    assert [note.ref for note in in_order_of_date(notes)] == ["old", "new", "draft"]
