"""Reading the index of titles: the rarest word first, and no further back than what is shown."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Now

from notes.models import Note, Posting, Series
from notes.models.links import Row
from notes.search.depth import Newest, newest_of
from notes.search.terms import squeeze
from notes.search.ways import Way, ways

FIRST_DEPTH = 100  # of the newest notes with a term
DEEPER = 10  # times the depth before, while too few are found

LINK = ("pk", "title", "slug", "number", "series__slug", "series__title", "language")


class TitleSearch:
    """Titles with all of some folded words. One object serves one query.

    The titles of all series are read: there are few of them, and whoever renames one writes no
    index. Of notes only as many are looked at as have the rarest of the words, newest first, until
    enough are found.
    """

    def __init__(self, words: Sequence[str]):
        self._words = words

    def series(self, limit: int) -> list[Series]:
        """Those with a published note, newest first; they carry what a link prints."""
        named = [
            key for key, title in self._titles.items() if all(word in title for word in self._words)
        ]
        if not named:
            return []
        public = Note.objects.published().filter(series=OuterRef("pk"))
        found = Series.objects.filter(Exists(public), pk__in=named).only("title", "slug")
        return list(found.order_by("-created_at", "-pk")[:limit])

    def notes(self, limit: int) -> list[Note]:
        """Published ones, newest first; they carry what a link prints."""
        words = [list(ways(word, self._titles)) for word in self._words]
        newest = newest_of(
            {term for word in words for way in word for term in way.terms}, FIRST_DEPTH
        )
        words = [[way for way in word if way.leads(newest)] for word in words]
        if limit < 1 or not all(words) or not _is_possible(words):
            return []
        terms = min((_rarest(word, newest) for word in words), key=lambda t: _density(t, newest))
        return [Row("2", 0.0, *values).note() for values in _read(words, terms, newest, limit)]

    @cached_property
    def _titles(self) -> Mapping[int, str]:
        titles = Series.objects.order_by().values_list("pk", "title")
        return {key: squeeze(title) for key, title in titles}


def _is_possible(words: list[list[Way]]) -> bool:
    """Not when two words can only be of two series: no note is in both."""
    where = [[way.series for way in word] for word in words]
    bound = [frozenset().union(*series) for series in where if None not in series]
    return not bound or bool(frozenset.intersection(*bound))


def _rarest(word: Iterable[Way], newest: Mapping[str, Newest]) -> set[str]:
    """Terms of which every note with this word has at least one."""
    return {term for way in word for term in way.leads(newest)}


def _density(terms: Iterable[str], newest: Mapping[str, Newest]) -> Newest:
    return max(newest[term] for term in terms)


def _read(words, terms: set[str], newest: Mapping[str, Newest], limit: int) -> list[tuple]:
    """Looks further back only as long as there are too few."""
    depth = FIRST_DEPTH
    while True:
        since = _density(terms, newest).since
        found = list(_notes(words, terms, since)[:limit])
        if since is None or len(found) == limit:
            return found
        depth *= DEEPER
        newest = newest_of(terms, depth)


def _notes(words: list[list[Way]], terms: set[str], since: int | None):
    near = Posting.objects.filter(term__in=terms)
    if since is not None:
        near = near.filter(moment__gte=since)
    found = Note.objects.published().filter(pk__in=near.values("note"))
    for word in words:
        found = found.filter(reduce(or_, (way.condition for way in word)))
    # No index has this order: a database that hoped to find them by walking through all notes would
    # walk far where a word was last used years ago.
    newest_first = Coalesce("published_at", Now()).desc()
    return found.order_by(newest_first, "-pk").values_list(*LINK)
