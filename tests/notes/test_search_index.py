"""What is written for the search: with a note, a comment, a tag, an import, by a command."""

import datetime as dt
import io
import json
from importlib import import_module

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment
from notes.models import Note, Posting, SearchSize, SearchTerm, SearchText, Series, Tag
from notes.search import index, search
from notes.search.terms import VERSION
from socialstrategy import preparation
from socialstrategy.importing import import_file
from tests.notes.interchange import wxr

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def found(typed, **kwargs) -> list[str]:
    return [hit.note.title for hit in search(typed, **kwargs).hits if hit.is_exact]


def rows() -> set[tuple]:
    return (
        set(Posting.objects.values_list("note", "term", "impact"))
        | set(SearchText.objects.values_list("note", "version", "length", "share", "text"))
        | set(SearchTerm.objects.filter(note_count__gt=0).values_list("text", "note_count"))
        | set(SearchSize.objects.values_list("note_count", "length"))
    )


def counts_are_right() -> bool:
    """Is what is kept with each term what counting says?"""
    terms = list(Posting.objects.values_list("term", flat=True))
    kept = dict(SearchTerm.objects.filter(note_count__gt=0).values_list("text", "note_count"))
    lengths = list(SearchText.objects.values_list("length", flat=True))
    size = SearchSize.objects.values_list("note_count", "length").first() or (0, 0)
    return kept == {term: terms.count(term) for term in set(terms)} and size == (
        len(lengths),
        sum(lengths),
    )


def test_note_is_found_by_its_text_without_marks_and_addresses(make_note):
    note = make_note("첫 글", body="**등대**로 가는 [길](https://example.com/나침반)입니다.")

    assert found("등대로 가는 길") == ["첫 글"]
    assert found("나침반") == found("example") == []
    assert SearchText.objects.get().text == "등대로 가는 길입니다."
    assert set(Posting.objects.values_list("note", flat=True)) == {note.pk}
    assert counts_are_right()


@pytest.mark.parametrize(
    ("change", "lost", "won"),
    [
        ({"title": "다른 제목"}, "열쇠", "다른제목"),
        ({"body": "골목 끝의 우체통"}, "등대", "우체통"),
        ({"number": 77}, "함께 5", "함께 77"),
        ({"series": "혼자 걷기"}, "함께짓기 열쇠", "혼자 열쇠"),
    ],
)
def test_saved_change_is_found_and_the_old_is_not(make_note, make_series, change, lost, won):
    note = make_note("열쇠", series=make_series(title="함께 짓기"), number=5, body="등대지기")
    assert found(lost)
    if "series" in change:
        change = {"series": make_series(title=change["series"])}
    for name, value in change.items():
        setattr(note, name, value)
    note.save()

    assert not found(lost)
    assert found(won) == [note.title]
    assert counts_are_right()


def test_small_change_writes_no_more_than_what_changed(make_note):
    words = " ".join(f"낱말{chr(0xAC00 + 7 * n)}" for n in range(300))
    note = make_note("소셜 전략", body=words)
    before = set(Posting.objects.values_list("term", "impact"))
    note.body = f"{words} 등대"
    note.save()
    after = set(Posting.objects.values_list("term", "impact"))

    assert before - after == set()
    assert {term for term, _impact in after - before} == {"등대"} | {
        term for term, _impact in after - before if term.endswith("등")
    }
    with CaptureQueriesContext(connection) as queries:
        note.save()
    asked = [query["sql"].split()[0] for query in queries if "notes_posting" in query["sql"]]
    assert asked == ["SELECT"]


def test_renamed_series_and_tag_are_followed(
    make_note, make_series, django_capture_on_commit_callbacks
):
    series = make_series(title="함께 짓기")
    make_note("열쇠", series=series, number=5, tags=["모임"])
    assert found("모임") == ["열쇠"]
    with django_capture_on_commit_callbacks(execute=True):
        series.title = "혼자 걷기"
        series.save()
        tag = Tag.objects.get()
        tag.name = "산책"
        tag.save()

    assert (found("함께"), found("걷기 열쇠")) == ([], ["열쇠"])
    assert (found("모임"), found("산책")) == ([], ["열쇠"])
    with django_capture_on_commit_callbacks(execute=True):
        tag.delete()
    assert found("산책") == []


