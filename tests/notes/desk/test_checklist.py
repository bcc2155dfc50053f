import unicodedata

import pytest

from notes.citations import render_note
from notes.desk.checklist import remarks
from notes.images import store
from notes.markdown import render
from tests.pictures import file_of, gradient

pytestmark = pytest.mark.django_db
WHOLE = {"title": "봄", "excerpt": "첫머리", "tags": "전략"}


def said(body: str, **words) -> list[str]:
    words = {**WHOLE, "body": body, **words}
    return [remark.sentence for remark in remarks(words, render(body).html)]


def test_whole_note_has_no_remarks(make_note, make_series):
    make_note(series=make_series())
    path = unicodedata.normalize("NFD", "/series/소셜전략/1/")

    assert said(f"[앞의 글]({path})에서, [여기](#section-1), [밖](https://example.com/없음)") == []


def test_missing_words_are_named():
    found = said(" ", title="", excerpt="", tags="")

    assert len(found) == 4
    assert found[0] == "제목이 비어 있습니다."


def test_picture_without_description_is_counted():
    body = "![](/media/pictures/0123456789abcdef-40x30.png)\n\n![봄](/media/pictures/0123456789abcdef-40x30.png)"

    assert "설명이 없는 그림이 1장" in said(body)[0]
    assert len(said(body)) == 2, "and there is no such picture"


def test_cover_without_description_is_named(media):
    bare, described = (
        store(file_of(gradient(width, 30)), "가.png", alt) for width, alt in ((40, ""), (50, "봄"))
    )

    assert "표지에 설명이 없습니다" in said("글", cover=str(bare.pk))[0]
    for cover in (str(described.pk), "", "없음", "²", "9" * 40):
        assert said("글", cover=cover) == []


@pytest.mark.parametrize(
    "path",
    [
        "/series/소셜전략/2/",
        "/series/없는시리즈/",
        "/notes/없는-글/",
        "/tags/없음/",
        "/authors/아무개/",
        "/media/pictures/0123456789abcdef-40x30.png",
        "/어디에도-없는/",
        "/series/소셜전략/99999999999999999999/",
    ],
)
def test_link_that_leads_nowhere_is_named(make_note, make_series, path):
    make_note(series=make_series())

    assert said(f"[글]({path})") == [
        f"이 사이트 안에 없는 주소로 가는 링크가 있습니다: {path[:60]}"
    ]


def test_old_address_leads_on(make_note, make_series):
    series = make_series()
    make_note(series=series)
    series.slug = "새이름"
    series.save()

    assert said("[글](/series/소셜전략/1/)") == []


def test_citation_of_a_note_that_is_there_has_no_remark(make_note, make_series):
    make_note(series=make_series())
    body = "[[소셜전략 1]]에서, [[그냥 말]]도"

    assert remarks({**WHOLE, "body": body}, render_note(body).html) == []


def test_citation_that_is_none_is_named_but_not_in_code():
    assert said("`[[소셜전략 7]]`") == []
    assert said("[[소셜전략 7]]을 보라") == [
        "아직 없거나 공개하지 않은 글을 불렀습니다: 소셜전략 7"
    ]


def test_picture_that_is_gone_is_named(media):
    image = store(file_of(gradient(40, 30)), "바다.png", alt="바다")
    assert said(image.markdown) == []

    image.delete()

    assert said(image.markdown) == ["지웠거나 없는 그림을 보이는 곳이 있습니다."]
