"""One function a check: nothing, or a `Verdict` with a sentence for the moderator.

These look at the submission alone. To add one: write it, add it to `CHECKS`, and give it two
examples in the tests, one that it catches and one that is innocent.
"""

from urllib.parse import urlsplit

import regex
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.hosts import hosts_in
from comments.models.token_count import COMMENTS
from comments.scripts import (
    FEWEST_LETTERS,
    HANGUL,
    LATIN,
    WHOLE_LINK,
    has_any,
    has_hangul,
    letters_of,
    may_link,
    without_code,
)
from comments.spam import weights
from comments.spam.contacts import numbers_in
from comments.spam.praise import (
    invites,
    is_empty,
    is_greeting,
    is_praise,
    plain,
    praises,
    says_nothing_else,
)
from comments.spam.tokens import bare_links
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Submission, Verdict
from comments.tokens import YOUNGEST

SCRIPTS = {"ko": HANGUL, "en": LATIN}  # by language of a site

_LINK = regex.compile(r"https?://|(?<!/)\bwww\.(?=\w)", regex.IGNORECASE)
_LETTER = regex.compile(r"\p{L}")


def honeypot(submission: Submission) -> Verdict | None:
    if submission.honeypot:
        return Verdict("honeypot", _("사람에게 보이지 않는 칸을 채움"), SPAM)
    return None


def token_age(submission: Submission) -> Verdict | None:
    age = submission.token_age
    if age is None or age >= YOUNGEST:
        return None
    reason = _("%(seconds)s초 만에 보냄") % {"seconds": f"{age:.1f}"}
    return Verdict("token_age", reason, weight=weights.TOO_FAST)


def link_count(submission: Submission) -> Verdict | None:
    """Many links, or one with hardly anything said. Those in code are none."""
    body = without_code(submission.body) if "`" in submission.body else submission.body
    count = len(_links(body))
    letters = len(_LETTER.findall(WHOLE_LINK.sub("", submission.body))) if count else 0
    if count and not letters:
        reason = ngettext("말 없이 링크만 %(count)d개", "말 없이 링크만 %(count)d개", count)
        return Verdict("link_count", reason % {"count": count}, weight=weights.LINKS_ONLY)
    count += len(bare_links(WHOLE_LINK.sub(" ", body) if count else body))  # slot-777.com
    if count > weights.FREE_LINKS:
        return _many_links(count)
    if 0 < letters <= weights.FEW_LETTERS:
        reason = _("링크에 몇 글자만 덧붙임")
        return Verdict("link_count", reason, weight=weights.LINK_WITH_FEW_LETTERS)
    return None


def _many_links(count: int) -> Verdict:
    reason = ngettext("링크 %(count)d개", "링크 %(count)d개", count) % {"count": count}
    weight = min(weights.LINK * (count - weights.FREE_LINKS), weights.MOST_LINKS)
    return Verdict("link_count", reason, weight=weight)


def is_address(name: str) -> bool:
    """Not a name, but where to click."""
    return "." in name and bool(_links(name) or bare_links(name))


def website_only_spam(submission: Submission) -> Verdict | None:
    """Praise that fits under every note, sent for the link of the name or the one below it."""
    body = submission.body
    has_website = submission.website or is_address(submission.name)
    if len(body) > weights.LONGEST_LONG_PRAISE or not (has_website or _links(body)):
        return None
    text = plain(body)
    if has_website and is_empty(text):
        reason = _("말 없이 홈페이지 주소만 남김")
        return Verdict("website_only_spam", reason, weight=weights.NOTHING_WITH_WEBSITE)
    weight = _weight_of_praise(text, bool(has_website))
    if not weight:
        return None
    reason = _("어느 글에나 맞는 짧은 인사에 홈페이지 주소를 남김")
    return Verdict("website_only_spam", reason, weight=weight)


def _weight_of_praise(text: str, has_website: bool) -> int:
    """Beside a link."""
    count = praises(text)
    greets = count or is_greeting(text)
    if count and invites(text) or greets and says_nothing_else(text):
        return weights.PRAISE_WITH_WEBSITE
    if not has_website:
        return 0
    if count >= weights.MUCH_PRAISE:
        return weights.MUCH_PRAISE_WITH_WEBSITE
    is_short = len(text) <= weights.LONGEST_PRAISE
    return weights.SOME_PRAISE_WITH_WEBSITE if count and is_short else 0


