"""Where in a text the words of a query stand: for extracts with marks, and for the last word about the
order of the first results."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LENGTH = 140  # letters of an extract
LEAD = 30  # letters before the first word
MOST_PLACES = 40  # of one word that are looked at


@dataclass(frozen=True)
class Places:
    """Where each word of a query stands in one text."""

    found: list[list[int]]
    begin: list[bool]  # does it begin a word somewhere?

    @cached_property
    def nearest(self) -> tuple[int, int]:
        """Where all words that are there stand nearest to one another: the first letter, and how far."""
        places = sorted((at, word) for word, found in enumerate(self.found) for at in found)
        needed = sum(map(bool, self.found))
        last: dict[int, int] = {}
        best = (places[0][0] if places else 0, -1)
        for at, word in places:
            last[word] = at
            if len(last) == needed and (best[1] < 0 or at - min(last.values()) < best[1]):
                best = (min(last.values()), at - min(last.values()))
        return best


def places(words: Sequence[str], text: str) -> Places:
    low = text.lower()
    low = low if len(low) == len(text) else text
    found = [_all(word, low) for word in words]
    begin = [any(at == 0 or not low[at - 1].isalnum() for at in each) for each in found]
    return Places(found, begin)


def _all(word: str, text: str) -> list[int]:
    found, at = [], text.find(word)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = text.find(word, at + 1)
    if not found and len(word) > 1:
        spaced = _spaced((word,)).search(text)
        return [spaced.start()] if spaced else []
    return found


@lru_cache(maxsize=100)
def _spaced(words: tuple[str, ...]):
    """The longest first; Korean may be written with a space at any place."""
    by_length = sorted(words, key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in by_length), re.I)


def has_phrase(phrase: str, text: str) -> bool:
    """Just these words in this order, whatever stands between them as a space."""
    return bool(_phrase(phrase).search(text))


@lru_cache(maxsize=100)
def _phrase(phrase: str):
    return re.compile(r"\s+".join(map(re.escape, phrase.split())), re.I)


def extract(words: Sequence[str], text: str, start: int) -> SafeString:
    """Some words of the text around `start`, from a space to a space; as HTML, what is found marked."""
    head, tail = _window(text, start)
    marked = mark(words, " ".join(text[head:tail].split()))
    return mark_safe(f"{'… ' if head else ''}{marked}{' …' if tail < len(text) else ''}")


def _window(text: str, start: int) -> tuple[int, int]:
    head = max(0, start - LEAD)
    if head:
        space = text.find(" ", head, start)
        head = space + 1 if space >= 0 else start
    tail = min(len(text), head + LENGTH)
    if tail < len(text) and (space := text.rfind(" ", start + 1, tail)) > 0:
        tail = space
    return head, tail


def mark(words: Sequence[str], text: str) -> SafeString:
    """Escaped, with `<mark>` around each of the words, however it is spaced."""
    if not words:
        return escape(text)
    parts, end = [], 0
    for found in _spaced(tuple(words)).finditer(text):
        parts += [escape(text[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))
