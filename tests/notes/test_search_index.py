"""What is written for the search of titles: with a note, by an import, by a command."""

import datetime as dt
import io
import json
import unicodedata
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes.models import Note, Posting, SearchTitle, Series
from notes.search import find
from notes.search.terms import fold, note_terms, squeeze, terms

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def found(query, **kwargs) -> list[str]:
    return [note.title for note in find(query, **kwargs).notes]


def rows() -> set[tuple]:
    return set(Posting.objects.values_list("note", "term", "moment")) | set(
        SearchTitle.objects.values_list("note", "text", "version")
    )


# Terms -------------------------------------------------------------------------------------------


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


def test_terms_are_pairs_over_the_spaces():
    assert terms(squeeze("소셜 전략")) == ("소셜", "셜전", "전략")
    assert note_terms("제2장", 7, 3) == {" 제", "제2", "2장", "2", "series 7", "number 3"}
    assert note_terms("끝", None, None) == {" 끝"}


# What is written ---------------------------------------------------------------------------------


def test_note_is_written_with_its_terms_series_number_and_date(make_note, make_series):
    note = make_note("소셜 전략", series=make_series(), number=3, published_at=NEW_YEAR)
    found_by = {" 소", "소셜", "셜전", "전략", f"series {note.series_id}", "number 3"}

    assert rows() == {(note.pk, "소셜전략", 1)} | {
        (note.pk, term, 1_577_836_800_000_000) for term in found_by
    }


def test_save_of_another_text_writes_no_row(make_note):
    note = make_note("소셜 전략")
    note.body = "다른 글"
    with CaptureQueriesContext(connection) as queries:
        note.save()
    asked = [query["sql"].split()[0] for query in queries if "notes_posting" in query["sql"]]

    assert asked == ["SELECT"]


@pytest.mark.parametrize(
    ("change", "lost", "won"),
    [
        ({"title": "다른 제목"}, "열쇠", "다른제목"),
        ({"number": 77}, "함께 5", "함께 77"),
        ({"series": "혼자 걷기"}, "함께짓기 열쇠", "혼자 열쇠"),
    ],
)
def test_saved_change_is_found_and_the_old_is_not(make_note, make_series, change, lost, won):
    note = make_note("열쇠", series=make_series(title="함께 짓기"), number=5)
    assert found(lost)
    if "series" in change:
        change = {"series": make_series(title=change["series"])}
    for name, value in change.items():
        setattr(note, name, value)
    note.save()

    assert not found(lost)
    assert found(won) == [note.title]


def test_renamed_series_is_found_and_rewrites_no_note(make_note, make_series):
    series = make_series(title="함께 짓기")
    make_note("열쇠", series=series, number=5)
    before = rows()
    series.title = "혼자 걷기"
    series.save()

    assert rows() == before
    assert (found("함께"), found("걷기 열쇠")) == ([], ["열쇠"])


def test_new_date_is_a_new_place_in_the_order(make_note):
    old, new = (
        make_note(f"{n}째 계단", published_at=NEW_YEAR.replace(year=n)) for n in (2001, 2002)
    )
    assert found("계단") == [new.title, old.title]
    old.publish(at=NEW_YEAR.replace(year=2003))

    assert found("계단") == [old.title, new.title]


def test_scheduled_note_appears_by_itself_and_a_draft_never(make_note):
    tomorrow = timezone.now() + dt.timedelta(days=1)
    make_note("내일의 계단", published_at=tomorrow)
    make_note("숨은 계단", status=Note.DRAFT, published_at=NEW_YEAR)
    draft = make_note("쓰는 중인 계단", status=Note.DRAFT)

    assert not find("계단")
    assert not Posting.objects.filter(note=draft).exists()
    with time_machine.travel(tomorrow + dt.timedelta(minutes=1)):
        assert found("계단") == ["내일의 계단"]
        draft.publish()
        assert found("계단") == ["쓰는 중인 계단", "내일의 계단"]


def test_note_without_a_date_again_leaves_the_index(make_note):
    note = make_note("계단")
    note.status, note.published_at = Note.DRAFT, None
    note.save()

    assert rows() == set()


def test_note_takes_its_rows_along_and_its_deletion_names_none(moderator_client, make_note):
    note, other = make_note("지울 글"), make_note("남길 글")
    asked = moderator_client.get(f"/admin/notes/note/{note.pk}/delete/").content.decode()
    note.delete()

    assert "지울 글" in asked
    assert "지울글" not in asked
    assert {row[0] for row in rows()} == {other.pk}


def test_rolled_back_save_leaves_no_row(make_note):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_note("계단")
        raise ZeroDivisionError

    assert rows() == set()


def test_imported_notes_are_found(tmp_path):
    line = {"number": 1, "title": "소셜전략 1", "slug": "a", "body": "글", "comments": []}
    file = tmp_path / "글.jsonl"
    file.write_text(json.dumps(line | {"published": "2015-01-01T08:00:00+00:00"}))
    call_command("import_notes", str(file), format="jsonl", stdout=io.StringIO())

    assert found("소셜 전략 1") == ["소셜전략 1"]


# Making it anew ----------------------------------------------------------------------------------


@pytest.fixture
def right(make_note, make_series):
    """What the index holds of four notes."""
    for number in (1, 2, 3):
        make_note(f"{number}째 계단", series=Series.objects.first() or make_series(), number=number)
    make_note("초안", status=Note.DRAFT)
    return rows()


def test_command_repairs_what_is_missing_wrong_or_of_an_old_rule(right, monkeypatch):
    first, second, third = Note.objects.exclude(status=Note.DRAFT).order_by("pk")
    Posting.objects.filter(note=first).delete()
    SearchTitle.objects.filter(note=second).update(version=0)
    Posting.objects.create(term="틀린", moment=0, note=third)
    monkeypatch.setattr("notes.search.index.PORTION", 2)
    said = io.StringIO()
    call_command("reindex_search", stdout=said)

    assert rows() == right
    assert said.getvalue().splitlines() == [
        "글 2개 확인, 2개 다시 색인",
        "글 4개 확인, 3개 다시 색인",
        "마쳤습니다. 글 4개 가운데 3개를 다시 색인했습니다.",
    ]


def test_migration_indexes_the_titles_that_are_there(right, monkeypatch):
    Posting.objects.all().delete()
    SearchTitle.objects.all().delete()
    migration = import_module("notes.migrations.0008_index_titles")
    monkeypatch.setattr(migration, "PORTION", 2)
    migration.index_titles(apps, None)

    assert rows() == right
