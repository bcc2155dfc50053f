"""An answer, or the end of waiting for one, becomes a verdict, and all verdicts are weighed again.

As every change by the judge it leaves no `Decision` and teaches nothing. A moderator's word stands, and
so do words that came after those that were asked about.
"""

from django.db import transaction
from django.utils import timezone

from comments.akismet.words import OF_AKISMET, WAITING, note_of, verdict_of, waiting
from comments.models import AkismetAnswer, Comment, SpamPolicy
from comments.spam import STATUS_OF
from comments.spam.verdicts import SPAM, Judgement, Policy, Verdict, weigh

LATE = "somebody else was faster, or the words have changed"
UNDECIDED = (Comment.PUBLISHED, Comment.HELD)


@transaction.atomic
def answered(asked: AkismetAnswer, answer: str) -> str:
    """Answers the comment's status, or `LATE`."""
    columns = {"answer": answer, "sent_at": timezone.now()}
    return _settle(asked, verdict_of(answer), **columns)


@transaction.atomic
def given_up(asked: AkismetAnswer, trouble: str = "") -> str:
    """The rest decides, as if there were no Akismet. `trouble` is what went wrong last; without one it
    was not asked at all."""
    columns = {"answer": AkismetAnswer.NONE}
    if not trouble:
        return _settle(asked, None, **columns)
    note = note_of(trouble, asked.failures + 1, is_last=True)
    return _settle(asked, note, **columns, **_failure(asked, trouble))


@transaction.atomic
def put_off(asked: AkismetAnswer, trouble: str) -> bool:
    """It is asked again later; only a note says so. Was it still to be asked?"""
    comment = _held(asked)
    if comment is None or not _change(asked, **_failure(asked, trouble)):
        return False
    note = note_of(trouble, asked.failures + 1, is_last=False)
    still = [waiting().as_json()] if _is_waiting(comment) else []
    verdicts = [*without_akismet(comment.verdicts), *still, note.as_json()]
    Comment.objects.filter(pk=comment.pk).update(verdicts=verdicts)
    return True


def without_akismet(verdicts: list[dict]) -> list[dict]:
    return [verdict for verdict in verdicts if verdict["check"] not in OF_AKISMET]


def _failure(asked: AkismetAnswer, trouble: str) -> dict:
    now = timezone.now()
    return {
        "failures": asked.failures + 1,
        "trouble": trouble,
        "failed_at": now,
        "sent_at": asked.sent_at or now,
    }


def _settle(asked: AkismetAnswer, verdict: Verdict | None, **columns) -> str:
    comment = _held(asked)
    if comment is None or not _change(asked, **columns):
        return LATE
    added = [verdict.as_json()] if verdict else []
    verdicts = [*without_akismet(comment.verdicts), *added]
    judgement = weigh(tuple(map(_verdict, verdicts)), Policy.of(SpamPolicy.objects.current()))
    _store(comment, _status(comment, judgement), verdicts=verdicts, score=judgement.score)
    return comment.status


def _held(asked: AkismetAnswer) -> Comment | None:
    """The comment is locked first, as by whoever decides about it."""
    words = Comment.objects.filter(pk=asked.pk, edited_at=asked.words_of)
    return words.select_for_update().first()


def _change(asked: AkismetAnswer, **columns) -> bool:
    """Of two workers one finds the row as it was."""
    rows = AkismetAnswer.objects.waiting().filter(pk=asked.pk, failures=asked.failures)
    return bool(rows.filter(words_of=asked.words_of).update(**columns))


def _status(comment: Comment, judgement: Judgement) -> str:
    """Only what has waited for this answer alone is published by it."""
    if comment.decided_at or comment.status not in UNDECIDED:
        return comment.status
    if judgement.action == SPAM or _is_waiting(comment):
        return STATUS_OF[judgement.action]
    return comment.status


def _is_waiting(comment: Comment) -> bool:
    return any(verdict["check"] == WAITING for verdict in comment.verdicts)


def _store(comment: Comment, to: str, **columns):
    if to == comment.status:
        Comment.objects.filter(pk=comment.pk).update(**columns)
        return
    if to == Comment.PUBLISHED:
        columns["published_at"] = comment.published_at or timezone.now()
    comment.change_status(to, **columns)


def _verdict(stored: dict) -> Verdict:
    return Verdict(**{name: stored[name] for name in ("check", "reason", "action", "weight")})
