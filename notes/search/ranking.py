"""Which notes answer a query, and in which order. However many notes there are, some hundred rows
are read: of a frequent term only the notes of which it says most.

BM25, those with all terms first. Scores are added up here, not in the database: the same on either.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from notes.search import postings
from notes.search.index import SCALE
from notes.search.postings import DEPTH

WHOLE = 600  # notes: all that have a term no more frequent are read
MOST_ROWS = 1200  # of the terms that are read whole, together
MOST_TERMS = 24  # the rarest ones, that decide
MOST_LOOKUPS = 900
FEWEST_CANDIDATES = 60
SIMILAR = 60  # notes that cannot have all terms and are looked at closely
TIER = 100  # notes that are looked at closely at a time, where no term is read whole
MOST = 600  # notes that are answered
# A term that only comments say, in parts of what BM25 gives a term at most.
BY_COMMENTS = 150


@dataclass(frozen=True)
class Ranked:
    """Primary keys of published notes, the best first, from place `first` on. Of all `length` places
    the first `exact` have all terms. There may be more of those if `is_cut`.
    """

    keys: list[int] = field(default_factory=list)
    scores: Mapping[int, float] = field(default_factory=dict)
    exact: int = 0
    length: int = 0
    first: int = 0
    is_cut: bool = False

    def between(self, start: int, end: int) -> list[int]:
        return self.keys[max(0, start - self.first) : max(0, end - self.first)]


def rank(terms: Mapping[str, bool], among=None, start: int = 0, end: int = MOST) -> Ranked:
    """`terms` are those of a query, and whether a note has all of it only with them. At least the
    places from `start` to `end` are in the answer.

    `among` (a QuerySet of notes) is slower: the lists are not read ahead of it.
    """
    counts, total = postings.counts(terms)
    if not counts:
        return Ranked()
    hidden = postings.hidden(timezone.now())
    if hidden is None:
        hidden, among = set(), postings.searchable(among)
    rare = _telling(sorted(counts, key=lambda term: (counts[term], term)), terms, counts, total)
    is_possible = all(term in counts for term, is_needed in terms.items() if is_needed)
    rarities = {term: rarity(counts[term], total) for term in rare}
    if len(rare) == 1 and is_possible and among is None:
        [term] = rare
        return _of_one(term, counts[term], rarities[term], hidden, start, end)
    lists = _Lists(rare, counts, {term for term in rare if terms[term]}, among)
    return _ranked(_Ranking(lists, rarities), is_possible, hidden, is_deep=end > TIER)


def _of_one(term: str, count: int, weight: float, hidden: set[int], start: int, end: int) -> Ranked:
    """In the order in which they are stored: however many there are, each can be reached."""
    said = postings.impacts(hidden, [term]) if hidden else ()
    missing = {key for key, impact in said if impact is not None}
    if missing:
        rows = postings.champions(term, end=end + len(missing))
        rows = [row for row in rows if row[0] not in missing][start:]
    else:
        rows = postings.champions(term, start=start, end=end)
    scores = {key: weight * (impact or BY_COMMENTS) for key, impact in rows}
    total = count - len(missing)
    return Ranked(list(scores), scores, total, total, start)


def _ranked(ranking: "_Ranking", is_possible: bool, hidden: set[int], is_deep: bool) -> Ranked:
    keys = [key for key in ranking.best(is_deep) if key not in hidden]
    exact = len(ranking.complete.intersection(keys)) if is_possible else 0
    length = len(keys) + ranking.left
    return Ranked(keys, ranking.scores, exact, length, is_cut=bool(exact) and ranking.is_cut)


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
    return bool(needed) and len(postings.counts(needed)[0]) == len(needed)


def rarity(count: int, total: int) -> float:
    """BM25's weight of a term that so many of all notes have, for impacts in their scale."""
    return math.log(1 + (max(0, total - count) + 0.5) / (count + 0.5)) / SCALE


class _Lists:
    """Postings by term, read as far as they are worth it."""

    def __init__(self, rare: Sequence[str], counts: dict[str, int], needed: set[str], among):
        self.needed = needed
        self.whole = postings.whole(_affordable(rare, counts, needed), among)
        self.rest = [term for term in rare if term not in self.whole]
        self.beginnings: dict[str, dict[int, int]] = {}
        for term in self.rest:
            if len(self.whole) + len(self.beginnings) >= 3 and self._width() >= DEPTH:
                break
            self.beginnings[term] = dict(postings.champions(term, among))

    @cached_property
    def whole_needed(self) -> int:
        """If there are any, every note has been seen that could have all terms."""
        return len(self.needed.intersection(self.whole))

    def _width(self) -> int:
        return len(set().union(*self.whole.values(), *self.beginnings.values()))


