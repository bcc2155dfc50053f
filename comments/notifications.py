"""Mail to those who decide about comments: when, to whom and about what.

In a round, all comments that have come to the queue since the last one get the moment of the round
(`Comment.announced_at`). Whose turn it is then is mailed about everything that was announced since
the round of their last mail (`MailChoice.sent_at`). So each comment is named once to each person,
whatever they have chosen; one that comes back to the queue loses its moment, and is announced anew.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments.models import Comment, MailChoice
from comments.moderation.access import decidable_by
from comments.moderation.deciders import deciders
from comments.moderation.digest import held_letter
from notes.mail import PRIORITY, deliver, has_mail_server
from notes.prepared import prepared

COLLECTED_FOR = timedelta(minutes=10)
TICK = timedelta(microseconds=1)


def announce_soon(comment):
    """Have a round ten minutes from now, for this comment and all that come meanwhile.

    Inside the transaction that stores the comment: both are there, or neither. Does nothing when a
    round comes sooner, or when no mail server is set.
    """
    if comment.status == Comment.HELD:
        plan_round()


def plan_round():
    """Have everybody's turn looked at soon."""
    if not has_mail_server():
        return
    if notify_moderators.get_backend().supports_defer:
        _plan(timezone.now() + COLLECTED_FOR)
    else:
        notify_moderators.enqueue()


def _plan(at: datetime):
    # Two at the same moment may both see none; the second round then has nothing to say.
    if not _rounds_until(at):
        notify_moderators.using(run_after=at).enqueue()


@prepared
def _rounds_until(at: datetime):
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=at)
    return waiting.filter(task_path=notify_moderators.module_path).values_list("pk")[:1]


@task(priority=PRIORITY)
def notify_moderators() -> int:
    """One round; answers how many are mailed. Who has to wait is the reason for another one.

    With nobody to tell, the comments stay unannounced and come with the next round.
    """
    with transaction.atomic():
        listeners = _listeners()
        if not listeners:
            return 0
        now = _announce(listeners)
        due = {choice: choice.due_at(came) for choice, came in _waited_for(listeners, now)}
        mailed = [choice for choice, at in due.items() if at <= now]
        for choice in mailed:
            _mail(choice, now)
        later = [at for at in due.values() if at > now]
        if later and notify_moderators.get_backend().supports_defer:
            _plan(min(later))
    return len(mailed)


def _listeners() -> list[MailChoice]:
    """Of everybody who may be mailed. Their rows are held, so that there is one round at a time."""
    people = deciders().exclude(email="")
    MailChoice.objects.bulk_create(
        [MailChoice(user=user) for user in people.filter(mail_choice=None)], ignore_conflicts=True
    )
    rows = MailChoice.objects.filter(user__in=people).select_related("user").order_by("pk")
    choices = rows.select_for_update(of=("self",))
    return [choice for choice in choices if choice.often != MailChoice.NEVER]


def _announce(listeners) -> datetime:
    """Give what is new the moment of this round: after each earlier one, whatever the clocks of several
    machines say. Who was never mailed before hears of what is new."""
    sent = [choice.sent_at + TICK for choice in listeners if choice.sent_at]
    now = max([timezone.now(), *sent])
    Comment.objects.held().filter(announced_at=None).update(announced_at=now)
    unsent = [choice for choice in listeners if choice.sent_at is None]
    for choice in unsent:
        choice.sent_at = now - TICK
    MailChoice.objects.bulk_update(unsent, ["sent_at"])
    return now


def _waited_for(listeners, now: datetime):
    """Who has not heard of everything, and since when at the latest it has been waiting for them."""
    for choice in listeners:
        untold = _untold(choice.user, choice.sent_at, now)
        if first := untold.aggregate(first=Min("announced_at"))["first"]:
            yield choice, first - COLLECTED_FOR


def _untold(user, since: datetime, until: datetime):
    found = decidable_by(user).held()
    return found.filter(announced_at__gt=since, announced_at__lte=until)


def _mail(choice: MailChoice, now: datetime):
    since, choice.sent_at = choice.sent_at, now
    choice.save(update_fields=["sent_at"])
    moments = {"since": since.isoformat(), "announced_at": now.isoformat()}
    mail_moderator.enqueue(moderator=choice.user_id, **moments)


@task(priority=PRIORITY)
def mail_moderator(moderator: int, announced_at: str, since: str = "", attempt: int = 0) -> bool:
    """One mail about what was announced between these moments and still waits; was it sent?

    A task of its own, so that one address that is refused is nobody else's trouble. Without `since`,
    as those were queued that an earlier version has left: about one round.
    """
    until = datetime.fromisoformat(announced_at)
    after = datetime.fromisoformat(since) if since else until - TICK
    listening = deciders().exclude(email="").exclude(mail_choice__often=MailChoice.NEVER)
    user = listening.filter(pk=moderator).first()
    keys = user and list(_untold(user, after, until).newest_first().values_list("pk", flat=True))
    if not keys:
        return False
    again = {"moderator": moderator, "announced_at": announced_at, "since": since}
    return deliver(held_letter(user, keys, until), mail_moderator, attempt, **again)