def test_tag_is_found_as_soon_as_a_note_has_it(make_note):
    note = make_note("열쇠", body="글", tags=["모임"])
    assert found("모임") == ["열쇠"]
    note.tags.clear()
    assert found("모임") == []


def test_scheduled_note_appears_by_itself_and_a_draft_never(make_note):
    tomorrow = timezone.now() + dt.timedelta(days=1)
    make_note("내일의 계단", published_at=tomorrow)
    make_note("숨은 계단", status=Note.DRAFT, published_at=NEW_YEAR)
    draft = make_note("쓰는 중인 계단", status=Note.DRAFT)

    assert not search("계단")
    assert not Posting.objects.filter(note=draft).exists()
    with time_machine.travel(tomorrow + dt.timedelta(minutes=1)):
        assert found("계단") == ["내일의 계단"]
        draft.publish()
        assert set(found("계단")) == {"쓰는 중인 계단", "내일의 계단"}


def test_note_that_is_taken_back_leaves_the_index(make_note):
    note = make_note("계단")
    Note.objects.filter(pk=note.pk).update(status=Note.DRAFT)

    assert not Posting.objects.exists()
    assert not SearchText.objects.exists()
    assert counts_are_right()


@pytest.mark.parametrize("way", ["object", "queryset"])
def test_note_takes_its_rows_along_and_its_deletion_names_none(moderator_client, make_note, way):
    note, other = make_note("지울 글", body="하나"), make_note("남길 글", body="둘")
    asked = moderator_client.get(f"/admin/notes/note/{note.pk}/delete/").content.decode()
    if way == "object":
        note.delete()
    else:
        Note.objects.filter(pk=note.pk).delete()

    assert "지울 글" in asked
    assert "→" not in asked
    assert set(Posting.objects.values_list("note", flat=True)) == {other.pk}
    assert counts_are_right()


def test_rolled_back_save_leaves_no_row(make_note):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_note("계단")
        raise ZeroDivisionError

    assert rows() == set()


def test_imported_notes_and_their_comments_are_found(tmp_path):
    comment = {"author": "김독자", "email": "", "body": "우체통에서", "parent": None}
    comment["created"] = "2015-01-02T08:00:00+00:00"
    line = {"number": 1, "title": "소셜전략 1", "slug": "a", "body": "글", "comments": [comment]}
    file = tmp_path / "글.jsonl"
    file.write_text(json.dumps(line | {"published": "2015-01-01T08:00:00+00:00"}))
    call_command("import_notes", str(file), format="jsonl", stdout=io.StringIO())

    assert found("소셜 전략 1") == found("우체통") == ["소셜전략 1"]
    assert counts_are_right()


def test_imported_note_is_found_by_its_tag():
    tag = ("post_tag", "table", "밥상")
    file = wxr.export(wxr.item(title="소셜전략 1", categories=[tag]))
    import_file(file, "wxr")

    assert found("밥상") == [Note.objects.get().full_title]
    assert counts_are_right()


# Comments ----------------------------------------------------------------------------------------


def test_public_comment_is_found_under_its_note_and_weighs_little(make_note, make_comment):
    make_note("등대 이야기", body="등대가 있다.")
    note = make_note("다른 이야기", body="아무것도 없다.")
    comment = make_comment(note, body="저도 등대를 [보았습니다](https://example.com/나침반).")

    assert found("등대") == ["등대 이야기", "다른 이야기"]
    assert found("나침반") == []
    assert search("등대").hits[1].is_said_by_readers
    assert not search("등대").hits[0].is_said_by_readers
    comment.body = "저는 골목을 보았습니다."
    comment.save()
    assert found("등대") == ["등대 이야기"]
    assert found("골목") == ["다른 이야기"]
    assert counts_are_right()