def _affordable(rare: Sequence[str], counts: dict[str, int], needed: set[str]) -> list[str]:
    """Terms to be read whole. Notes with all terms have the rarest one: to look those up costs less
    than to read what is much more frequent."""
    found, rows, most = [], 0, WHOLE
    for term in rare:
        rows += counts[term]
        if counts[term] > most or rows > MOST_ROWS:
            break
        found.append(term)
        if term in needed:
            most = min(most, max(DEPTH, 3 * counts[term]))
    return found


def by_score(keys: Iterable[int], scores: Mapping[int, float]) -> list[int]:
    """The newest first where they are alike. Two sorts without a function of ours take a third of the
    time of one with it."""
    order = sorted(keys, reverse=True)
    order.sort(key=scores.__getitem__, reverse=True)
    return order


class _Ranking:
    """`left` notes could have been looked at, too; `is_cut`: some of them may have all terms."""

    def __init__(self, lists: _Lists, rarities: Mapping[str, float]):
        self.scores: dict[int, float] = {}
        self.hits: dict[int, int] = {}  # how many of the needed terms
        self.left = 0
        self.is_cut = not lists.whole_needed
        self._lists, self._rarities = lists, rarities

    @cached_property
    def complete(self) -> set[int]:
        """Notes with all needed terms, once all that is looked at has been."""
        needed = len(self._lists.needed)
        return {key for key, number in self.hits.items() if number == needed}

    def best(self, is_deep: bool) -> list[int]:
        """In order; `is_deep`: as many as one has ever asked for."""
        for term, known in self._lists.whole.items():
            self._add(term, known.items())
        if not self._lists.rest:
            return self._sorted(self.scores)[:MOST]
        guessed = self._guessed()
        order = by_score(guessed, guessed)
        if self._lists.whole_needed:
            return self._of_some(order, guessed)
        return self._of_many(order, is_deep)

    def _guessed(self) -> dict[int, float]:
        """Scores, as far as the lists know."""
        guessed = dict(self.scores)
        for term, known in self._lists.beginnings.items():
            weight, get = self._rarities[term], guessed.get
            for key, impact in known.items():
                guessed[key] = get(key, 0.0) + weight * (impact or BY_COMMENTS)
        return guessed

    def _of_some(self, order: list[int], guessed: Mapping[int, float]) -> list[int]:
        """Where it is known which ones could have all terms: those stand first."""
        whole = self._lists.whole_needed
        could = {key for key, number in self.hits.items() if number == whole}
        possible = [key for key in order if key in could]
        others = [key for key in order if key not in could]
        most = self._most_looked_up()
        near = [*possible, *others[:SIMILAR]][:most]
        self.is_cut = len(possible) > most
        self._look_up(near)
        far = [] if self.is_cut else [*possible, *others][len(near) : MOST]
        self.scores |= {key: guessed[key] for key in far}
        return self._sorted(near) + far

    def _of_many(self, order: list[int], is_deep: bool) -> list[int]:
        """A hundred after the other, so that who leafs on finds what went before as it was."""
        order = order[: self._most_looked_up()]
        near = order if is_deep else order[:TIER]
        self.left = len(order) - len(near)
        self._look_up(near)
        tiers = (near[at : at + TIER] for at in range(0, len(near), TIER))
        return [key for tier in tiers for key in self._sorted(tier)]

    def _most_looked_up(self) -> int:
        return max(FEWEST_CANDIDATES, min(MOST, MOST_LOOKUPS // len(self._lists.rest)))

    def _sorted(self, keys: Iterable[int]) -> list[int]:
        order = by_score(keys, self.scores)
        order.sort(key=self.complete.__contains__, reverse=True)
        return order

    def _look_up(self, keys: list[int]):
        """Adds in the order of the terms: sums of floats depend on it."""
        rest, needed = self._lists.rest, self._lists.needed
        weights = [(self._rarities[term], term in needed) for term in rest]
        for key, *impacts in postings.impacts(keys, rest):
            score, hits = self.scores.get(key, 0.0), self.hits.get(key, 0)
            for impact, (weight, is_needed) in zip(impacts, weights, strict=True):
                if impact is not None:
                    score += weight * (impact or BY_COMMENTS)
                    hits += is_needed
            self.scores[key], self.hits[key] = score, hits

    def _add(self, term: str, impacts: Iterable[tuple[int, int]]):
        scores, hits, weight = self.scores, self.hits, self._rarities[term]
        for key, impact in impacts:
            scores[key] = scores.get(key, 0.0) + weight * (impact or BY_COMMENTS)
        if term in self._lists.needed:
            for key, _impact in impacts:
                hits[key] = hits.get(key, 0) + 1
