"""The other layout: what was meant when Hangul was typed on a Latin keyboard (두벌식), or the reverse."""

import unicodedata

_INITIALS = [
    "r",
    "R",
    "s",
    "e",
    "E",
    "f",
    "a",
    "q",
    "Q",
    "t",
    "T",
    "d",
    "w",
    "W",
    "c",
    "z",
    "x",
    "v",
    "g",
]
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_FINALS = ["", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()]
_CONSONANTS = dict(
    zip(
        "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
        ("r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g".split()),
        strict=True,
    )
)
_LETTERS = _CONSONANTS | dict(
    zip("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ", _VOWELS, strict=True)
)
# Only these have another letter with Shift; a capital of any other key is a sentence's beginning.
_SHIFTED = frozenset("REQTWOP")
_FIRST, _LAST, _VOWEL_COUNT, _FINAL_COUNT = 0xAC00, 0xD7A3, 21, 28


def as_hangul(typed: str) -> str:
    """What these keys write on a Korean keyboard; empty unless every letter becomes part of a syllable."""
    words = [_word_as_hangul(word) for word in typed.split()]
    return " ".join(words) if words and all(words) else ""


def as_latin(typed: str) -> str:
    """The keys of a Korean keyboard by which this was written; empty if others were used."""
    keys = [_keys_of(letter) for letter in unicodedata.normalize("NFC", typed)]
    return "".join(keys) if all(keys) else ""


def _word_as_hangul(word: str) -> str:
    keys = "".join(key if key in _SHIFTED else key.lower() for key in word)
    found, at = [], 0
    while at < len(keys):
        syllable, at = _syllable(keys, at)
        if not syllable:
            return ""
        found.append(syllable)
    return "".join(found)


def _syllable(keys: str, at: int) -> tuple[str, int]:
    """The syllable that begins here, and where the next one does."""
    if keys[at] not in _INITIALS:
        return "", at
    vowel, end = _longest(_VOWELS, keys, at + 1)
    if not vowel:
        return "", at
    final, after = _longest(_FINALS, keys, end)
    if final and _longest(_VOWELS, keys, after)[0]:  # its last consonant begins the next one
        final, after = final[:-1], after - 1
    code = _INITIALS.index(keys[at]) * _VOWEL_COUNT + _VOWELS.index(vowel)
    return chr(_FIRST + code * _FINAL_COUNT + _FINALS.index(final)), after


def _longest(letters: list[str], keys: str, at: int) -> tuple[str, int]:
    for size in (2, 1):
        if keys[at : at + size] in letters and len(keys[at : at + size]) == size:
            return keys[at : at + size], at + size
    return "", at


def _keys_of(letter: str) -> str:
    if letter.isspace():
        return " "
    if not _FIRST <= ord(letter) <= _LAST:
        return _LETTERS.get(letter, "")
    rest, final = divmod(ord(letter) - _FIRST, _FINAL_COUNT)
    initial, vowel = divmod(rest, _VOWEL_COUNT)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
