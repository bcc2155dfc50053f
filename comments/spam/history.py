"""Checks that look back: at what was sent before, and at how much of it came lately.

They ask nothing themselves: `comments.spam.facts` has asked for all of them at once.
"""

from django.utils.translation import gettext as _

from comments.fingerprints import FEWEST, are_alike, pieces
from comments.hosts import hosts_in, written_host
from comments.models import Comment
from comments.scripts import WHOLE_LINK
from comments.spam.checks import own_host
from comments.spam.tokens import bare_links
from comments.spam.verdicts import HOLD, Submission, Verdict
from comments.spam.weights import (
    COPY,
    HOST_HOURLY,
    MOST_HOSTS,
    NEAR,
    NETWORK_HOURLY,
    SHORT_TEXT_HOURLY,
    SITE_FEWEST,
    SITE_MOST,
    SITE_TIMES,
    SPAM_COPY,
    TEXT_HOURLY,
)


def rate_limit(submission: Submission) -> Verdict | None:
    """Many in an hour. Too many in a minute never get here: those are answered with 429."""
    if submission.facts.in_hour < NETWORK_HOURLY:
        return None
    reason = _("지난 1시간 동안 같은 네트워크(%(network)s)에서 %(count)d개 넘게 보냄")
    values = {"network": submission.network, "count": NETWORK_HOURLY}
    return Verdict("rate_limit", reason % values, HOLD)


def text_limit(submission: Submission) -> Verdict | None:
    """The same words from wherever. What is short many people say, so more of it may come."""
    count = submission.facts.same_text
    if count < min(TEXT_HOURLY, SHORT_TEXT_HOURLY):
        return None
    limit = SHORT_TEXT_HOURLY if _is_common(submission.body) else TEXT_HOURLY
    if count < limit:
        return None
    reason = _("지난 1시간 동안 같은 내용이 %(count)d개 넘게 옴") % {"count": limit}
    return Verdict("text_limit", reason, HOLD)


def site_limit(submission: Submission) -> Verdict | None:
    """Far more than usual on the whole site: then all that nobody knows is looked at first."""
    facts = submission.facts
    most = max(SITE_FEWEST, SITE_TIMES * (facts.usual or 0))
    is_let_in = submission.is_known_good or submission.is_allowed
    if is_let_in or most > SITE_MOST or facts.in_site_hour < most:
        return None
    reason = _("지난 1시간 동안 사이트에 댓글이 평소보다 훨씬 많이 옴 (%(count)d개)")
    return Verdict("site_limit", reason % {"count": facts.in_site_hour}, HOLD)


def host_limit(submission: Submission) -> Verdict | None:
    """One address by ever other names, while nobody has looked at any of it."""
    is_let_in = submission.is_known_good or submission.is_allowed
    facts = submission.facts
    if is_let_in or facts.waiting_with_host < HOST_HOURLY:
        return None
    values = {"host": written_host(facts.shared_host), "count": facts.waiting_with_host}
    reason = _("지난 1시간 동안 같은 주소(%(host)s)를 남긴 이름 %(count)d개가 확인을 기다림")
    return Verdict("host_limit", reason % values, HOLD)


def strange_hosts(body: str, website: str) -> list[str]:
    """Those that the comment leads to, of other sites: of many the first in the order of letters."""
    linked = [website, *WHOLE_LINK.findall(body), *bare_links(body)] if "." in body else [website]
    if not any(linked):
        return []
    return sorted(hosts_in(" ".join(linked)) - {own_host()})[:MOST_HOSTS]


LIMITS = (rate_limit, text_limit, site_limit, host_limit)


def near_copy(submission: Submission) -> Verdict | None:
    """The same text again, here or under another note, also with another link or another end; worse when
    the earlier one was spam."""
    copies = submission.facts.copies
    if not copies or _is_common(submission.body):
        return None
    body = submission.body
    if pk := _first_copy(body, copies, is_spam=True):
        reason = _("스팸으로 정한 댓글 %(pk)d번과 거의 같음") % {"pk": pk}
        return Verdict("near_copy", reason, weight=SPAM_COPY)
    if pk := _first_copy(body, copies, is_spam=False):
        reason = _("먼저 온 댓글 %(pk)d번과 거의 같음") % {"pk": pk}
        return Verdict("near_copy", reason, weight=COPY)
    return None


def _is_common(body: str) -> bool:
    """So short that people say the same without knowing of each other. With a link they do not."""
    return len(pieces(body)) < FEWEST and not WHOLE_LINK.search(body)


def _first_copy(body: str, others: dict, is_spam: bool) -> int | None:
    """No text is compared once a copy is found: a wave of one text finds itself each time."""
    for pk, (other, status) in others.items():
        if (status == Comment.SPAM) == is_spam and are_alike(body, other, NEAR):
            return pk
    return None
