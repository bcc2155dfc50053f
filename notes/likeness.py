"""How alike two notes are, as a number from 0 to 1. Counts only: no database, no language model."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from math import log, sqrt
from urllib.parse import unquote, urlsplit

from django.conf import settings

# What each kind of evidence can add up to.
BY_TAGS, BY_TEXT, BY_LINK = 0.4, 0.4, 0.2
# Below the first, two texts share no more than the language; from the second on, a subject.
# (Paragraphs of one encyclopaedia article: median 0.08, best twentieth 0.2; of two: 99 % under 0.06.)
NO_COSINE, FULL_COSINE = 0.05, 0.3
# A title says in few words what a text is about.
TITLE_COUNTS = 5

_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
_ADDRESS = re.compile(r'<a\s(?:[^>"]|"[^"]*")*?\bhref="([^"]*)"')
_PATH = re.compile(r"/(?:series/[^/]+/[0-9]+|notes/[^/]+)/")
# Pairs of syllables find 전략 in 전략은 and in 소셜전략, without knowing any grammar.
_PAIR = re.compile("(?=([가-힣]{2}))")
_WORD = re.compile("[^\\W_가-힣]{2,}")


@dataclass(frozen=True)
class Features:
    """What is compared. `terms` counts Hangul syllable pairs and words of other scripts.

    `path` and `links` are decoded paths: the note's own, and those of notes that it links to.
    """

    terms: Mapping[str, int]
    tags: frozenset[int]
    path: str
    links: frozenset[str]


def features(title: str, html: str, tags: Iterable[int], path: str) -> Features:
    """`html` is finished HTML (notes/markdown.py)."""
    return Features(_terms(title, html), frozenset(tags), unquote(path), linked_notes(html))


def linked_notes(html: str) -> frozenset[str]:
    """Decoded paths of the notes on this site that finished HTML links to."""
    here = ("", urlsplit(settings.SITE_URL).netloc)
    addresses = (urlsplit(unescape(address)) for address in _ADDRESS.findall(html))
    paths = (unquote(address.path) for address in addresses if address.netloc in here)
    return frozenset(path for path in paths if _PATH.fullmatch(path))


def _terms(title: str, html: str) -> Counter:
    terms = Counter(_split(unescape(_TAG.sub(" ", html))))
    for term in _split(title):
        terms[term] += TITLE_COUNTS
    return terms


def _split(text: str) -> list[str]:
    text = text.casefold()
    return _PAIR.findall(text) + _WORD.findall(text)


class Scale:
    """Scores of one note against `others`, given and answered by key.

    What all of them say weighs nothing. `tag_counts` are numbers of notes by tag, of `total` in
    all: a rare tag says more.
    """

    def __init__(self, note: Features, others: Mapping, tag_counts: Mapping[int, int], total: int):
        self._note, self._others = note, others
        self._tag_weights = {tag: _rarity(tag_counts.get(tag, 1), total) for tag in note.tags}
        self._idf = _idf([note.terms, *(other.terms for other in others.values())])
        self._own = self._weighed(note.terms)
        self._own_length = _length(self._own)

    def scores(self) -> dict:
        return {key: self._score(other) for key, other in self._others.items()}

    def _score(self, other: Features) -> float:
        above = self._cosine(other.terms) - NO_COSINE
        text = max(0.0, min(1.0, above / (FULL_COSINE - NO_COSINE)))
        linked = other.path in self._note.links or self._note.path in other.links
        return BY_TAGS * self._tags(other.tags) + BY_TEXT * text + BY_LINK * linked

    def _tags(self, tags: frozenset[int]) -> float:
        shared = sum(self._tag_weights[tag] for tag in self._note.tags & tags)
        return shared / sqrt(len(self._note.tags) * len(tags)) if shared else 0.0

    def _cosine(self, terms: Mapping[str, int]) -> float:
        weighed = self._weighed(terms)
        lengths = self._own_length * _length(weighed)
        common = sum(weighed[term] * self._own[term] for term in weighed.keys() & self._own.keys())
        return common / lengths if lengths else 0.0

    def _weighed(self, terms: Mapping[str, int]) -> dict[str, float]:
        idf = self._idf
        return {term: (1 + log(count)) * idf[term] for term, count in terms.items()}


def _rarity(count: int, total: int) -> float:
    """1 for a tag of two notes, towards 0 for one that all notes have."""
    if count <= 2 or total <= 2:
        return 1.0
    return max(0.0, log(total / count) / log(total / 2))


def _idf(texts: list[Mapping[str, int]]) -> dict[str, float]:
    counts = Counter()
    for terms in texts:
        counts.update(terms.keys())
    return {term: log((len(texts) + 1) / count) for term, count in counts.items()}


def _length(weighed: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in weighed.values()))
