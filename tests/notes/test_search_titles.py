"""The search of titles finds what reading every title would find, and reads few of them."""

import datetime as dt
import unicodedata

import pytest
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, Replace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.models import Note, Series
from notes.search import find, titles, words_of
from notes.search.index import index

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def found(query, **kwargs) -> list[str]:
    return [note.title for note in find(query, **kwargs).notes]


# Few letters, so that words meet: across the spaces, across the two titles, in another case.
LETTERS = st.sampled_from("가나다라ㅋaB12%_\\ ")
TITLES = st.text(LETTERS, min_size=1, max_size=8).filter(str.strip)
AT = st.integers(0, 9).map(lambda day: NEW_YEAR + dt.timedelta(days=day))
NOTES = st.lists(st.tuples(TITLES, st.integers(0, 2), AT, st.booleans()), max_size=14)
QUERIES = st.lists(st.text(LETTERS, max_size=10), min_size=1, max_size=4)


def reference(query: str, limit: int) -> tuple[list[int], list[int]]:
    """Primary keys of series and notes, by reading every title with LIKE."""
    words = words_of(query)
    if not words:
        return [], []
    series, notes = Series.objects.with_note_counts(), Note.objects.published()
    series = series.annotate(whole=Replace("title", Value(" "), Value("")))
    whole = Concat(Coalesce("series__title", Value("")), "title")
    notes = notes.annotate(whole=Replace(whole, Value(" "), Value("")))
    for word in words:
        series = series.filter(whole__icontains=word)
        number = Q(number=int(word)) if word.isdecimal() and int(word) < 2**31 else Q()
        notes = notes.filter(Q(whole__icontains=word) | number)
    series = list(series.order_by("-created_at", "-pk").values_list("pk", flat=True)[:limit])
    notes = list(notes.newest_first().values_list("pk", flat=True)[: limit - len(series)])
    return series, notes


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TITLES, min_size=2, max_size=2), NOTES, QUERIES, st.sampled_from([2, 30]))
def test_finds_what_reading_all_titles_finds(monkeypatch, names, drawn, queries, limit):
    monkeypatch.setattr(titles, "FIRST_DEPTH", 2)  # so that a few notes are many
    monkeypatch.setattr(titles, "DEEPER", 2)
    with transaction.atomic():
        series = [Series.objects.create(title=name, slug=f"s{n}") for n, name in enumerate(names)]
        write([None, *series], drawn)
        for query in queries:
            there = find(query, limit)
            keys = [s.pk for s in there.series], [n.pk for n in there.notes]
            assert keys == reference(query, limit), query
        transaction.set_rollback(True)


def write(series, drawn):
    made = [
        Note(
            title=title,
            slug=f"n{number}",
            series=series[place],
            number=number if series[place] else None,
            published_at=at,
            status=Note.PUBLISHED if is_public else Note.DRAFT,
        )
        for number, (title, place, at, is_public) in enumerate(drawn, start=1)
    ]
    index(Note.objects.bulk_create(made))


def test_width_and_case_of_any_script_do_not_count(make_note, make_series):
    make_note("Ｅｔｕｄｅ ÉTÉ", series=make_series(title="straße"), number=1)

    for query in (
        "etude",
        "été",
        "ＳＴＲＡＳＳＥ",
        unicodedata.normalize("NFD", "été"),
        "étéé"[:3],
    ):
        assert found(query) == ["Ｅｔｕｄｅ ÉTÉ"], query


def test_word_may_begin_in_the_title_of_the_series(make_note, make_series):
    make_note("같이 가기", series=make_series(title="함께 짓기"), number=1)

    assert [found(query) for query in ("짓기같", "기같이", "함께짓기같이가기", "기가")] == [
        ["같이 가기"],
        ["같이 가기"],
        ["같이 가기"],
        [],
    ]


def test_looks_only_at_the_newest_of_a_frequent_word(
    make_series, monkeypatch, django_assert_num_queries
):
    series = make_series(title="소셜전략")
    drawn = [(f"전략 {day}일", 0, NEW_YEAR + dt.timedelta(days=day), True) for day in range(60)]
    write([series], drawn)
    monkeypatch.setattr(titles, "FIRST_DEPTH", 20)

    with django_assert_num_queries(4):  # the series, what is public of it, how frequent, the notes
        assert found("전략", limit=6) == [f"전략 {day}일" for day in (59, 58, 57, 56, 55)]
    with django_assert_num_queries(3):
        assert found("전략 7일", limit=6) == [f"전략 {day}일" for day in (57, 47, 37, 27, 17, 7)]
    with django_assert_num_queries(2):
        assert found("전략 61일") == []


def test_two_series_at_once_lead_nowhere(make_series, make_note, django_assert_num_queries):
    for title in ("함께 짓기", "혼자 걷기"):
        make_note("처음", series=make_series(title=title), number=1)

    with django_assert_num_queries(2):
        assert not find("함께짓기 혼자걷기")
    assert found("걷기 처음") == ["처음"]
