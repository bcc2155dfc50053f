"""What is looked up for a text and for a query. Pure functions.

Hangul is cut into pairs of syllables, also across the spaces: Korean is written with spaces or
without, and its particles hang on the words. A word can only be in a text that has all of its pairs.
Everything else is a term by the word; a word of Latin letters by its beginnings, too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import regex

from notes.search.particles import is_one_syllable, stem

# To be raised with every change of what these functions answer; then run `reindex_search`.
VERSION = 2
LONGEST = 40  # letters of a term
IN_TITLE = 5  # times as much as in the text
IN_TAGS = 4
ACROSS = 0.5  # of what a pair within a word counts for
PREFIXES = range(3, 12)
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

# Nothing of it has another form, but for capitals. Most of what is written and asked is so.
_PLAIN = re.compile("[ -~가-힣ㄱ-ㅣ\\n]*")
# NFKC would turn ㅋㅋ into U+110F twice, and ㄱㅏ into 가.
_NOT_LONE_JAMO = regex.compile(r"[^\u3131-\u318E]+")
# Runs of Hangul words with nothing but spaces between them; Latin words; digits; other words.
_RUN = regex.compile(
    r"[가-힣]+(?:\s+[가-힣]+)*|[a-z]+|[0-9]+|[\p{L}\p{N}--[가-힣ㄱ-ㆎa-z0-9]]+", regex.V1
)


def fold(text: str) -> str:
    """As searched and never as stored: without case, full width as half width, ㅋㅋ as it is."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    return _NOT_LONE_JAMO.sub(_fold_run, unicodedata.normalize("NFC", text))


def _fold_run(run) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", run[0]).casefold())


def squeeze(text: str) -> str:
    """Folded, without its spaces."""
    return "".join(fold(text).split())


def runs(folded: str) -> Iterator[tuple[bool, str]]:
    """Whether it is Hangul, and the words of it with their spaces; each word of anything else."""
    for run in _RUN.findall(folded):
        yield "가" <= run[0] <= "힣", run


def pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def initials(word: str) -> str:
    """소셜 → ㅅㅅ. Of Hangul syllables only."""
    return "".join(INITIALS[(ord(syllable) - 0xAC00) // 588] for syllable in word)


def initials_in(name: str) -> list[str]:
    """Of each run of Hangul, without its spaces: 함께 짓기 3 → ㅎㄲㅈㄱ."""
    return [initials("".join(run.split())) for is_hangul, run in runs(fold(name)) if is_hangul]


def text_terms(text: str) -> dict[str, float]:
    """How often each term occurs; what runs across a space counts for less."""
    found: dict[str, float] = defaultdict(float)
    for is_hangul, run in runs(fold(text)):
        if is_hangul:
            _count_hangul(run.split(), found)
        else:
            for term in _beginnings(run):
                found[term] += 1
    return found


def _count_hangul(words: list[str], found: dict[str, float]):
    before = ""
    for word in words:
        for at in range(len(word) - 1):
            found[word[at : at + 2]] += 1
        if is_one_syllable(word):
            found[word[0]] += 1
        if before:
            found[before + word[0]] += ACROSS
        before = word[-1]


def _beginnings(word: str) -> Iterable[str]:
    if not ("a" <= word[0] <= "z"):
        return (word[:LONGEST],)
    return (word[:LONGEST], *(word[:size] for size in PREFIXES if size < len(word)))


def note_terms(names: Iterable[str], tags: Iterable[str], text: str) -> dict[str, float]:
    """Of a note: what each term weighs. `names` are its own title and that of its place in a series."""
    found = text_terms(text)
    for name in names:
        _add(found, text_terms(name), IN_TITLE)
        for letters in initials_in(name):
            for term in pairs(letters):
                found[term] += 1
    for tag in tags:
        _add(found, text_terms(tag), IN_TAGS)
    return found


def _add(found: dict[str, float], more: Mapping[str, float], weight: int):
    for term, count in more.items():
        found[term] += weight * count


def query_terms(words: Iterable[tuple[bool, str]]) -> dict[str, bool]:
    """Of the runs of a folded query: each once, in order, and whether a note must have it to have all
    that was typed. What hangs on the words is taken off.

    소셜 전략 is looked up as 소셜 and 전략, and as 셜전, which a note with 소셜전략 has, too, and one in
    which both stand apart has not. Where a particle stood between them there is no such bridge.
    """
    found: dict[str, bool] = {}
    for is_hangul, run in words:
        if is_hangul:
            for term, is_needed in _hangul_terms(run.split()):
                found[term] = found.get(term, False) or is_needed
        else:
            found[run[:LONGEST]] = True
    return found


def _hangul_terms(words: list[str]) -> Iterator[tuple[str, bool]]:
    before = ""
    for word in words:
        short = stem(word)
        if before:
            yield before + short[0], False
        for pair in pairs(short):
            yield pair, True
        before = short[-1] if short == word else ""
