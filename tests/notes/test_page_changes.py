"""What was touched reaches everybody who keeps pages: once, in time, and only what was committed."""

import threading

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from notes import pages
from notes.models import Note, PageChange, Relation, Series, Site
from notes.page_changes import Changes
from notes.pages import touch


@pytest.fixture
def changes(db):
    """A reader that has looked once."""
    changes = Changes()
    assert changes.read() == set()
    return changes


def test_saved_note_touches_its_page_and_the_lists(changes, make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=1)

    assert {f"note-{note.pk}", f"series-{note.series_id}", "notes"} <= changes.read()
    assert changes.read() == set(), "once is enough"


def test_draft_touches_nothing(changes, make_note):
    note = make_note(status=Note.DRAFT)
    note.body = "아직 아무도 읽지 않는 글"
    note.save()

    assert changes.read() == set()
    note.publish()
    assert f"note-{note.pk}" in changes.read()
    note.status = Note.DRAFT
    note.save()
    assert f"note-{note.pk}" in changes.read()


def test_text_put_right_leaves_the_other_notes_of_the_series_alone(changes, make_note, make_series):
    note = make_note(series=make_series(), number=1)
    changes.read()
    note = Note.objects.get(pk=note.pk)
    note.body += " 고침"
    note.save()
    assert changes.read() == {f"note-{note.pk}", "notes"}

    note.title = "다른 제목"
    note.save()
    assert f"series-{note.series_id}" in changes.read()


def test_moved_note_touches_both_series(changes, make_note, make_series):
    old, new = make_series(title="옛 시리즈"), make_series(title="새 시리즈")
    note = make_note(series=old, number=1)
    changes.read()
    note = Note.objects.get(pk=note.pk)
    note.series = new
    note.save()

    assert {f"series-{old.pk}", f"series-{new.pk}"} <= changes.read()


def test_note_that_is_read_next_touches_the_notes_that_say_so(changes, make_note):
    first, second = make_note(), make_note()
    Relation.objects.create(note=first, other=second, score=0.5)
    second.status = Note.DRAFT
    second.save()
    changes.read()
    second.publish()

    assert f"note-{first.pk}" in changes.read()


def test_scheduled_note_touches_when_its_moment_comes(
    changes, make_note, make_series, time_machine
):
    time_machine.move_to("2026-11-25T09:00:00+09:00", tick=False)
    note = make_note(
        series=make_series(), published_at=timezone.now() + timezone.timedelta(minutes=1)
    )
    changes.read()
    time_machine.move_to("2026-11-25T09:00:59+09:00", tick=False)
    assert changes.read() == set()

    time_machine.move_to("2026-11-25T09:01:00+09:00", tick=False)
    assert changes.read() == {f"note-{note.pk}", f"series-{note.series_id}", "notes"}
    assert changes.read() == set()


@pytest.mark.parametrize("act", ["save", "delete", "delete of many"])
def test_what_stands_on_many_pages_touches_all(changes, make_series, act):
    series = make_series(title="소셜전략")
    changes.read()
    if act == "save":
        series.save()
    elif act == "delete":
        series.delete()
    else:
        Series.objects.all().delete()

    assert changes.read() == {"site"}


def test_site_author_tag_and_pin_touch_all(changes, make_note):
    note = make_note(tags=["전략"])
    for row in (Site.objects.current(), note.tags.get()):
        changes.read()
        row.save()
        assert changes.read() == {"site"}, row


def test_tags_that_are_set_after_the_note_was_saved_touch_it(changes, make_note):
    note = make_note(tags=["전략"])
    changes.read()
    note.tags.clear()

    assert f"note-{note.pk}" in changes.read()


def test_comment_touches_its_note_when_readers_can_see_it(changes, make_note, make_comment):
    note = make_note()
    changes.read()
    comment = make_comment(note, status="held")
    assert changes.read() == set()

    comment.approve(None)
    assert changes.read() == {f"comments-{note.pk}", "counts"}
    comment.body = "고친 말"
    comment.save()
    assert changes.read() == {f"comments-{note.pk}"}
    comment.delete()
    assert changes.read() == {f"comments-{note.pk}", "counts"}


def test_touch_belongs_into_the_transaction_of_the_change(transactional_db):
    with pytest.raises(TransactionManagementError):
        touch("site")
    assert not PageChange.objects.exists()


def test_many_tags_take_several_rows(changes):
    tags = [f"note-{number}" for number in range(200)]
    with transaction.atomic():
        touch(*tags, *tags)

    assert PageChange.objects.count() > 1
    assert changes.read() == set(tags)


def test_what_was_rolled_back_is_not_heard_of(transactional_db, make_note):
    changes, note = Changes(), make_note()
    changes.read()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note.save()
        raise ZeroDivisionError

    assert changes.read() == set()
    note.save()
    assert f"note-{note.pk}" in changes.read()


def test_old_rows_go(transactional_db, monkeypatch):
    monkeypatch.setattr(pages, "PRUNE_EVERY", 5)
    with transaction.atomic():
        touch("site")
    PageChange.objects.update(made_at=timezone.now() - timezone.timedelta(days=2))
    changes = Changes()
    changes.read()
    for _time in range(6):
        with transaction.atomic():
            touch("notes")

    assert set(PageChange.objects.values_list("tags", flat=True)) == {"notes"}
    assert changes.read() == {"notes"}


def test_whoever_slept_long_forgets_everything(changes, make_note, time_machine):
    """Rows are kept for a day; a process may have answered nobody for two."""
    now = timezone.now()
    time_machine.move_to(now + timezone.timedelta(hours=11))
    assert changes.read() == set()
    time_machine.move_to(now + timezone.timedelta(days=3))
    assert changes.read() == {"site"}
    assert changes.read() == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite has one writer at a time (make test runs both)",
)
def test_rows_that_appear_in_another_order_are_heard_of():
    """A slow transaction takes its row's key first and commits it last."""
    has_touched, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            touch("slow")
            has_touched.set()
            may_commit.wait(20)
        connection.close()

    changes = Changes()
    changes.read()
    thread = threading.Thread(target=slow)
    thread.start()
    has_touched.wait(20)
    for number in range(3):
        with transaction.atomic():
            touch(f"quick-{number}")
        assert changes.read() == {f"quick-{number}"}
    late = Changes()  # begins while the slow one is still running
    late.read()
    may_commit.set()
    thread.join(20)

    assert PageChange.objects.order_by("pk").values_list("tags", flat=True)[0] == "slow"
    assert changes.read() == {"slow"}
    assert late.read() == {"slow"}
    assert changes.read() == late.read() == set()
