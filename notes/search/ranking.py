"""Which notes answer a query, and in which order. However many notes there are, some hundred rows
are read: of a frequent term only the notes of which it says most.

BM25, those with all terms first. Scores are added up here, not in the database: the same on either.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Subquery
from django.utils import timezone

from notes.models import Note, Posting, SearchSize, SearchTerm
from notes.prepared import prepared
from notes.search.index import SCALE
from notes.search.terms import VERSION

WHOLE = 600  # notes: all that have a term no more frequent are read
DEPTH = 300  # of any other term those of which it says most
MOST_ROWS = 1200  # of the terms that are read whole, together
MOST_TERMS = 24  # the rarest ones, that decide
MOST_LOOKUPS = 900
FEWEST_CANDIDATES = 60
MOST = 600  # notes that are answered
# A term that only comments say, in parts of what BM25 gives a term at most.
BY_COMMENTS = 150


@dataclass(frozen=True)
class Ranked:
    """Primary keys of published notes, the best first; the first `exact` have all terms.

    There may be more of those if `is_cut`.
    """

    keys: list[int] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=dict)
    exact: int = 0
    is_cut: bool = False


def rank(terms: Mapping[str, bool], among=None) -> Ranked:
    """`terms` are those of a query, and whether a note has all of it only with them.

    `among` (a QuerySet of notes) is slower: the lists are not read ahead of it.
    """
    counts, total = _counts(terms)
    if not counts:
        return Ranked()
    rare = _telling(sorted(counts, key=lambda term: (counts[term], term)), terms, counts, total)
    needed = {term for term in rare if terms[term]}
    lists = _Lists(rare, counts, needed, among)
    ranking = _Ranking(lists, {term: _rarity(counts[term], total) for term in rare}, needed)
    keys = ranking.best()
    is_possible = all(term in counts for term, is_needed in terms.items() if is_needed)
    exact = [key for key in keys if is_possible and ranking.hits[key] == len(needed)]
    keys = sorted(
        keys, key=lambda key: (ranking.hits[key] < len(needed), -ranking.scores[key], -key)
    )
    public = {key for (key,) in _public(keys, VERSION, timezone.now())}
    return Ranked(
        [key for key in keys if key in public],
        ranking.scores,
        len(public.intersection(exact)),
        is_cut=bool(exact) and (ranking.is_cut or not lists.is_whole),
    )


def _telling(rare: list[str], terms: Mapping[str, bool], counts: dict[str, int], total: int):
    """The rarest terms, without those that every note has: they tell none from another. But one that a
    note must have stays, so as to lead to them."""
    found = [term for term in rare[:MOST_TERMS] if counts[term] < total]
    if not any(terms[term] for term in found):
        found += [term for term in rare if terms[term] and term not in found][:1]
    return found


def knows_all(terms: Mapping[str, bool]) -> bool:
    """Is each of these terms in some note?"""
    needed = [term for term, is_needed in terms.items() if is_needed]
    return bool(needed) and len(_counts(needed)[0]) == len(needed)


def _counts(terms: Iterable[str]) -> tuple[dict[str, int], int]:
    """In how many notes those terms are that are in any, and how many notes there are."""
    terms = list(terms)
    rows = _counted(terms) if terms else []
    return {term: count for term, count, _total in rows if count}, rows[0][2] if rows else 0


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (max(0, total - count) + 0.5) / (count + 0.5)) / SCALE


class _Lists:
    """Postings by term, read as far as they are worth it."""

    def __init__(self, rare: Sequence[str], counts: dict[str, int], needed: set[str], among):
        self._needed = needed
        self.known: dict[str, dict[int, int]] = {}
        self.whole = self._affordable(rare, counts)
        self.rest = [term for term in rare if term not in self.whole]
        if self.whole:
            self.known = {term: {} for term in self.whole}
            for term, key, impact in _postings(self.whole, among):
                self.known[term][key] = impact
        for term in self.rest:
            if len(self.known) >= 3 and self._width() >= DEPTH:
                break
            self.known[term] = dict(_champions(term, among))

    @property
    def is_whole(self) -> bool:
        """Has every note been seen that could have all terms?"""
        return bool(self._needed.intersection(self.whole))

    def _affordable(self, rare: Sequence[str], counts: dict[str, int]) -> list[str]:
        found, rows = [], 0
        for term in rare:
            rows += counts[term]
            if counts[term] > WHOLE or rows > MOST_ROWS:
                break
            found.append(term)
        return found

    def _width(self) -> int:
        return len(set().union(*self.known.values()))


class _Ranking:
    def __init__(self, lists: _Lists, rarity: dict[str, float], needed: set[str]):
        self.scores: dict[int, float] = {}
        self.hits: dict[int, int] = {}  # how many of the needed terms
        self.is_cut = False  # a note that is no candidate may have all terms, too
        self._lists, self._rarity, self._needed = lists, rarity, needed

    def best(self) -> list[int]:
        """The candidates, with the scores and hits of all terms."""
        for term in self._lists.whole:
            self._add(term, self._lists.known[term].items())
        partial = [term for term in self._lists.known if term not in self._lists.whole]
        guessed = dict(self.scores)
        for term in partial:
            for key, impact in self._lists.known[term].items():
                guessed[key] = guessed.get(key, 0) + self._rarity[term] * (impact or BY_COMMENTS)
        keys = self._candidates(guessed)
        if self._lists.rest:
            self._look_up(keys)
        return keys

    def _candidates(self, guessed: dict[int, float]) -> list[int]:
        size = MOST
        if rest := len(self._lists.rest):
            size = min(MOST, max(FEWEST_CANDIDATES, MOST_LOOKUPS // rest))
        if len(guessed) <= size:
            return list(guessed)
        whole, hits = len(self._needed.intersection(self._lists.whole)), self.hits
        order = sorted(guessed, key=lambda key: (hits.get(key, 0) < whole, -guessed[key], -key))
        self.is_cut = hits.get(order[size], 0) >= whole
        return order[:size]

    def _look_up(self, keys: list[int]):
        for key in keys:
            self.scores.setdefault(key, 0.0)
            self.hits.setdefault(key, 0)
        by_term: dict[str, list] = {}
        for key, term, impact in _impacts(keys, self._lists.rest):
            by_term.setdefault(term, []).append((key, impact))
        for term in self._lists.rest:  # always in this order: sums of floats depend on it
            self._add(term, by_term.get(term, ()))

    def _add(self, term: str, postings: Iterable[tuple[int, int]]):
        scores, hits, rarity = self.scores, self.hits, self._rarity[term]
        counts = term in self._needed
        for key, impact in postings:
            scores[key] = scores.get(key, 0.0) + rarity * (impact or BY_COMMENTS)
            hits[key] = hits.get(key, 0) + counts


# What is asked ---------------------------------------------------------------------------------


def _postings(terms: list[str], among):
    if among is None:
        return _all_postings(terms)
    found = Posting.objects.filter(term__in=terms, note__in=among.values("pk"))
    return found.values_list("term", "note_id", "impact")


def _champions(term: str, among):
    if among is None:
        return _greatest(term)
    found = Posting.objects.filter(term=term, note__in=among.values("pk"))
    return found.order_by("-impact", "-note_id").values_list("note_id", "impact")[:DEPTH]


@prepared
def _counted(terms: list[str]):
    size = SearchSize.objects.filter(pk=SearchSize.ONLY).values("note_count")
    found = SearchTerm.objects.filter(text__in=terms).annotate(total=Subquery(size))
    return found.values_list("text", "note_count", "total")


@prepared
def _all_postings(terms: list[str]):
    return Posting.objects.filter(term__in=terms).values_list("term", "note_id", "impact")


@prepared
def _greatest(term: str):
    found = Posting.objects.filter(term=term).order_by("-impact", "-note_id")
    return found.values_list("note_id", "impact")[:DEPTH]


@prepared
def _impacts(notes: list[int], terms: list[str]):
    found = Posting.objects.filter(note__in=notes, term__in=terms)
    return found.values_list("note_id", "term", "impact")


@prepared
def _public(notes: list[int], version: int, now: datetime):
    found = Note.objects.published(now).filter(pk__in=notes, search_text__version=version)
    return found.order_by().values_list(F("pk"))
