"""The tasks that send these mails. What has changed since one was queued decides whether it still goes.

Each is queued again as long as the server does not take it (notes/mail.py), and runs at least once
(socialstrategy/launcher/worker.py). Answers say what came of it, for the record.
"""

from django.utils import timezone
from django_tasks import task

from comments.mail.letters import (
    note_letter,
    published_letter,
    reply_letter,
    slip_letter,
    takedown_letter,
)
from comments.models import Comment, MailAddress, Takedown
from notes.mail import PRIORITY, NoSuchAddress, deliver
from notes.models import Note

SENT, LATER, REFUSED, NOBODY = "sent", "later", "refused", "nobody to tell"
UNREAD = "note__body note__body_html note__contents note__summary".split()


@task(priority=PRIORITY)
def send_slip(comment: int, attempt: int = 0) -> str:
    """To whatever address was typed; `asking.claim` has said that it may be."""
    found = _comment(comment)
    if found is None or found.status not in (Comment.PUBLISHED, Comment.HELD):
        return NOBODY
    address = MailAddress.objects.filter(email=found.email, stopped_at=None).first()
    if address is None:
        return NOBODY
    return _send(slip_letter(found, address), address, send_slip, attempt, comment=comment)


@task(priority=PRIORITY)
def send_reply(comment: int, attempt: int = 0) -> str:
    """To whoever wrote what `comment` answers, and to nobody else above it."""
    reply = _comment(comment)
    if reply is None or reply.told_at or not _is_readable(reply):
        return NOBODY
    address = _listener(reply)
    if address is None:
        return NOBODY
    done = _send(reply_letter(reply, address), address, send_reply, attempt, comment=comment)
    if done == SENT:
        Comment.objects.filter(pk=comment).update(told_at=timezone.now())
    return done


@task(priority=PRIORITY)
def send_published(comment: int, attempt: int = 0) -> str:
    """To the writer of a comment that waited, the first time that it became public."""
    found = _comment(comment)
    if found is None or not _is_readable(found) or _was_public_before(found):
        return NOBODY
    address = MailAddress.objects.listening().filter(email=found.email).first()
    if address is None or not found.wants_mail:
        return NOBODY
    letter = published_letter(found, address)
    return _send(letter, address, send_published, attempt, comment=comment)


@task(priority=PRIORITY)
def send_takedown(takedown: int, attempt: int = 0) -> str:
    """To whatever address its writer typed, unless that says stop."""
    rows = Takedown.objects.open().filter(pk=takedown, told_at=None)
    unread = [f"comment__{name}" for name in UNREAD]
    found = rows.select_related("comment__note__series").defer(*unread).first()
    if found is None:
        return NOBODY
    address = MailAddress.objects.filter(email=found.comment.email, stopped_at=None).first()
    if address is None:
        return NOBODY
    letter = takedown_letter(found, address)
    done = _send(letter, address, send_takedown, attempt, takedown=takedown)
    if done == SENT:
        rows.update(told_at=timezone.now())
    return done


@task(priority=PRIORITY)
def tell_askers(note: int) -> int:
    """A mail each, in a task of its own, to whoever asked for the note before it was there; how many
    that were. A moment that was put off has a task of its own."""
    found = Note.objects.published().filter(pk=note).first()
    keys = list(askers_of(found).values_list("pk", flat=True)) if found else []
    for key in keys:
        send_note.enqueue(comment=key)
    return len(keys)


@task(priority=PRIORITY)
def send_note(comment: int, attempt: int = 0) -> str:
    """To somebody who asked under a number, once its note can be read."""
    found = _comment(comment)
    if found is None or found.note_told_at or not _is_readable(found):
        return NOBODY
    address = MailAddress.objects.listening().filter(email=found.email).first()
    if address is None:
        return NOBODY
    letter = note_letter(found, address)
    done = _send(letter, address, send_note, attempt, comment=comment)
    if done == SENT:
        Comment.objects.filter(pk=comment).update(note_told_at=timezone.now())
    return done


def askers_of(note: Note):
    """The comments from before the note was there whose writers want mail and were not told yet."""
    waiting = Comment.objects.public().filter(note=note, wants_mail=True, note_told_at=None)
    return waiting.filter(created_at__lt=note.published_at).oldest_first()


def _comment(pk: int) -> Comment | None:
    found = Comment.objects.filter(pk=pk).select_related("note__series", "parent")
    return found.defer(*UNREAD).first()


def _is_readable(comment: Comment) -> bool:
    return comment.is_public and comment.note.is_published


def _was_public_before(comment: Comment) -> bool:
    return comment.decisions.filter(from_status=Comment.PUBLISHED).exists()


def _listener(reply: Comment) -> MailAddress | None:
    answered = reply.parent
    if answered is None or not (answered.is_public and answered.wants_mail):
        return None
    if _is_same_writer(reply, answered):
        return None
    return MailAddress.objects.listening().filter(email=answered.email).first()


def _is_same_writer(one: Comment, other: Comment) -> bool:
    """By the address, or by the name from the same network: not everybody types an address twice."""
    if one.email:
        return one.email == other.email
    return bool(one.network) and (one.network, one.name) == (other.network, other.name)


def _send(letter, address: MailAddress, again, attempt: int, **about: int) -> str:
    try:
        return SENT if deliver(letter, again, attempt, **about) else LATER
    except NoSuchAddress:
        address.stop()
        return REFUSED
