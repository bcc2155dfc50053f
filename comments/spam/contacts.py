"""Ways to be called elsewhere: numbers that hide, and messengers.

A plain number in a story is nobody's fault, and neither is a messenger as a topic.
"""

import re
import unicodedata

import regex
from django.utils.translation import gettext as _

from comments.spam import weights
from comments.spam.verdicts import Submission, Verdict

# How digits are written so that filters of plain digits miss them. Applied after NFKC, which makes
# full-width and circled digits plain, and only to find a number, never to change a text.
# It makes ㅇ another letter, too.
_DIGIT_LOOKS = str.maketrans("oOㅇ\u110blIi|", "00001111") | str.maketrans(
    "공영일이삼사오육칠팔구", "00123456789"
)
_PHONE = regex.compile(
    r"(?<!\d)0[^\p{L}\d]{0,3}1[^\p{L}\d]{0,3}[016789](?:[^\p{L}\d]{0,3}\d){7,8}(?![\W_]?\d)"
)
_DISGUISE = regex.compile(r"[^\d\s().,\-]")
# Only a run of digits and what may stand for them is read as digits: 이 and 오 are words otherwise.
_DIGIT_RUN = re.compile(
    r"[0oOㅇ\u110b공영][\doOㅇ\u110blIi|공영일이삼사오육칠팔구\s.,·*_~()\-\ufe0f\u20e3]{9,48}"
)


# 하나둘셋: read as 일이삼 where nothing else stands between.
_NATIVE = dict(
    zip("하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 제로".split(), "일이삼사오육칠팔구공", strict=True)
)
_NATIVE_WORD = re.compile("|".join(_NATIVE))
_NATIVE_RUN = regex.compile(
    rf"(?:(?:{_NATIVE_WORD.pattern}|[\doO공영일이삼사오육칠팔구])[\s.,\-]{{0,2}}+){{9,16}}"
)
_MESSENGER = (
    r"카카오\s?톡|[카깨까]톡|[텥텔]레(?:그램|(?!비|포|마|파))|텔그|위챗|[왓와]츠앱|오픈\s?(?:채팅|톡)|디스코드"
    r"|telegram|whats\s?app|we\s?chat|kakao(?:\s?talk)?|viber|skype|discord|微信|微聊|威信"
    r"|(?:라인|\bline|\bqq)(?=\s?(?:아이디|id\b|@|:\s?@))"
)
# Nothing is looked for where none of these stands: plain words are found far quicker than the pattern, as
# long as each begins with one letter and no choice of them.
_HINT = re.compile(
    "카카오|카톡|깨톡|까톡|텔레|텥레|텔그|위챗|츠앱|오픈|라인|디스코드|微信|微聊|威信"
    "|telegram|whats|wechat|chat|kakao|viber|skype|discord|line|qq"
)
# An account is told from a word by its @, by the word id, or by digits in it.
_ACCOUNT = regex.compile(
    rf"(?:{_MESSENGER})[^\n@\w]{{0,4}}(?:(?:아이디|친추|추가|\bid\b|@)[^\n\w]{{0,4}}@?[a-z0-9_.]{{4,30}}"
    r"|@?(?=[a-z_.]{0,20}\d)(?=\d{0,20}[a-z_.])[a-z0-9_.]{4,30}|\+?\d[\d\s()\-]{8,20}\d)",
    regex.IGNORECASE,
)
_CALL = regex.compile(
    rf"(?:{_MESSENGER})(?:으로|로)?\s?(?:문의|상담|연락|친추|추가|주세요|입장|검색)"
    rf"|\b(?:contact|reach|message|text|write|add|dm|chat)\b[^\n]{{0,40}}?\b(?:on|via|at|through|by)\s+(?:{_MESSENGER})",
    regex.IGNORECASE,
)


def numbers_in(text: str) -> list[str]:
    """The digits of each run that may be a telephone number, however they are written."""
    runs = _DIGIT_RUN.findall(_unfolded(text))
    return ["".join(filter(str.isdecimal, run.translate(_DIGIT_LOOKS))) for run in runs]


def _unfolded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return _NATIVE_RUN.sub(_read_native, text) if _NATIVE_WORD.search(text) else text


def _read_native(run) -> str:
    return _NATIVE_WORD.sub(lambda word: _NATIVE[word[0]], run[0])


def folded_phone(submission: Submission) -> Verdict | None:
    """O1O-1234-오육칠팔: a number that hides. A plain one in a story is nobody's fault."""
    for run in _DIGIT_RUN.finditer(_unfolded(submission.body)):
        found = _PHONE.search(run.group().translate(_DIGIT_LOOKS))
        number = found and run.group()[found.start() : found.end()]
        if number and _DISGUISE.search(number):
            reason = _("글자로 바꿔 적은 전화번호: %(number)s") % {"number": number}
            return Verdict("folded_phone", reason, weight=weights.FOLDED_PHONE)
    return None


def messenger(submission: Submission) -> Verdict | None:
    """카톡 아이디 rich77: come where nobody reads along."""
    if not _HINT.search(submission.body.lower()):
        return None
    if found := _ACCOUNT.search(submission.body):
        reason = _("메신저 계정을 남김: %(account)s") % {"account": " ".join(found[0].split())}
        return Verdict("messenger", reason, weight=weights.ACCOUNT)
    if found := _CALL.search(submission.body):
        reason = _("메신저로 부름: %(words)s") % {"words": " ".join(found[0].split())}
        return Verdict("messenger", reason, weight=weights.CALL)
    return None
