import json
import unicodedata
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes.models import Note
from notes.prepared import list_as_json, prepared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1, 70000],
        ["w:카지노", "b:지노", "s:length 15–40"],
        ['"', "가"],
        ['a","b'],
        ["\\", "\u2028", "줄\n끝", "\x00", "\ud800", "🙂‍↕️", unicodedata.normalize("NFD", "맥")],
        [""],
        ["", ""],
    ],
)
def test_a_list_is_the_json_that_everybody_reads(values):
    assert json.loads(list_as_json(values)) == values


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


def test_listed_words_are_themselves_whatever_signs_they_hold(make_note):
    titles = ["함께", "'따옴표'", '"겹"', "\\", "{1,2}", "NULL", "", "100%", "쉼표, 둘"]
    for number, title in enumerate(titles):
        make_note(title, slug=f"글-{number}")

    @prepared
    def entitled(titles: list[str]):
        return Note.objects.filter(title__in=titles).order_by("pk").values_list("title")

    assert entitled(titles) == [(title,) for title in titles]
    assert [entitled([title]) for title in titles] == [[(title,)] for title in titles]


def test_what_stands_in_the_query_itself_stays_as_it_is(make_note):
    note = make_note("100%s 함께", slug="백")
    make_note("100 함께", slug="다른-글")

    @prepared
    def containing(slug: str, keys: list[int]):
        found = Note.objects.filter(pk__in=keys, title__contains="%s ", slug=slug)
        return found.annotate(said=Value("%d'%")).values_list("pk", "said")

    assert containing("백", [note.pk, note.pk + 1]) == [(note.pk, "%d'%")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite works without plans")
def test_postgresql_plans_once_for_values_of_all_sizes(make_note):
    note = make_note()

    @prepared
    def found(title: str, keys: list[int], number: int):
        return Note.objects.filter(title=title, pk__in=keys, comment_count__lt=number)

    assert found("가", [], 1) == found("나", [note.pk, 70_000], 70_000) == []
    assert found(note.title, [note.pk, 2**40, -1], 2**40) == [note]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        plans = [sql for (sql,) in cursor.fetchall() if '"comment_count" <' in sql]
    assert len(plans) == 1


def test_log_of_queries_has_the_values(make_note):
    note = make_note("함께")

    @prepared
    def found(title: str, keys: list[int]):
        return Note.objects.filter(title=title, pk__in=keys)

    with CaptureQueriesContext(connection) as queries:
        assert found("함께", [note.pk]) == [note]
    assert "'함께'" in queries[0]["sql"]


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
