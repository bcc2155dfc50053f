"""Words as they are compared: what only looks different becomes the same. Pure functions.

Nothing of this is ever stored in a comment or shown as its text. Asked for each comment that comes in:
Python's own `re` is the fastest there is.
"""

import html
import re
import unicodedata
from functools import lru_cache

from notes.search.terms import fold as fold_width_and_case

# Bits that show nothing, the letters that are made of nothing, and strokes and frames over letters.
NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e01ef"
)
STROKES = "\u0300-\u036f\u0488\u0489\u20d0-\u20ff"
_INVISIBLE = re.compile(f"[{NOTHING}{STROKES}]")
# What stands between these is shown from right to left.
TURNED = re.compile("\u202e([^\u202c\n]{2,400})")
# White letters on black: NFKC knows only the others.
_ON_BLACK = {
    first + n: ord("a") + n for first in (0x1F150, 0x1F170) for n in range(26)
}  # fmt: skip
_BLACK = re.compile("[\U0001f150-\U0001f189]")
# ㅋㅏㅈㅣㄴㅗ, 카ㅈㅣ노: a consonant and a vowel, and one more consonant that begins no syllable.
_SPLIT = re.compile("([ㄱ-ㅎ])([ㅏ-ㅣ])(?:([ㄱ-ㅎ])(?![ㅏ-ㅣ]))?")
LONE_JAMO = re.compile("[ㄱ-ㅎ]")
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS_AND_FINALS = 21 * 28  # syllables that begin with the same consonant
_FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# ㅋrㅈl노: Latin letters and signs that look like vowels, between a consonant and more Hangul.
DRAWN_VOWEL = re.compile("(?<=[ㄱ-ㅎ])[rthli|](?=[ㄱ-ㅎ가-힣])")
_VOWELS = dict(zip("rthli|", "ㅏㅏㅐㅣㅣㅣ", strict=True))
# Cyrillic and Greek letters that look like Latin ones, in a word that has Latin ones.
_FOREIGN = re.compile("[\u0370-\u052f]")
LOOKS = "аеорсхуікмтвнԁһјѕԛԝАЕОРСХУІКМТВНЈЅԚԜαορνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u052f])\w+")
_LOOKS = str.maketrans("аеорсхуікмтвнԁһјѕԛԝαορνικτυ", "aeopcxyikmtbhdhjsqwaopviktu")
_ACCENTS = "\u00e0-\u024f\u1e00-\u1eff"
_ACCENTED = re.compile(f"[{_ACCENTS}]")
_TO_FOLD = re.compile(f"[{NOTHING}{STROKES}{_ACCENTS}\U0001f150-\U0001f189]")
# Signs that stand for letters, between letters, and in whole words of that kind: three letters at least,
# or a11y and h1n1 were some.
_SIGN = re.compile(r"[013457@$](?<=[a-z].)(?=[a-z])")
_STANDS_FOR = dict(zip("013457@$", "oleastas", strict=True))
_DIGITS_FOR = str.maketrans("013457", "oieast")
LEET_HINT = re.compile("[a-z][013457]{1,2}[a-z]")
LEET = re.compile(
    r"[a-z](?<![^\W_].)(?=[a-z]*[013457]{1,2}[a-z])(?=(?:[013457]{0,2}[a-z]){2})"
    r"[a-z013457]{2,19}(?![^\W_])",
    re.DOTALL,
)
# 카1지2노3, but neither 3월1일 nor 제1장2절: what numbers are often of is not between.
_COUNTED = "년월일시분초장절조호번개명원층차회살세권편화위급등점주인대줄쪽"
NUMBERED = re.compile(
    rf"(?<![0-9가-힣])(?:(?![{_COUNTED}제])[가-힣][0-9](?![0-9])){{2,20}}(?:[가-힣](?![가-힣]))?"
)
NUMBERED_HINT = re.compile("[가-힣][0-9][가-힣][0-9]")
_NUMBER = re.compile("[0-9]")
# A letter in each line.
COLUMN = re.compile(r"(?m)^[가-힣](?:\n[가-힣]){2,40}$")
# 카 지 노, 카.지.노, c-a-s-i-n-o. What stands in front is looked at last, here and below: few letters get there.
_BETWEEN = r"(?:(?!\n)[\W_]){1,3}"
_ALONE = r"[\W_](?<!\n)(?<![^\W_]..)(?:(?!\n)[\W_]){,2}"
_SET_APART = re.compile(
    rf"(?:[가-힣]{_ALONE}(?:[가-힣]{_BETWEEN})+[가-힣]|[a-z]{_ALONE}(?:[a-z]{_BETWEEN}){{2,}}[a-z])(?![^\W_])"
)
_NO_LETTERS = re.compile(r"[\W_]+")
# Whether it is a letter is asked last: that takes longer than to see that no other follows it.
_LONG_DRAWN = re.compile(r"(.)\1\1(?<=[^\W\d_])\1*")
_DIGITS = re.compile(r"[0-9oㅇ](?<![^\W_].)[0-9oㅇli|\s.,·*_~()-]{6,24}[0-9oㅇ](?![^\W_])")
_DIGIT_LOOKS = str.maketrans("oㅇli|", "00111")
_PHONE = re.compile(r"(?<![0-9])0?1[016789][0-9]{7,8}(?![0-9])")


