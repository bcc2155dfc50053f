"""In which ways a note can have a word: in its title, by its number, through its series' title."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from notes.models.series import GREATEST_NUMBER
from notes.search.depth import Newest
from notes.search.terms import number_term, series_term, terms, terms_at_start


@dataclass(frozen=True)
class Way:
    """A condition on notes, and terms by which to come to all those that fulfil it.

    Such a note has all terms of at least one of the `choices`. `series` are all that it can be in,
    or nothing if that does not matter.
    """

    condition: Q
    choices: tuple[tuple[str, ...], ...]
    series: frozenset[int] | None = None

    @property
    def terms(self) -> set[str]:
        return {term for choice in self.choices for term in choice}

    def leads(self, newest: Mapping[str, Newest]) -> set[str]:
        """The rarest term of each choice; no way leads to a note by a term that none has."""
        rarest = {min(choice, key=newest.__getitem__) for choice in self.choices}
        return {term for term in rarest if not newest[term].is_empty}


def ways(word: str, titles: Mapping[int, str]) -> Iterator[Way]:
    """Of a folded word; `titles` are the squeezed ones of all series by primary key."""
    yield Way(Q(search_title__text__contains=word), (terms(word),))
    if word.isdecimal() and int(word) <= GREATEST_NUMBER:
        yield Way(Q(number=int(word)), ((number_term(int(word)),),))
    if named := frozenset(key for key, title in titles.items() if word in title):
        yield Way(Q(series__in=named), tuple((series_term(key),) for key in named), named)
    yield from _across(word, titles)


def _across(word: str, titles: Mapping[int, str]) -> Iterator[Way]:
    """A word may begin in the series' title and end in the note's: both as if written in one."""
    ends = {key: title for key, title in titles.items() if title[-1:] in word[:-1]}
    for cut in range(1, len(word)):
        series = frozenset(key for key, title in ends.items() if title.endswith(word[:cut]))
        if series:
            begins = Q(series__in=series, search_title__text__startswith=word[cut:])
            yield Way(begins, (terms_at_start(word[cut:]),), series)
