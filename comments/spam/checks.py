"""One function a check: nothing, or a `Verdict` with a sentence for the moderator.

These look at the submission alone. To add one: write it, add it to `CHECKS`, and give it two
examples in the tests, one that it catches and one that is innocent.
"""

import unicodedata

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.scripts import FEWEST_LETTERS, WHOLE_LINK, has_hangul, letters_of
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Submission, Verdict
from comments.tokens import YOUNGEST

TOO_FAST_WEIGHT = 60
FREE_LINKS = 1  # nobody is asked about one link
LINK_WEIGHT = 20  # for each further one
MOST_LINK_WEIGHT = 80  # honest people write long lists too: links alone hold and are not spam
LINKS_ONLY_WEIGHT = 60
PRAISE_WEIGHT = 60
LONGEST_PRAISE = 80  # code points; who writes more has something to say
NO_HANGUL_WEIGHT = 40
FOLDED_PHONE_WEIGHT = 60

_LINK = regex.compile(r"https?://|\bwww\.(?=\w)", regex.IGNORECASE)
_LETTER = regex.compile(r"\p{L}")
_PRAISE = regex.compile(
    r"잘\s*(?:보고|읽고|봤|읽었|배우고)|(?:좋은|유익한|유용한|멋진|훌륭한)\s*(?:글|정보|포스팅|내용|자료)"
    r"|(?:정보|포스팅|글)\s*(?:정말\s*)?(?:감사|고맙)|(?:자주|또)\s*(?:들|놀러\s*오|방문)"
    r"|(?:소통|맞구독|서로\s*이웃|이웃\s*추가|방문\s*부탁|놀러\s*오세요|구경\s*오세요)"
    r"|\b(?:nice|great|awesome|amazing|good|excellent|wonderful|helpful|useful|informative)\s+"
    r"(?:\w+\s+)?(?:post|blog|article|site|website|page|job|work|info|information|content|read)\b"
    r"|\bthanks?\s+(?:you\s+)?for\s+(?:sharing|posting|this|the)",
    regex.IGNORECASE,
)

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
    return Verdict("token_age", reason, weight=TOO_FAST_WEIGHT)


def link_count(submission: Submission) -> Verdict | None:
    count = len(_LINK.findall(submission.body))
    if count and not _LETTER.search(WHOLE_LINK.sub("", submission.body)):
        reason = ngettext("말 없이 링크만 %(count)d개", "말 없이 링크만 %(count)d개", count)
        return Verdict("link_count", reason % {"count": count}, weight=LINKS_ONLY_WEIGHT)
    if count <= FREE_LINKS:
        return None
    reason = ngettext("링크 %(count)d개", "링크 %(count)d개", count) % {"count": count}
    weight = min(LINK_WEIGHT * (count - FREE_LINKS), MOST_LINK_WEIGHT)
    return Verdict("link_count", reason, weight=weight)


def website_only_spam(submission: Submission) -> Verdict | None:
    """Praise that fits under every note, sent for the link of the name."""
    body = submission.body
    if not submission.website or len(body) > LONGEST_PRAISE or not _PRAISE.search(body):
        return None
    reason = _("어느 글에나 맞는 짧은 인사에 홈페이지 주소를 남김")
    return Verdict("website_only_spam", reason, weight=PRAISE_WEIGHT)


def folded_phone(submission: Submission) -> Verdict | None:
    """O1O-1234-오육칠팔: a number that hides. A plain one in a story is nobody's fault."""
    text = unicodedata.normalize("NFKC", submission.body)
    for run in _DIGIT_RUN.finditer(text):
        found = _PHONE.search(run.group().translate(_DIGIT_LOOKS))
        number = found and run.group()[found.start() : found.end()]
        if number and _DISGUISE.search(number):
            reason = _("글자로 바꿔 적은 전화번호: %(number)s") % {"number": number}
            return Verdict("folded_phone", reason, weight=FOLDED_PHONE_WEIGHT)
    return None


def no_hangul(submission: Submission) -> Verdict | None:
    if submission.language != "ko":
        return None
    letters = letters_of(submission.body)
    if len(letters) < FEWEST_LETTERS or has_hangul(letters):
        return None
    reason = _("한글이 없음 (글자 %(count)d자)") % {"count": len(letters)}
    return Verdict("no_hangul", reason, weight=NO_HANGUL_WEIGHT)


def first_time_commenter(submission: Submission) -> Verdict | None:
    is_let_in = submission.is_known_good or submission.is_allowed
    if is_let_in or not submission.holds_first_timers:
        return None
    return Verdict("first_time_commenter", _("아직 승인된 댓글이 없는 사람"), HOLD)


def known_good_commenter(submission: Submission) -> Verdict | None:
    if not submission.is_known_good:
        return None
    return Verdict("known_good_commenter", _("전에 승인된 댓글이 있는 사람"), PUBLISH)
