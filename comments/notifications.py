"""Mail to the moderators about comments that wait for them."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from notes.canonical import absolute
from notes.mail import PRIORITY, deliver, has_mail_server
from notes.prepared import prepared

COLLECTED_FOR = timedelta(minutes=10)
LISTED = 10  # comments that one mail names; the rest is a number


def announce_soon(comment):
    """Have a mail written ten minutes from now, for this comment and all that come meanwhile.

    Inside the transaction that stores the comment: both are there, or neither. Does nothing when a
    mail is waiting already, or when no mail server is set.
    """
    if comment.status != Comment.HELD or not has_mail_server():
        return
    mail = notify_moderators
    if mail.get_backend().supports_defer:
        # Two at the same moment may both see none; the second mail then has nothing to say and is
        # not sent.
        if _waiting_mail():
            return
        mail = mail.using(run_after=timezone.now() + COLLECTED_FOR)
    mail.enqueue()


@prepared
def _waiting_mail():
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(task_path=notify_moderators.module_path).values_list("pk")[:1]


@task(priority=PRIORITY)
def notify_moderators() -> int:
    """Have everybody who may decide mailed about what no mail has named yet; answers how many.

    With nobody to tell, the comments stay unannounced and come with the next mail.
    """
    moderators = _moderators()
    with transaction.atomic():
        now = timezone.now()
        held = Comment.objects.held().filter(announced_at__isnull=True)
        if not moderators or not held.update(announced_at=now):
            return 0
        for moderator in moderators:
            mail_moderator.enqueue(moderator=moderator, announced_at=now.isoformat())
    return len(moderators)


@task(priority=PRIORITY)
def mail_moderator(moderator: int, announced_at: str, attempt: int = 0) -> bool:
    """One mail about what was announced at that moment and still waits; was it sent?

    A task of its own, so that one address that is refused is nobody else's trouble.
    """
    told = Comment.objects.held().filter(announced_at=datetime.fromisoformat(announced_at))
    keys = list(told.newest_first().values_list("pk", flat=True))
    address = _emails().filter(pk=moderator).values_list("email", flat=True).first()
    if not keys or not address:
        return False
    mail = EmailMessage(*_message(keys), to=[address])
    return deliver(mail, mail_moderator, attempt, moderator=moderator, announced_at=announced_at)


def _moderators() -> list[int]:
    return sorted(_emails().values_list("pk", flat=True))


def _emails():
    people = get_user_model().objects.with_perm(
        "comments.change_comment", backend="django.contrib.auth.backends.ModelBackend"
    )
    return people.exclude(email="")


def _message(keys: list[int]) -> tuple[str, str]:
    """Subject and text."""
    listed = Comment.objects.filter(pk__in=keys[:LISTED]).newest_first()
    context = {
        "count": len(keys),
        "comments": listed.select_related("note__series").defer("body_html", "note__body_html"),
        "more": max(len(keys) - LISTED, 0),
        "queue": absolute(reverse("moderation:queue")),
    }
    subject = ngettext(
        "확인을 기다리는 댓글 %(count)d개", "확인을 기다리는 댓글 %(count)d개", len(keys)
    )
    return subject % context, render_to_string("mail/held_comments.txt", context)
