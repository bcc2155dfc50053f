"""게시중단: a comment is off the page for some days, because somebody says that it wrongs them.

Its status changes by decisions, as ever, so that the way back is exact and the record complete. Whatever
takes it out of that status, here or in the queue, ends the takedown in the same transaction
(`follow`); taking that decision back opens it again.
"""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from comments.models import AlreadyDecided, Comment, LogEntry, Takedown
from notes.pages import touch

MOST_DAYS = 30  # 정보통신망법 제44조의2
LONGEST_OBJECTION = 2_000  # visible letters


@transaction.atomic
def take_down(comment: Comment, by, *, asked_by: str, reason: str, days: int) -> Takedown:
    """Raises `AlreadyDecided` when it is down already, or is not what `by` saw any more."""
    from comments.mail import announce_takedown  # it asks for the models' methods

    if not _held(comment.pk) or Takedown.objects.open().filter(comment=comment).exists():
        raise AlreadyDecided
    takedown = Takedown.objects.create(
        comment=comment,
        asked_by=asked_by,
        reason=reason,
        started_by=by,
        until=timezone.now() + timedelta(days=days),
    )
    was_public = comment.is_public
    comment.suspend(by)
    LogEntry.note_down(LogEntry.TAKEN_DOWN, by, comment, days=days)
    _end_in_time(takedown)
    if was_public:
        announce_takedown(takedown)
    return takedown


@transaction.atomic
def end(takedown: Takedown, outcome: str, by=None):
    """Restored or expired: the comment is again exactly what it was. Removed: a moderator's word.

    Raises `AlreadyDecided` when the takedown has ended, or its comment is gone.
    """
    comment = _held(takedown.comment_id)
    if comment is None or not _close(takedown, comment, outcome, by):
        raise AlreadyDecided
    if comment.status != Comment.SUSPENDED:
        return
    if outcome == Takedown.REMOVED:
        comment.remove(by)
    else:
        _put_back(comment, by)


@transaction.atomic
def object_to(takedown: Takedown, words: str) -> bool:
    """What its writer says against it, once and while it lasts; whether that was taken."""
    comment = _held(takedown.comment_id)
    heard = Takedown.objects.open().filter(pk=takedown.pk, objected_at=None)
    if not heard.update(objection=words, objected_at=timezone.now()):
        return False
    LogEntry.note_down(LogEntry.OBJECTED, None, comment)
    return True


def open_takedown_of(comment: Comment) -> Takedown | None:
    """Asks nothing of a comment that is not down."""
    if comment.status != Comment.SUSPENDED:
        return None
    return Takedown.objects.open().filter(comment=comment).first()


def follow(comment: Comment, to: str, by):
    """Called in the transaction that has moved it into this status, or out of it."""
    touch(f"comments-{comment.note_id}")  # why it is missing stands where it has answers
    if to == Comment.SUSPENDED:
        _open_again(comment, by)
    elif takedown := Takedown.objects.open().filter(comment=comment).first():
        is_back = to in (Comment.PUBLISHED, Comment.HELD)
        _close(takedown, comment, Takedown.RESTORED if is_back else Takedown.REMOVED, by)


@task()
def end_takedown(takedown: int) -> bool:
    """At its last moment; was it still going on?"""
    return bool(_end_due(Takedown.objects.due().filter(pk=takedown)))


@task()
def end_due_takedowns() -> int:
    """Once a day, should a task have been lost."""
    return _end_due(Takedown.objects.due())


def _held(pk: int) -> Comment | None:
    """The comment first, as whoever decides about it does: nobody waits for each other."""
    return Comment.objects.select_for_update().filter(pk=pk).first()


def _end_due(takedowns) -> int:
    count = 0
    for takedown in takedowns:
        with suppress(AlreadyDecided):
            end(takedown, Takedown.EXPIRED)
            count += 1
    return count


def _end_in_time(takedown: Takedown):
    if end_takedown.get_backend().supports_defer:
        end_takedown.using(run_after=takedown.until).enqueue(takedown=takedown.pk)


def _close(takedown: Takedown, comment: Comment, outcome: str, by) -> bool:
    going_on = Takedown.objects.open().filter(pk=takedown.pk)
    if not going_on.update(ended_at=timezone.now(), ended_by=by, outcome=outcome):
        return False
    LogEntry.note_down(LogEntry.TAKEDOWN_ENDED, by, comment, outcome=outcome)
    return True


def _open_again(comment: Comment, by):
    """A decision that had ended it was taken back."""
    last = Takedown.objects.filter(comment=comment).order_by("pk").last()
    if last is None or not last.ended_at:
        return  # it has just begun
    Takedown.objects.filter(pk=last.pk).update(ended_at=None, ended_by=None, outcome="")
    LogEntry.note_down(LogEntry.TAKEN_DOWN, by, comment, again=True)
    _end_in_time(last)


def _put_back(comment: Comment, by):
    last = comment.decisions.standing().last()
    if last is None or last.to_status != Comment.SUSPENDED:
        comment.approve(by)  # nobody has written down what it was
        return
    last.comment = comment
    last.undo(by)
