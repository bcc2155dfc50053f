"""One function a check: nothing, or a `Verdict` with a sentence for the moderator.

These look at the submission alone. To add one: write it, add it to `CHECKS`, and give it two
examples in the tests, one that it catches and one that is innocent.
"""

import unicodedata
from urllib.parse import urlsplit

import regex
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.hosts import hosts_in
from comments.models.token_count import COMMENTS
from comments.scripts import FEWEST_LETTERS, HANGUL, LATIN, WHOLE_LINK, has_any, letters_of
from comments.spam import weights
from comments.spam.praise import is_praise, says_nothing_else
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Submission, Verdict
from comments.tokens import YOUNGEST

SCRIPTS = {"ko": HANGUL, "en": LATIN}  # by language of a site

_LINK = regex.compile(r"https?://|\bwww\.(?=\w)", regex.IGNORECASE)
_LETTER = regex.compile(r"\p{L}")
# How digits are written so that filters of plain digits miss them. Applied after NFKC, which makes
# full-width and circled digits plain, and only to find a number, never to change a text.
# It makes ㅇ another letter, too.
_DIGIT_LOOKS = str.maketrans("oOㅇ\u110blIi|", "00001111") | str.maketrans(
    "공영일이삼사오육칠팔구", "00123456789"
)
_PHONE = regex.compile(r"(?<!\d)0\W?1\W?[016789](?:[^\p{L}\d]{0,3}\d){7,8}(?!\W?\d)")
_DISGUISE = regex.compile(r"[^\d\s().,\-]")
# Only a run of digits and what may stand for them is read as digits: 이 and 오 are words otherwise.
_DIGIT_RUN = regex.compile(
    r"[0oOㅇ\u110b공영][\doOㅇ\u110blIi|공영일이삼사오육칠팔구\s.,·*_~()\-]{9,40}"
)


def numbers_in(text: str) -> list[str]:
    """The digits of each run that may be a telephone number, however they are written."""
    runs = _DIGIT_RUN.findall(unicodedata.normalize("NFKC", text))
    return ["".join(filter(str.isdecimal, run.translate(_DIGIT_LOOKS))) for run in runs]


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
    count = len(_LINK.findall(submission.body))
    if count and not _LETTER.search(WHOLE_LINK.sub("", submission.body)):
        reason = ngettext("말 없이 링크만 %(count)d개", "말 없이 링크만 %(count)d개", count)
        return Verdict("link_count", reason % {"count": count}, weight=weights.LINKS_ONLY)
    if count <= weights.FREE_LINKS:
        return None
    reason = ngettext("링크 %(count)d개", "링크 %(count)d개", count) % {"count": count}
    weight = min(weights.LINK * (count - weights.FREE_LINKS), weights.MOST_LINKS)
    return Verdict("link_count", reason, weight=weight)


def website_only_spam(submission: Submission) -> Verdict | None:
    """Praise that fits under every note, sent for the link of the name."""
    body = submission.body
    if not submission.website or len(body) > weights.LONGEST_PRAISE or not is_praise(body):
        return None
    reason = _("어느 글에나 맞는 짧은 인사에 홈페이지 주소를 남김")
    is_all = says_nothing_else(body)
    weight = weights.PRAISE_WITH_WEBSITE if is_all else weights.SOME_PRAISE_WITH_WEBSITE
    return Verdict("website_only_spam", reason, weight=weight)


def copied_praise(submission: Submission) -> Verdict | None:
    """The same praise without a link, and not a word about the note."""
    body = submission.body
    is_short = len(body) <= weights.LONGEST_PRAISE
    if submission.website or not is_short or not (is_praise(body) and says_nothing_else(body)):
        return None
    return Verdict("copied_praise", _("어느 글에나 맞는 인사뿐"), weight=weights.PRAISE)


def folded_phone(submission: Submission) -> Verdict | None:
    """O1O-1234-오육칠팔: a number that hides. A plain one in a story is nobody's fault."""
    text = unicodedata.normalize("NFKC", submission.body)
    for run in _DIGIT_RUN.finditer(text):
        found = _PHONE.search(run.group().translate(_DIGIT_LOOKS))
        number = found and run.group()[found.start() : found.end()]
        if number and _DISGUISE.search(number):
            reason = _("글자로 바꿔 적은 전화번호: %(number)s") % {"number": number}
            return Verdict("folded_phone", reason, weight=weights.FOLDED_PHONE)
    return None


def language(submission: Submission) -> Verdict | None:
    """None of the letters that the site, or this note, is written in."""
    own = {SCRIPTS.get(each) for each in (submission.language, submission.note_language)} - {None}
    letters = letters_of(submission.body) if own else ""
    if len(letters) < FEWEST_LETTERS or any(has_any(script, letters) for script in own):
        return None
    sentence = _("한글이 없음 (글자 %(count)d자)")
    if HANGUL not in own:
        sentence = _("라틴 문자가 없음 (글자 %(count)d자)")
    return Verdict("language", sentence % {"count": len(letters)}, weight=weights.OTHER_SCRIPT)


def old_note(submission: Submission) -> Verdict | None:
    """Where nobody looks any more, links are left, and by people who were never here."""
    age = submission.note_age
    if age is None or age < weights.OLD_AFTER:
        return None
    days = {"days": age.days}
    if submission.website or _LINK.search(submission.body):
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
    new = hosts_in(now) - hosts_in(before) - {_own_host()}
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
    values = (token[2:] for token in tokens if token[:2] in ("l:", "u:"))
    own = _own_host()
    return [value for value in values if "." in value[1:] and value[0] != "." and value != own]


def _was_approved(host: str, counts: dict[str, tuple[int, int]]) -> bool:
    return any(counts.get(f"{kind}:{host}", (0, 0))[1] > 0 for kind in "lu")


def _own_host() -> str:
    return (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")