def copied_praise(submission: Submission) -> Verdict | None:
    """The same praise without a link, and not a word about the note."""
    body = submission.body
    is_short = len(body) <= weights.LONGEST_PRAISE
    if submission.website or not is_short or is_address(submission.name) or _links(body):
        return None
    text = plain(body)
    if not (is_praise(text) and says_nothing_else(text)):
        return None
    return Verdict("copied_praise", _("어느 글에나 맞는 인사뿐"), weight=weights.PRAISE)


def language(submission: Submission) -> Verdict | None:
    """None of the letters that the site, or this note, is written in."""
    own = {SCRIPTS.get(each) for each in (submission.language, submission.note_language)} - {None}
    body = submission.body
    # As nearly always, and told without collecting those that count.
    if HANGUL in own and has_hangul(body) and not ("`" in body or may_link(body)):
        return None
    letters = letters_of(body) if own else ""
    if len(letters) < FEWEST_LETTERS or any(has_any(script, letters) for script in own):
        return None
    sentence = _("한글이 없음 (글자 %(count)d자)")
    if HANGUL not in own:
        sentence = _("라틴 문자가 없음 (글자 %(count)d자)")
    has_link = _leads_away(body)
    weight = weights.OTHER_SCRIPT_WITH_LINK if has_link else weights.OTHER_SCRIPT
    return Verdict("language", sentence % {"count": len(letters)}, weight=weight)


def old_note(submission: Submission) -> Verdict | None:
    """Where nobody looks any more, links are left, and by people who were never here."""
    age = submission.note_age
    if age is None or age < weights.OLD_AFTER:
        return None
    days = {"days": age.days}
    if submission.website or _links(submission.body):
        reason = _("나온 지 %(days)d일 지난 글에 링크를 남김") % days
        return Verdict("old_note", reason, weight=weights.OLD_WITH_LINK)
    if submission.is_known_good:
        return None
    reason = _("나온 지 %(days)d일 지난 글에 처음 온 사람이 씀") % days
    return Verdict("old_note", reason, weight=weights.OLD_AND_FIRST)


def new_link_host(submission: Submission) -> Verdict | None:
    """A host that no approved comment has linked, as far as the learner remembers: it forgets hosts that
    it saw once, long ago."""
    learned = submission.learned
    if not learned or learned.counts.get(COMMENTS, (0, 0))[1] < weights.NEW_HOST_KNOWS:
        return None
    new = [host for host in _linked(learned.tokens) if not _was_approved(host, learned.counts)]
    if not new:
        return None
    reason = _("승인된 댓글에 없던 주소: %(host)s") % {"host": new[0]}
    return Verdict("new_link_host", reason, weight=weights.NEW_HOST)


def edited_in(submission: Submission) -> Verdict | None:
    """Harmless words that let somebody in, and then an address or a number in their place."""
    before = submission.earlier_words
    if before is None:
        return None
    now = f"{submission.body}\n{submission.website}"
    new = hosts_in(now) - hosts_in(before) - {own_host()}
    new = new or set(numbers_in(now)) - set(numbers_in(before))
    if not new:
        return None
    reason = _("고치면서 없던 주소나 번호를 넣음: %(added)s") % {"added": min(new)}
    return Verdict("edited_in", reason, HOLD)


def first_time_commenter(submission: Submission) -> Verdict | None:
    is_let_in = submission.is_known_good or submission.is_allowed
    if is_let_in or not submission.holds_first_timers:
        return None
    return Verdict("first_time_commenter", _("아직 승인된 댓글이 없는 사람"), HOLD)


def known_good_commenter(submission: Submission) -> Verdict | None:
    if not submission.is_known_good:
        return None
    return Verdict("known_good_commenter", _("전에 승인된 댓글이 있는 사람"), PUBLISH)


def _linked(tokens: list[str]) -> list[str]:
    """The hosts among a comment's tokens (comments/spam/tokens.py), of its text and of the website, but
    for the site's own."""
    values = [token[2:] for token in tokens if token[0] == "l" or token[0] == "u"]
    own = own_host()
    return [value for value in values if "." in value[1:] and value[0] != "." and value != own]


def _links(text: str) -> list[str]:
    """How each begins."""
    return _LINK.findall(text) if may_link(text) else []


def _leads_away(body: str) -> bool:
    """Is there a link to another site?"""
    return bool(hosts_in(" ".join(WHOLE_LINK.findall(body))) - {own_host()})


def _was_approved(host: str, counts: dict[str, tuple[int, int]]) -> bool:
    return any(counts.get(f"{kind}:{host}", (0, 0))[1] > 0 for kind in "lu")


def own_host() -> str:
    """Of this site, without `www.`."""
    return (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")
