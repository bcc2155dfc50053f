"""Mail to those who write comments: their slip, answers to them, and the note that they waited for.

Each of these is called in the transaction of what it tells of: both are there, or neither. What is
sent then, and whether anything still is, the tasks decide.
"""

from django.utils import timezone

from comments.mail.asking import claim
from comments.mail.tasks import (
    askers_of,
    send_published,
    send_reply,
    send_slip,
    send_takedown,
    tell_askers,
)
from comments.models import Comment, MailAddress, Takedown
from notes.mail import has_mail_server
from notes.models import Note, Revision


def offer_slip(comment: Comment):
    """A comment was stored. Its slip goes to the address that was typed, if that may be written to."""
    if comment.email and comment.status != Comment.SPAM and has_mail_server() and claim(comment):
        send_slip.enqueue(comment=comment.pk)


def announce_public(comment: Comment, was: str | None):
    """A comment became public; `was` is its status before, nothing for a new one."""
    announce_reply(comment)
    if was and comment.wants_mail and has_mail_server():
        send_published.enqueue(comment=comment.pk)


def announce_reply(comment: Comment):
    """A comment became public: whoever wrote what it answers hears of it, once."""
    is_news = comment.parent_id and comment.told_at is None and has_mail_server()
    if is_news and comment.parent.wants_mail:
        send_reply.enqueue(comment=comment.pk)


def announce_note(revision: Revision, _words: dict):
    """The desk has published a note, or set its moment: whoever asked while it was a number without one
    hears of it then (`notes.desk.saving.on_revision`)."""
    note = revision.note
    if note.status != Note.PUBLISHED or not has_mail_server() or not askers_of(note).exists():
        return
    telling = tell_askers
    if note.published_at > timezone.now():
        if not telling.get_backend().supports_defer:
            return
        telling = telling.using(run_after=note.published_at)
    telling.enqueue(note=note.pk)


def announce_takedown(takedown: Takedown):
    """A public comment was taken down: its writer hears of it, once, if there is an address. The law wants
    it, so no limit of `asking` counts; but whoever said stop gets nothing, and has the slip."""
    email = takedown.comment.email
    if email and has_mail_server():
        MailAddress.objects.bulk_create([MailAddress(email=email)], ignore_conflicts=True)
        send_takedown.enqueue(takedown=takedown.pk)
