"""Words written so that people read them and filters do not. Pure functions.

Each way of hiding has a pattern for what is hidden, and says from how many pieces on that is no chance.
What many honest people do as well counts only where the word behind it is known from spam.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from comments.scripts import without_code, without_links
from comments.spam import prior, weights
from comments.spam.folding import (
    COLUMN,
    DRAWN_VOWEL,
    INITIALS,
    LEET,
    LEET_HINT,
    LOOKS,
    NOTHING,
    NUMBERED,
    NUMBERED_HINT,
    STROKES,
    TURNED,
    VOWELS_AND_FINALS,
    fold,
    unmask,
)
from comments.spam.tokens import HANGUL, OTHER
from comments.spam.verdicts import Submission, Verdict

LONGEST = 2000  # letters that are looked at
NAMED = 24  # letters of the hidden word that the reason shows
NEVER = 1000
KNOWN_WORD, KNOWN_LETTERS = 0.7, 0.6  # log odds, of a word and of its pairs of letters in the mean
SEEN_IN_SPAM = 3  # comments decided here
LONGEST_WORD = 12  # letters of a word within what was set apart

# 까지노, 싸이트: Hangul with a tense consonant for a plain or an aspirated one.
_TENSE_SYLLABLE = "[까-낗따-띻빠-삫싸-앃짜-찧]"
_TENSE = re.compile(
    rf"[가-힣](?<![가-힣].)(?:(?<={_TENSE_SYLLABLE})|[가-힣]{{0,10}}?{_TENSE_SYLLABLE})[가-힣]*",
    re.DOTALL,
)
_PLAIN = dict(zip("ㄲㅋㄸㅌㅃㅍㅆㅉㅊ", "ㄱㄱㄷㄷㅂㅂㅅㅈㅈ", strict=True))
SHORTEST_TENSE = 3  # syllables; shorter words are like each other by chance
_SURE = re.compile(f"w:[가-힣]{{{SHORTEST_TENSE},}}")
SURE_WORD = 1.0  # log odds; of what sounds alike only what hardly anybody else says is looked for

# asdfgh qwrtzp zxcvbn: so many words without a vowel are none of any language.
_LATIN = re.compile("[A-Za-z]")
_RANDOM = re.compile(
    r"[b-df-hj-np-tv-xz](?<![\w/.-].)[b-df-hj-np-tv-xz]{4,19}[ \n]"
    r"[b-df-hj-np-tv-xz]{5,20}[ \n][b-df-hj-np-tv-xz]{5,20}(?![\w/.-])",
    re.IGNORECASE | re.DOTALL,
)

_ORDERED = ("가나다라마바사아자차카타파하", "abcdefghijklmnopqrstuvwxyz")
_STRUCK = "\u0334-\u0338\u20d2\u20d3\u20e5"

FIRST_ASCII = 4  # the first group that a text of ASCII may have


class Way(NamedTuple):
    """`some`: from how many pieces on it counts by itself, `much`: from how many it counts more."""

    pattern: re.Pattern
    some: int
    much: int


def _way(pattern: str, some: int, much: int) -> Way:
    return Way(re.compile(pattern), some, much)


def _apart(pattern: str) -> str:
    """Single letters of Hangul, no word before and none behind."""
    return rf"(?<![^\W_])[가-힣]{pattern}(?![^\W_])"


# Each group with what has to be there before any of it is looked for. Letters of both sides: an emoji
# may well have a selector behind it. What begins with a letter is found quickest, so what must not stand
# before it is asked behind it.
_GROUPS = [
    (
        re.compile(
            f"[{NOTHING}{STROKES}{LOOKS}\u00c0-\u024f\u2160-\u217f\u249c-\u24e9\uff21-\uff5a"
            "\U0001d400-\U0001d7cb\U0001f130-\U0001f189]"
        ),
        [
            _way(
                rf"[A-Za-z가-힣]{{1,20}}(?:[{NOTHING}]{{1,9}}[A-Za-z가-힣]{{1,20}}){{1,20}}", 1, 2
            ),
            Way(TURNED, 1, 1),
            _way(rf"\w[{_STRUCK}](?:\w[{_STRUCK}]){{1,40}}", 1, 2),
            _way("[\U0001d400-\U0001d7cb]{3,}", 1, 3),
            _way("[\u24b6-\u24e9]{3,}|[\u249c-\u24b5]{3,}|[\U0001f130-\U0001f189]{3,}", 1, 3),
            _way(
                "[A-Za-z]{1,20}[\u2160-\u217f][A-Za-z\u2160-\u217f]*|[\u2160-\u217f][a-z]{2,}", 1, 2
            ),
            _way(
                "(?:[\uff21-\uff3a\uff41-\uff5a]{3,40}\\W{1,2}){2,20}[\uff21-\uff3a\uff41-\uff5a]{3,}",
                1,
                NEVER,
            ),
            _way(rf"(?=[a-zA-Z]*[{LOOKS}])(?=[{LOOKS}]*[a-zA-Z])[a-zA-Z{LOOKS}]{{4,}}+", 1, 2),
            _way("[a-zA-Z]{0,20}[\u00c0-\u024f][a-zA-Z\u00c0-\u024f]*", NEVER, NEVER),
        ],
    ),
    (
        re.compile("[ㄱ-ㅎ][ㅏ-ㅣrthli|]"),
        [
            _way("[가-힣]{0,9}(?:[ㄱ-ㅎ][ㅏ-ㅣ][ㄱ-ㅎ가-힣]){1,12}[ㄱ-ㅣ가-힣]*", 1, 2),
            Way(DRAWN_VOWEL, 1, 2),
        ],
    ),
    (NUMBERED_HINT, [Way(NUMBERED, 1, 2)]),
    (
        re.compile(
            "[가-힣][^가-힣](?<![가-힣]..)[^가-힣]{,2}[가-힣][^가-힣]{1,3}[가-힣](?![가-힣])",
            re.DOTALL,
        ),
        [
            _way(r"(?:[\[(【（〔「『<{《〈]\s?[가-힣]\s?[\])】）〕」』>}》〉]\s?){3,12}", 1, 2),
            _way(_apart(r"([*_^+=|#@$%&]{1,3})[가-힣](?:\1[가-힣])+"), 1, 2),
            _way(_apart(r"([~\-…!:]{1,3})[가-힣](?:\1[가-힣]){2,}"), 1, 2),
            _way(_apart(r"([·.,/~\-…!:]{1,3})[가-힣](?:\1[가-힣])+"), 2, NEVER),
            _way(_apart("(?: [가-힣]){2,5}"), NEVER, NEVER),
            _way(_apart("(?: [가-힣]){6,}"), 1, 2),
            Way(COLUMN, NEVER, NEVER),
        ],
    ),
    (
        _LATIN,
        [
            _way(
                r"(?s)[a-zA-Z](?<![^\W_].)([ ._*~|/+\-])[a-zA-Z](?:\1[a-zA-Z]){3,}(?![^\W_])", 1, 2
            ),
        ],
    ),
    (LEET_HINT, [Way(LEET, 3, 5)]),
    (re.compile("&#"), [_way(r"(?:&#(?:[0-9]{3,6}|x[0-9a-fA-F]{3,5});){2,}", 1, 3)]),
]


def disguise(submission: Submission) -> Verdict | None:
    """In the words as they were typed: cleaning takes away what nobody sees."""
    text = (submission.typed or submission.body)[:LONGEST]
    found = list(_found(without_links(without_code(text) if "`" in text else text)))
    known = next((word for word, _weight in found if _is_known(word, submission)), "")
    known = known or next(_tense(text), "")
    word, weight = max(found, key=lambda each: each[1], default=("", 0))
    if known:
        weight = weight + weights.DISGUISED_SPAM if weight else weights.DISGUISED
    if not weight:
        return _random(text)
    reason = _("글자를 숨겨 적음: %(word)s") % {"word": (known or word)[:NAMED]}
    return Verdict("disguise", reason, weight=weight)


def _random(text: str) -> Verdict | None:
    """Letters that are there to be there, beside a link or a name."""
    found = _LATIN.search(text) and _RANDOM.search(text)
    if not found:
        return None
    reason = _("뜻 없이 늘어놓은 글자: %(word)s") % {"word": found[0][:NAMED]}
    return Verdict("disguise", reason, weight=weights.DISGUISED)


def _tense(text: str) -> Iterator[str]:
    """Words of spam for which words with tense consonants stand. Known ones stand for themselves."""
    for word in _TENSE.findall(text):
        plain = _untensed(word) if len(word) >= SHORTEST_TENSE else ""
        for end in range(SHORTEST_TENSE, min(len(word), LONGEST_WORD) + 1):
            meant = _tense_words().get(plain[:end])
            if meant and meant != word[:end] and f"w:{word[:end]}" not in prior.of(HANGUL):
                yield meant


@cache
def _tense_words() -> dict[str, str]:
    words = (token[2:] for token, weight in prior.of(HANGUL).items() if _is_sure(token, weight))
    return {_untensed(word): word for word in words}


def _is_sure(token: str, weight: float) -> bool:
    return bool(weight >= SURE_WORD and _SURE.fullmatch(token))


def _untensed(word: str) -> str:
    return "".join(map(_syllable_untensed, word))


@lru_cache(maxsize=4096)
def _syllable_untensed(syllable: str) -> str:
    """With a plain consonant for a tense or an aspirated one."""
    place, rest = divmod(ord(syllable) - ord("가"), VOWELS_AND_FINALS)
    initial = _PLAIN.get(INITIALS[place], INITIALS[place])
    return chr(ord("가") + INITIALS.index(initial) * VOWELS_AND_FINALS + rest)


def _found(text: str) -> Iterator[tuple[str, int]]:
    """What is hidden, as people read it, with the weight of the way in which it is hidden."""
    groups = _GROUPS[FIRST_ASCII:] if text.isascii() else _GROUPS
    for way in chain.from_iterable(ways for first, ways in groups if first.search(text)):
        words = [word for piece in way.pattern.finditer(text) if (word := _read(piece, text))]
        weight = weights.DISGUISED if len(words) >= way.some else 0
        weight = weights.MUCH_DISGUISED if len(words) >= way.much else weight
        yield from ((word, weight) for word in words)


def _read(piece: re.Match, text: str) -> str:
    """Nothing for the first letters of the alphabet in their order: those count lists."""
    start, end = piece.span()
    if end - start == 1:  # of a vowel that was drawn: with what stands round it
        start, end = max(0, start - 3), end + 3
    word = unmask(fold(text[start:end])).strip()
    letters = "".join(filter(str.isalnum, word))
    return "" if any(letters in order for order in _ORDERED) else word


def _is_known(word: str, submission: Submission) -> bool:
    """From spam, here or elsewhere."""
    word = "".join(filter(str.isalnum, word))[:NAMED]
    odds = prior.of(OTHER if word.isascii() else HANGUL)
    pairs = [odds.get(f"b:{word[at : at + 2]}", 0.0) for at in range(len(word) - 1)]
    if pairs and sum(pairs) / len(pairs) >= KNOWN_LETTERS:
        return True
    counts = submission.learned.counts if submission.learned else {}
    parts = [f"w:{part}" for part in _within(word)]
    return any(
        odds.get(part, 0.0) >= KNOWN_WORD or _is_of_spam(*counts.get(part, (0, 0)))
        for part in parts
    )


def _within(word: str) -> list[str]:
    """The word itself, and of Hangul, where spaces are lost, all that it may be made of."""
    if word.isascii():
        return [word]
    ends = range(2, LONGEST_WORD + 1)
    return [word[at : at + end] for at in range(len(word)) for end in ends if at + end <= len(word)]


def _is_of_spam(spam: int, ham: int) -> bool:
    return spam >= SEEN_IN_SPAM and spam > 4 * ham
