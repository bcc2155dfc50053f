"""Checks that ask what was sent before. Each costs the same with ten comments or a million."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from comments.fingerprints import likeness, pieces
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
    count = Comment.objects.sent_from(submission.network, within=hour, at_most=HOURLY)
    if count < HOURLY:
        return None
    reason = _("지난 1시간 동안 같은 네트워크(%(network)s)에서 %(count)d개 넘게 보냄")
    return Verdict("rate_limit", reason % {"network": submission.network, "count": HOURLY}, HOLD)


def near_copy(submission: Submission) -> Verdict | None:
    """The same text again, here or under another note; worse when the earlier one was spam."""
    mine = pieces(submission.body)
    copies = [other for other in _candidates(mine, submission) if _is_copy(mine, other["body"])]
    if not copies:
        return None
    spam = next((other for other in copies if other["status"] == Comment.SPAM), None)
    if spam:
        reason = _("스팸으로 정한 댓글 %(pk)d번과 거의 같음") % {"pk": spam["pk"]}
        return Verdict("near_copy", reason, weight=SPAM_COPY_WEIGHT)
    reason = _("먼저 온 댓글 %(pk)d번과 거의 같음") % {"pk": copies[0]["pk"]}
    return Verdict("near_copy", reason, weight=COPY_WEIGHT)


def _candidates(mine: frozenset[int], submission: Submission) -> list[dict]:
    if not mine:
        return []
    # Two short index scans; one with OR would have to sort everything that either finds.
    found = {}
    for column, value in (("lowest_piece", min(mine)), ("highest_piece", max(mine))):
        others = Comment.objects.filter(**{column: value}).exclude(pk=submission.comment_id)
        for other in others.order_by("-pk").values("pk", "body", "status")[:CANDIDATES]:
            found[other["pk"]] = other
    return list(found.values())


def _is_copy(mine: frozenset[int], body: str) -> bool:
    return likeness(mine, pieces(body)) >= NEAR
