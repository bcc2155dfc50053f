from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes.models import Note
from notes.prepared import prepared

pytestmark = pytest.mark.django_db


def test_each_call_answers_for_its_own_values(make_note):
    first, second = make_note("첫 글", slug="첫-글"), make_note("둘째 글", slug="둘째-글")

    @prepared
    def by_slug(slug: str):
        return Note.objects.filter(slug=slug)

    assert [by_slug("첫-글"), by_slug("둘째-글"), by_slug("없는 글")] == [[first], [second], []]


def test_query_is_written_once(make_note):
    note, written = make_note(), []

    @prepared
    def titles(key: int):
        written.append(key)
        return Note.objects.filter(pk=key).values_list("title")

    assert [titles(note.pk), titles(note.pk + 1), titles(note.pk)] == [
        [("친구와 같이 시작하기",)],
        [],
        [("친구와 같이 시작하기",)],
    ]
    assert len(written) == 1


def test_moment_is_that_of_the_call(make_note):
    now = timezone.now()
    make_note(published_at=now)

    @prepared
    def public(at: datetime):
        return Note.objects.published(at).values("published_at")

    assert public(now - timedelta(microseconds=1)) == []
    assert public(now) == [{"published_at": now}]


def test_list_may_have_any_length(make_note):
    notes = [make_note(f"글 {number}") for number in range(3)]
    keys = [note.pk for note in notes]

    @prepared
    def among(title: str, keys: list[int]):
        return Note.objects.filter(pk__in=keys).exclude(title=title).order_by("pk")

    assert among("글 1", keys) == [notes[0], notes[2]]
    assert among("글 1", keys[:1]) == [notes[0]]
    assert among("글 1", []) == []


def test_empty_list_excludes_nothing(make_note):
    note = make_note()

    @prepared
    def others(keys: list[int]):
        return Note.objects.exclude(pk__in=keys)

    assert others([]) == [note]
    assert others([note.pk]) == []


def test_instances_are_those_of_the_orm(make_note, make_series):
    """Related objects, deferred columns, JSON, annotations: as a queryset would have made them."""
    series = make_series()
    note = make_note(series=series, number=3, body="## 하나\n\n글\n\n## 둘\n\n글")

    @prepared
    def found(key: int):
        return Note.objects.filter(pk=key).select_related("series", "author").defer("body")

    [same] = found(note.pk)
    with CaptureQueriesContext(connection) as queries:
        assert (same, same.series, same.author) == (note, series, None)
        assert [heading["title"] for heading in same.contents] == ["하나", "둘"]
        assert same.published_at == note.published_at
        assert same.is_open_for_comments is True
        assert same.get_deferred_fields() == {"body"}
    assert len(queries) == 0
