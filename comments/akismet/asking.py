"""Which comments Akismet is asked about, and the task that asks.

What everything else would publish waits until it has answered; of what is held anyway its answer helps
whoever decides. A task that gets no answer asks again, later each time; after the last time the rest
decides.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from comments.akismet import settling
from comments.akismet.words import Trouble, waiting
from comments.models import AkismetAnswer, Comment, SpamPolicy
from comments.spam.verdicts import PUBLISH, SPAM, Judgement, Submission, weigh

# Between two attempts: somebody's words wait for this. The last one is made after about three hours.
WAITS = [timedelta(minutes=each) for each in (1, 5, 30, 150)]
PRIORITY = -5  # after cards: who has written is looking
SILENT, SILENCE = "akismet-silent", 50  # a cache's key; seconds, fewer than the first wait
NOT_ASKED, LATER = "not asked", "later"
UNREAD = "note__body note__body_html note__contents note__discussion".split()


def is_due(submission: Submission, judgement: Judgement, is_vouched: bool | None = None) -> bool:
    """Not about whom a moderator has vouched for, nor about what is spam already, nor without the
    address, which the protocol requires."""
    if is_vouched is None:
        is_vouched = submission.is_known_good
    is_wanted = submission.policy.asks_akismet and bool(submission.address)
    return is_wanted and not (is_vouched or submission.is_allowed) and judgement.action != SPAM


def until_answered(judgement: Judgement, submission: Submission) -> Judgement:
    """The same, held if it would be published."""
    if judgement.action != PUBLISH:
        return judgement
    return weigh((*judgement.verdicts, waiting()), submission.policy)


def ask_soon(comment: Comment, words_of: datetime | None = None):
    """In the transaction that stores it. `words_of` is the moment of its last edit, as stored."""
    fresh = {"made_at": timezone.now(), "words_of": words_of, "sent_at": None, "failures": 0}
    fresh |= {"answer": AkismetAnswer.WAITING, "trouble": "", "told": "", "told_at": None}
    AkismetAnswer.objects.update_or_create(comment_id=comment.pk, defaults=fresh)
    ask.enqueue(comment=comment.pk)


def drop(comment: Comment):
    """Nobody needs the answer any more. In the transaction that has changed its words."""
    AkismetAnswer.objects.waiting().filter(pk=comment.pk).update(answer=AkismetAnswer.NONE)


@task(priority=PRIORITY)
def ask(comment: int, failures: int = 0) -> str:
    """About one comment; answers what came of it. `failures` says which attempt this is: another one
    may have been made meanwhile."""
    found = AkismetAnswer.objects.waiting().filter(pk=comment, failures=failures)
    unread = [f"comment__{name}" for name in UNREAD]
    asked = found.select_related("comment__note__series").defer(*unread).first()
    if asked is None:
        return NOT_ASKED
    key = SpamPolicy.objects.current().akismet_key
    if not (key and is_wanted(asked)):
        return settling.given_up(asked)
    try:
        answer = _answer(key, asked)
    except Trouble as trouble:
        return _failed(asked, trouble.what)
    return settling.answered(asked, answer)


@task(priority=PRIORITY)
def ask_again() -> int:
    """The key has changed or is gone: nobody waits any longer for what the old one brings. Answers how
    many comments were waiting."""
    waiting = list(AkismetAnswer.objects.waiting().order_by("pk").values_list("pk", "failures"))
    for pk, failures in waiting:
        ask.enqueue(comment=pk, failures=failures)
    return len(waiting)


def is_wanted(asked: AkismetAnswer) -> bool:
    """Nothing is sent that nobody needs any more: somebody has decided, or the words are others."""
    comment = asked.comment
    is_open = comment.decided_at is None and comment.status in settling.UNDECIDED
    return is_open and bool(comment.address)


def _answer(key: str, asked: AkismetAnswer) -> str:
    from comments.akismet import client

    if cache.get(SILENT):  # each would cost the whole time-out
        raise Trouble(AkismetAnswer.SLOW)
    try:
        return client.check(key, asked.comment, is_edited=asked.words_of is not None)
    except Trouble as trouble:
        if trouble.what == AkismetAnswer.SLOW:
            cache.set(SILENT, True, SILENCE)
        raise


def _failed(asked: AkismetAnswer, trouble: str) -> str:
    is_last = asked.failures >= len(WAITS) or not ask.get_backend().supports_defer
    if is_last:
        return settling.given_up(asked, trouble)
    with transaction.atomic():
        if not settling.put_off(asked, trouble):
            return settling.LATE
        later = ask.using(run_after=timezone.now() + WAITS[asked.failures])
        later.enqueue(comment=asked.pk, failures=asked.failures + 1)
    return LATER
