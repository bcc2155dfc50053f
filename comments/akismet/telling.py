"""Where a moderator says otherwise than Akismet, it is told so: that is what it learns from.

Only about comments that it was asked about. What it says itself is not repeated to it, and of copies
that one press decided about it hears once. The last decision counts: what was told is corrected when
that is taken back and decided otherwise.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from comments.akismet.asking import LATER, PRIORITY, UNREAD
from comments.akismet.words import OF_AKISMET, Trouble
from comments.models import AkismetAnswer, Comment, SpamPolicy
from comments.spam.learning import label_of

GRACE = timedelta(minutes=5)  # in which a decision is taken back as if it had never been
WAITS = [timedelta(hours=each) for each in (1, 6, 24)]
NOTHING, GIVEN_UP = "nothing to tell", "given up"


def follow(comment: Comment):
    """After each change of its status, inside its transaction. Asks the database nothing unless
    Akismet was asked."""
    if not any(verdict["check"] in OF_AKISMET for verdict in comment.verdicts):
        return
    if not label_of(comment):
        return
    telling = tell
    if tell.get_backend().supports_defer:
        telling = tell.using(run_after=timezone.now() + GRACE)
    telling.enqueue(comment=comment.pk)


@task(priority=PRIORITY)
def tell(comment: int, attempt: int = 0) -> str:
    """What was last decided about it; answers what was told."""
    asked = _asked(comment)
    label = asked and what_to_tell(asked)
    key = SpamPolicy.objects.current().akismet_key
    if not (label and key):
        return NOTHING
    from comments.akismet import client

    try:
        client.tell(key, asked.comment, label)
    except Trouble:
        return _later(comment, attempt)
    _note_down(asked, label)
    return label


def what_to_tell(asked: AkismetAnswer) -> str:
    """`spam` or `ham`; empty where there is nothing that it does not know."""
    comment = asked.comment
    label = label_of(comment)
    # Without the address the protocol has no such call: another one would teach what is not true.
    if not comment.address or asked.words_of != comment.edited_at or label == asked.label:
        return ""
    return "" if label and _is_copy(comment) else label


def _asked(pk: int) -> AkismetAnswer | None:
    found = AkismetAnswer.objects.filter(pk=pk, sent_at__isnull=False)
    unread = [f"comment__{name}" for name in UNREAD]
    return found.select_related("comment__note__series").defer(*unread).first()


def _is_copy(comment: Comment) -> bool:
    """Did the same press decide about an earlier comment with the same text?"""
    last = comment.decisions.standing().last()
    if last is None or last.batch is None:
        return False
    earlier = Comment.objects.filter(decisions__batch=last.batch, pk__lt=comment.pk)
    same = {"lowest_piece": comment.lowest_piece, "highest_piece": comment.highest_piece}
    if comment.lowest_piece is None:
        same = {"body": comment.body}
    return earlier.filter(akismet__sent_at__isnull=False, **same).exists()


def _later(comment: int, attempt: int) -> str:
    if attempt >= len(WAITS) or not tell.get_backend().supports_defer:
        return GIVEN_UP
    later = tell.using(run_after=timezone.now() + WAITS[attempt])
    later.enqueue(comment=comment, attempt=attempt + 1)
    return LATER


@transaction.atomic
def _note_down(asked: AkismetAnswer, label: str):
    row = AkismetAnswer.objects.filter(pk=asked.pk, words_of=asked.words_of)
    if row.filter(told=asked.told).update(told=label, told_at=timezone.now()):
        return
    # Another worker has told it something meanwhile, and nobody knows which was heard last: whatever
    # counts now is told once more.
    if row.update(told=label, told_at=timezone.now()):
        _later(asked.pk, 0)
