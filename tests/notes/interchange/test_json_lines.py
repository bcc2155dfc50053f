import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from notes.interchange.json_lines import read_json_lines
from notes.interchange.records import BrokenFile, SeriesData

LINE = {
    "number": 7,
    "title": "소셜전략 7",
    "slug": "strategy-7",
    "published": "2015-01-03T08:00:00+00:00",
    "body": "**전략(戰略)**을 ![그림](/a.png) [앞 글](/strategy-3/)",
    "comments": [
        {
            "author": "김독자",
            "email": "a@example.kr",
            "body": "첫 댓글",
            "created": "2015-01-03T09:00:00+00:00",
            "parent": None,
        },
        {"author": "", "body": "답글", "created": "2015-01-03T09:10:00+00:00", "parent": 0},
    ],
}


def read(*lines):
    lines = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(read_json_lines(BytesIO("\n".join(lines).encode())))


def test_line_becomes_a_note_in_the_series_of_its_title():
    (note,) = read(LINE)

    assert note.series == SeriesData("소셜전략", "소셜전략")
    assert (note.number, note.title, note.slug) == (7, "소셜전략 7", "strategy-7")
    assert note.published_at == datetime(2015, 1, 3, 8, tzinfo=UTC)
    assert note.body == LINE["body"]
    assert (note.old_paths, note.images) == (("/strategy-7/",), 1)
    first, answer = note.comments
    assert (first.name, first.status, first.parent_ref) == ("김독자", "published", None)
    assert (answer.name, answer.parent_ref) == ("이름 없음", first.ref)


def test_title_loses_what_the_series_says():
    (note,) = read(LINE | {"title": "소셜전략 7 : 같이 걷기"})

    assert (note.series.title, note.number, note.title) == ("소셜전략", 7, "같이 걷기")


def test_note_without_its_number_in_the_title_is_in_no_series():
    (note,) = read(LINE | {"title": "소셜전략 8", "published": None})

    assert (note.series, note.title, note.is_published) == (None, "소셜전략 8", False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON이 아닙니다"),
        ("[1]", "JSON 객체가 아닙니다"),
        (LINE | {"title": None}, "“title”"),
        (LINE | {"body": 1}, "“body”"),
        (LINE | {"number": "7"}, "“number”"),
        (LINE | {"published": "어제"}, "“published”"),
        (LINE | {"comments": {}}, "“comments”"),
        (LINE | {"comments": [{"author": "가", "body": "나"}]}, "“created”"),
        (LINE | {"comments": [LINE["comments"][1]]}, "“parent”"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_broken_line_is_named_with_its_number(line, reason):
    with pytest.raises(BrokenFile) as error:
        read(LINE, "", line)

    assert str(error.value).startswith("3번째 줄: ")
    assert reason in str(error.value)


def test_letters_that_no_database_takes_are_dropped():
    (note,) = read(LINE | {"body": "가\ud800나\u0000다"})

    assert note.body == "가나다"
