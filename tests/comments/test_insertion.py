import unicodedata
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment
from comments.models.insertion import WrittenOnce
from notes.pages import touch

pytestmark = pytest.mark.django_db

VALUES = {
    "name": unicodedata.normalize("NFD", "하늘"),
    "email": "sky@example.com",
    "website": "https://example.com/한글",
    "body": "잘 읽었습니다. 'quoted' %s \"100%\"",
    "address": "2001:db8::1",
    "network": "2001:db8::/64",
    "verdicts": [{"check": "near_copy", "reason": "거의 같음", "weight": 50}],
    "score": 50,
    "import_ref": None,
}


def made(note, **more):
    comment = Comment(note=note, **VALUES, **more)
    comment.save()
    return comment


def without(comment, *names):
    row = Comment.objects.filter(pk=comment.pk).values().get()
    return {name: value for name, value in row.items() if name not in names}


def test_row_and_statement_are_those_that_django_writes(make_note, monkeypatch):
    note, now = make_note(), timezone.now()
    made(note)  # writes it
    with CaptureQueriesContext(connection) as ours:
        first = made(note, created_at=now)
    monkeypatch.setattr(WrittenOnce, "save", models.Model.save)
    with CaptureQueriesContext(connection) as theirs:
        second = made(note, created_at=now)

    assert first.pk and second.pk == first.pk + 1
    assert vars(first._state) == vars(second._state)
    assert without(first, "id") == without(second, "id")
    assert first.body == "잘 읽었습니다. 'quoted' %s \"100%\""
    [[ours], [theirs]] = [[query["sql"] for query in each] for each in (ours, theirs)]
    if connection.vendor == "sqlite":  # which needs no word for the key, and writes Hangul as it is
        assert "거의 같음" in ours
        theirs = theirs.replace(r"\uac70\uc758 \uac19\uc74c", "거의 같음")
        theirs = theirs.partition(" RETURNING")[0]
    assert ours == theirs


def test_a_new_row_is_the_one_that_django_makes(make_note):
    note = make_note()
    values = VALUES | {"note": note, "parent": made(note), "created_at": timezone.now()}

    ours, theirs = Comment.made(**values), Comment(**values)
    states = [vars(each).pop("_state") for each in (ours, theirs)]

    assert vars(ours) == vars(theirs)
    assert vars(states[0]) == vars(states[1])
    assert Comment.made(note=note).verdicts is not Comment.made(note=note).verdicts


@pytest.mark.parametrize("moment", ["2011-04-07 09:30:00+09:00", "2011-04-07 00:30:00+00:00"])
def test_moments_are_stored_wherever_they_were_told(make_note, moment):
    stored = made(make_note(), created_at=datetime.fromisoformat(moment))
    stored.refresh_from_db()

    assert stored.created_at == datetime(2011, 4, 7, 0, 30, tzinfo=UTC)


def test_keys_are_those_of_the_rows(make_note):
    """Also where other tables are written in between: SQLite is asked for the latest key, of any."""
    note = make_note()
    keys = []
    for number in range(3):
        with transaction.atomic():
            keys.append(made(note, sending=f"form {number}").pk)
            touch("notes")

    assert list(Comment.objects.order_by("pk").values_list("pk", flat=True)) == keys
    assert [Comment.objects.get(pk=key).sending for key in keys] == [f"form {n}" for n in range(3)]


def test_key_of_ones_own_is_kept(make_note):
    comment = Comment(pk=4711, note=make_note(), **VALUES)
    comment.save(force_insert=True)

    assert Comment.objects.get().pk == 4711


def test_what_the_database_refuses_is_refused(make_note):
    note = make_note()
    with pytest.raises(IntegrityError), transaction.atomic():
        made(note, status="없는상태")

    assert made(note).pk
