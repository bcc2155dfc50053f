"""Checks that ask what was sent before. Each costs the same with ten comments or a million."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from comments.fingerprints import likeness, pieces
from comments.lookups import possible_copies, sent_from
from comments.models import Comment
from comments.spam.verdicts import HOLD, Submission, Verdict

HOURLY = 12  # comments of one network in an hour; the next one is looked at first
NEAR = 0.6  # likeness from which on a text is a copy
COPY_WEIGHT = 50
SPAM_COPY_WEIGHT = 100
CANDIDATES = 10  # comments that are compared letter by letter, for each of the two fingerprints


def rate_limit(submission: Submission) -> Verdict | None:
    """Many in an hour. Too many in a minute never get here: those are answered with 429."""
    if not settings.COMMENTS_PER_MINUTE:
        return None
    hour = timedelta(hours=1)
    count = sent_from(submission.network, within=hour, at_most=HOURLY)
    if count < HOURLY:
        return None
    reason = _("지난 1시간 동안 같은 네트워크(%(network)s)에서 %(count)d개 넘게 보냄")
    return Verdict("rate_limit", reason % {"network": submission.network, "count": HOURLY}, HOLD)


def near_copy(submission: Submission) -> Verdict | None:
    """The same text again, here or under another note; worse when the earlier one was spam."""
    mine = pieces(submission.body)
    if not mine:
        return None
    others = possible_copies(min(mine), max(mine), CANDIDATES, itself=submission.comment_id)
    if pk := _first_copy(mine, others, is_spam=True):
        reason = _("스팸으로 정한 댓글 %(pk)d번과 거의 같음") % {"pk": pk}
        return Verdict("near_copy", reason, weight=SPAM_COPY_WEIGHT)
    if pk := _first_copy(mine, others, is_spam=False):
        reason = _("먼저 온 댓글 %(pk)d번과 거의 같음") % {"pk": pk}
        return Verdict("near_copy", reason, weight=COPY_WEIGHT)
    return None


def _first_copy(mine: frozenset[int], others: dict, is_spam: bool) -> int | None:
    """No text is compared once a copy is found: a wave of one text finds itself each time."""
    for pk, (body, status) in others.items():
        if (status == Comment.SPAM) == is_spam and _is_copy(mine, body):
            return pk
    return None


def _is_copy(mine: frozenset[int], body: str) -> bool:
    return likeness(mine, pieces(body)) >= NEAR