# Two checks read the same text of a comment, and its tokens are made of that.
@lru_cache(maxsize=16)
def fold(text: str) -> str:
    """Lower case, half width, nothing invisible, no accents, HTML's names for letters read as letters,
    and what is turned round turned back."""
    text = html.unescape(text)
    if "\u202e" in text:
        text = TURNED.sub(_turned_back, text)
    text = fold_width_and_case(text)
    if text.isascii() or not _TO_FOLD.search(text):
        return text
    if _BLACK.search(text):
        text = text.translate(_ON_BLACK)
    return _ACCENTED.sub(_without_accent, _INVISIBLE.sub("", text))


@lru_cache(maxsize=16)
def unmask(text: str) -> str:
    """Folded text with the letters that its look-alikes stand for. Not for links."""
    if LONE_JAMO.search(text):
        text = DRAWN_VOWEL.sub(lambda letter: _VOWELS[letter[0]], text)
        text = _SPLIT.sub(_syllable, text)
    if _FOREIGN.search(text):
        text = _MIXED.sub(lambda word: word[0].translate(_LOOKS), text)
    if LEET_HINT.search(text):
        text = LEET.sub(lambda word: word[0].translate(_DIGITS_FOR), text)
    text = _SIGN.sub(lambda sign: _STANDS_FOR[sign[0]], text)
    if NUMBERED_HINT.search(text):
        text = NUMBERED.sub(lambda letters: _NUMBER.sub("", letters[0]), text)
    if "\n" in text:
        text = COLUMN.sub(lambda letters: letters[0].replace("\n", ""), text)
    return _LONG_DRAWN.sub(r"\1\1", _together(text))  # ㅋㅋㅋㅋㅋ, sooooo


def is_set_apart(text: str) -> bool:
    return _together(text) != text


# Most texts are asked twice, since there is nothing else to be unmasked in them.
@lru_cache(maxsize=16)
def _together(text: str) -> str:
    return _SET_APART.sub(lambda letters: _NO_LETTERS.sub("", letters[0]), text)


def has_phone_number(text: str) -> bool:
    """Of a mobile phone, also one whose zeros are letters: O1O-1234-5678."""
    runs = (_NO_LETTERS.sub("", run[0].translate(_DIGIT_LOOKS)) for run in _DIGITS.finditer(text))
    return any(_PHONE.search(run) for run in runs)


def _turned_back(turned) -> str:
    return turned[1][::-1]


def _without_accent(letter) -> str:
    plain = unicodedata.normalize("NFD", letter[0])[0]
    return plain if plain.isascii() else letter[0]


def _syllable(parts) -> str:
    initial, vowel, final = parts.groups(default="\0")
    if initial not in INITIALS or final not in _FINALS:  # ㄳ begins none, ㄸ ends none
        return parts[0]
    place = (INITIALS.index(initial) * 21 + ord(vowel) - ord("ㅏ")) * 28 + _FINALS.index(final)
    return chr(ord("가") + place)
