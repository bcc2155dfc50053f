"""Comments from elsewhere: in threads, once, counted."""

from datetime import UTC, datetime, timedelta

import pytest

from comments.interchange import store_comments
from comments.models import Comment
from comments.spam.facts import of_form
from notes.interchange.records import CommentData
from notes.models import Note

START = datetime(2011, 4, 7, 1, 0, tzinfo=UTC)


def data(ref, parent=None, minutes=0, **fields):
    values = {
        "name": "옛 독자",
        "email": "old@example.com",
        "website": "",
        "body": f"{ref}번 댓글입니다.",
        "status": "published",
    }
    return CommentData(
        ref=ref, parent_ref=parent, created_at=START + timedelta(minutes=minutes), **values | fields
    )


def test_store_comments_keeps_korean_threads_dates_and_the_count(make_note):
    note, other = make_note(), make_note("둘째 글")
    items = [
        (note, [
            data("a3", "a2", 3), data("a1", minutes=1), data("a2", "a1", 2), data("a4", "a3", 4),
            data("a5", "a4", 5), data("a6", status="held"), data("a7", status="spam"),
        ]),
        (other, [data("b1", address="203.0.113.9")]),
    ]  # fmt: skip

    assert store_comments(items) == (8, 0)

    note.refresh_from_db()
    other.refresh_from_db()
    assert (note.comment_count, other.comment_count) == (5, 1)
    stored = {comment.import_ref: comment for comment in Comment.objects.all()}
    assert [stored[f"a{n}"].depth for n in range(1, 6)] == [1, 2, 3, 3, 3]
    assert stored["a4"].parent == stored["a3"]
    assert stored["a4"].branch == f"{stored['a1'].pk}/{stored['a2'].pk}"
    assert stored["a1"].created_at == stored["a1"].published_at == START + timedelta(minutes=1)
    assert stored["a1"].body_html.strip() == "<p>a1번 댓글입니다.</p>"
    assert stored["b1"].network == "203.0.113.0/24"


def test_store_comments_twice_changes_nothing(make_note):
    note = make_note()
    items = [(note, [data("a1"), data("a2", "a1")])]
    store_comments(items)

    assert store_comments(items) == (0, 2)
    assert store_comments([(note, [data("a1"), data("a3", "a2")])]) == (1, 1)

    note.refresh_from_db()
    assert note.comment_count == 3
    assert Comment.objects.get(import_ref="a3").depth == 3


def test_store_comments_survives_circles_lost_parents_and_doubles(make_note):
    note, other = make_note(), make_note("둘째 글")
    items = [
        (note, [
            data("1", "2"), data("2", "1", 1), data("3", "3"), data("4", "lost"), data("5"),
            data("5", minutes=9), data("7", "2", 2),
        ]),
        (other, [data("8", "5")]),
    ]  # fmt: skip

    assert store_comments(items) == (7, 1)

    depths = dict(Comment.objects.values_list("import_ref", "depth"))
    assert depths == {"1": 1, "2": 2, "3": 1, "4": 1, "5": 1, "7": 3, "8": 1}


def test_store_comments_leaves_out_what_does_not_fit(make_note):
    item = data(
        "1", name=" \u200b", email="x" * 300, website="javascript:alert(1)", address="unknown"
    )

    store_comments([(make_note(), [item])])

    comment = Comment.objects.get()
    assert (comment.name, comment.email, comment.website) == ("이름 없음", "", "")
    assert (comment.address, comment.network) == (None, "")


def test_store_comments_refuses_an_unknown_status(make_note):
    with pytest.raises(ValueError, match="a1: unknown status 'trash'"):
        store_comments([(make_note(), [data("a1", status="trash")])])


def test_imported_public_comments_vouch_for_their_writers(make_note):
    items = [data("1"), data("2", name="스팸", email="spam@example.com", status="spam")]
    store_comments([(make_note(), items)])

    def is_vouched(name, email):
        fresh = Comment(note=Note.objects.get(), name=name, email=email, body="새 글에 다는 말")
        return of_form(fresh, ()).is_vouched

    assert is_vouched("옛 독자", "old@example.com")
    assert not is_vouched("스팸", "spam@example.com")


def test_store_comments_asks_little_of_the_database(make_note, django_assert_max_num_queries):
    notes = [make_note(f"글 {n}") for n in range(20)]
    items = [
        (
            note,
            [data(f"{note.pk}-{n}", f"{note.pk}-{n - 1}" if n % 4 else None, n) for n in range(20)],
        )
        for note in notes
    ]

    # Refs, five bulk inserts a level of answers (as many rows as SQLite's 999 values hold), one count
    # for all notes with as many, stale pages; eight for the search of all of them.
    with django_assert_max_num_queries(33):
        assert store_comments(items) == (400, 0)