def test_comment_is_heard_in_two_statements_whatever_it_says(make_note, make_comment):
    note = make_note("소셜 전략", body="등대는 바다를 봅니다.")
    make_comment(note, body="저도 등대를 보았습니다.")
    body = "등대를 보았고 " + " ".join(f"우체{chr(0xAC00 + 28 * n)}" for n in range(99))
    with CaptureQueriesContext(connection) as queries:
        make_comment(note, body=body)

    asked = [query["sql"] for query in queries if "notes_search" in query["sql"]]
    assert len(asked) == 2
    assert found("우체가") == [note.title]
    assert counts_are_right()


@pytest.mark.parametrize("way", ["remove", "mark_as_spam", "hold", "suspend", "delete"])
def test_comment_that_is_no_longer_public_is_not_found(make_comment, moderator, way):
    comment = make_comment(body="우체통")
    make_comment(comment.note, body="우체부")
    assert found("우체통")
    getattr(comment, way)(*([] if way == "delete" else [moderator]))

    assert not found("우체통")
    assert found("우체부")
    assert counts_are_right()


def test_held_comment_is_found_once_it_is_approved(make_comment, moderator):
    comment = make_comment(body="우체통", status=Comment.HELD)
    assert not found("우체통")
    comment.approve(moderator)
    assert found("우체통")
    comment.undo(moderator)
    assert not found("우체통")


def test_saved_note_keeps_what_its_readers_said(make_comment):
    comment = make_comment(body="우체통")
    comment.note.body = "다시 쓴 글"
    comment.note.save()

    assert found("우체통") == [comment.note.title]


# Making it anew ----------------------------------------------------------------------------------


@pytest.fixture
def right(make_note, make_series, make_comment):
    """What the index holds of four notes."""
    for number in (1, 2, 3):
        make_note(f"{number}째 계단", series=Series.objects.first() or make_series(), number=number)
    make_comment(Note.objects.first(), body="우체통")
    make_note("초안", status=Note.DRAFT)
    call_command("reindex_search", stdout=io.StringIO())
    return rows()


def test_command_repairs_what_is_missing_wrong_or_of_an_old_rule(right, monkeypatch):
    first, second, third = Note.objects.exclude(status=Note.DRAFT).order_by("pk")
    Posting.objects.filter(note=first).delete()
    SearchText.objects.filter(note=second).update(version=0)
    Posting.objects.create(term="틀린", impact=7, note=third)
    SearchTerm.objects.update(note_count=99)
    SearchSize.objects.update(length=1)
    monkeypatch.setattr("notes.search.index.PORTION", 2)
    said = io.StringIO()
    call_command("reindex_search", stdout=said)
    call_command("reindex_search", stdout=io.StringIO())

    assert rows() == right
    assert said.getvalue().splitlines() == [
        "글 2개 확인, 2개 다시 색인",
        "글 4개 확인, 3개 다시 색인",
        "마쳤습니다. 글 4개 가운데 3개를 다시 색인했습니다.",
    ]


def test_notes_of_an_old_rule_are_not_found_beside_those_of_the_new(right, monkeypatch):
    SearchText.objects.filter(note=Note.objects.first()).update(version=VERSION - 1)
    assert set(found("계단")) == {"2째 계단", "3째 계단"}
    assert not index.is_complete()
    said = []
    preparation.index_notes(said.append)

    assert set(found("계단")) == {"1째 계단", "2째 계단", "3째 계단"}
    assert said == ["찾기의 색인을 만듭니다…"]
    preparation.index_notes(said.append)
    assert len(said) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's table was not made anew")
@pytest.mark.django_db(transaction=True)
def test_table_that_is_made_anew_keeps_every_row(make_note):
    """On SQLite, forwards and backwards; a note is found and written after either."""
    migration = import_module("notes.migrations.0020_postings_without_rowid")
    make_note(title="등대의 불빛", body="파도와 바람")
    before = rows()
    for make, has_rowid in ((migration.with_rowid, True), (migration.without_rowid, False)):
        with connection.schema_editor() as editor:
            make(None, editor)
        assert rows() == before
        assert found("등대") == ["등대의 불빛"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'notes_posting'")
            assert cursor.fetchone()[0].endswith("WITHOUT ROWID") is not has_rowid
    make_note(title="등대의 밤", body="다시 파도")
    assert len(found("등대")) == 2
