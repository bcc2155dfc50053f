"""In which letters somebody writes. Pure functions."""

import re

import regex
from django.utils.translation import gettext_lazy as _

FEWEST_LETTERS = 12  # below that ("OK", "LOL", "👍") the letters say nothing

NO_HANGUL, HANGUL, LATIN, CYRILLIC = "no_hangul", "hangul", "latin", "cyrillic"
HAN, KANA, ARABIC, THAI = "han", "kana", "arabic", "thai"
NAMES = {
    NO_HANGUL: _("한글 없음"),
    HANGUL: _("한글"),
    LATIN: _("라틴 문자 (영어 등)"),
    CYRILLIC: _("키릴 문자 (러시아어 등)"),
    HAN: _("한자 (중국어)"),
    KANA: _("가나 (일본어)"),
    ARABIC: _("아랍 문자"),
    THAI: _("태국 문자"),
}

WHOLE_LINK = regex.compile(r"(?:https?://|\bwww\.)\S+", regex.IGNORECASE)
_CODE = regex.compile(r"(?s)```.*?```|`[^`\n]*`")
_NOT_LETTERS = regex.compile(r"[^\p{L}]+")
# Asked for each comment, and of `re`: that is quicker than `regex` where it has the words.
_HANGUL = re.compile(
    "[가-힣ㄱ-ㆎ\u1100-\u11ff\u302e\u302f\u3200-\u321e\u3260-\u327e\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb"
    "\uffa0-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc]"
)
# Jamo count: "ㅋㅋㅋ" is Korean. What is left without these is counted: quicker than to collect.
_NOT_OF = {
    HANGUL: regex.compile(r"[^\p{Hangul}]+"),
    LATIN: regex.compile(r"[^\p{Latin}]+"),
    CYRILLIC: regex.compile(r"[^\p{Cyrillic}]+"),
    HAN: regex.compile(r"[^\p{Han}]+"),
    KANA: regex.compile(r"[^\p{Hiragana}\p{Katakana}]+"),
    ARABIC: regex.compile(r"[^\p{Arabic}]+"),
    THAI: regex.compile(r"[^\p{Thai}]+"),
}


def may_link(text: str) -> bool:
    """Nothing is to be looked for where neither of these stands, as in most comments."""
    return "://" in text or "www." in text.lower()


def without_links(text: str) -> str:
    return WHOLE_LINK.sub(" ", text) if may_link(text) else text


def without_code(body: str) -> str:
    return _CODE.sub("", body)


def letters_of(body: str) -> str:
    """All letters outside of code and links."""
    return _NOT_LETTERS.sub("", WHOLE_LINK.sub("", without_code(body)))


def has_hangul(text: str) -> bool:
    return bool(_HANGUL.search(text))


def has_any(script: str, text: str) -> bool:
    """Is there a letter of it, by one of the names above?"""
    return bool(_count(script, text))


def scripts_of(body: str) -> set[str]:
    """The one that most letters belong to, and `NO_HANGUL` where that is so; nothing of a few letters.

    Han is Japanese where there is kana.
    """
    letters = letters_of(body)
    if len(letters) < FEWEST_LETTERS:
        return set()
    if 2 * _count(HANGUL, letters) > len(letters):
        return {HANGUL}
    counts = {script: _count(script, letters) for script in _NOT_OF}
    if counts[KANA]:
        counts[KANA] += counts.pop(HAN)
    most = max(counts, key=counts.get)
    found = {most} if counts[most] else set()
    return found if counts[HANGUL] else found | {NO_HANGUL}


def _count(script: str, letters: str) -> int:
    return len(_NOT_OF[script].sub("", letters))
