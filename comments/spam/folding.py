"""Words as they are compared: what only looks different becomes the same. Pure functions.

Nothing of this is ever stored in a comment or shown as its text. Asked for each comment that comes in:
Python's own `re` is the fastest there is.
"""

import html
import re

from notes.search.terms import fold as fold_width_and_case

# Bits that show nothing, and the letters that are made of nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0]"
)
# ㅋㅏㅈㅣㄴㅗ, 카ㅈㅣ노: a consonant and a vowel, and one more consonant that begins no syllable.
_SPLIT = re.compile("([ㄱ-ㅎ])([ㅏ-ㅣ])(?:([ㄱ-ㅎ])(?![ㅏ-ㅣ]))?")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Cyrillic and Greek letters that look like Latin ones, in a word that has Latin ones.
_FOREIGN = re.compile("[\u0370-\u052f]")
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u052f])\w+")
_LOOKS = str.maketrans("аеорсхуікмтвнԁһјѕԛԝαορνικτυ", "aeopcxyikmtbhdhjsqwaopviktu")
# Signs that stand for letters, between letters.
_SIGN = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_STANDS_FOR = dict(zip("013457@$", "oleastas", strict=True))
# 카 지 노, 카.지.노, c-a-s-i-n-o
_BETWEEN = r"(?:(?!\n)[\W_]){1,3}"
_SET_APART = re.compile(
    rf"(?<![^\W_])(?:(?:[가-힣]{_BETWEEN}){{2,}}[가-힣]|(?:[a-z]{_BETWEEN}){{3,}}[a-z])(?![^\W_])"
)
_NO_LETTERS = re.compile(r"[\W_]+")
_LONG_DRAWN = re.compile(r"([^\W\d_])\1\1+")
_DIGITS = re.compile(r"(?<![^\W_])[0-9oㅇ][0-9oㅇli|\s.,·*_~()-]{6,24}[0-9oㅇ](?![^\W_])")
_DIGIT_LOOKS = str.maketrans("oㅇli|", "00111")
_PHONE = re.compile(r"(?<![0-9])0?1[016789][0-9]{7,8}(?![0-9])")


def fold(text: str) -> str:
    """Lower case, half width, nothing invisible, HTML's names for letters read as letters."""
    return _INVISIBLE.sub("", fold_width_and_case(html.unescape(text)))


def unmask(text: str) -> str:
    """Folded text with the letters that its look-alikes stand for. Not for links."""
    text = _SPLIT.sub(_syllable, text)
    if _FOREIGN.search(text):
        text = _MIXED.sub(lambda word: word[0].translate(_LOOKS), text)
    text = _SIGN.sub(lambda sign: _STANDS_FOR[sign[0]], text)
    text = _SET_APART.sub(lambda letters: _NO_LETTERS.sub("", letters[0]), text)
    return _LONG_DRAWN.sub(r"\1\1", text)  # ㅋㅋㅋㅋㅋ, sooooo


def is_set_apart(text: str) -> bool:
    return bool(_SET_APART.search(text))


def has_phone_number(text: str) -> bool:
    """Of a mobile phone, also one whose zeros are letters: O1O-1234-5678."""
    runs = (_NO_LETTERS.sub("", run[0].translate(_DIGIT_LOOKS)) for run in _DIGITS.finditer(text))
    return any(_PHONE.search(run) for run in runs)


def _syllable(parts) -> str:
    initial, vowel, final = parts.groups(default="\0")
    if initial not in _INITIALS or final not in _FINALS:  # ㄳ begins none, ㄸ ends none
        return parts[0]
    place = (_INITIALS.index(initial) * 21 + ord(vowel) - ord("ㅏ")) * 28 + _FINALS.index(final)
    return chr(ord("가") + place)
