"""The notes behind a ranking: those of one page, with what it prints of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from django.db.models import F
from django.utils import timezone
from django.utils.safestring import SafeString

from notes.models import Note
from notes.models.links import Row
from notes.prepared import prepared
from notes.search.extracts import Places, extract, mark, places
from notes.search.query import Query
from notes.search.ranking import Ranked
from notes.search.terms import squeeze

FIRST = 10  # whose order their texts decide, too
# What that counts for: the words near to one another, at the beginning of words, there at all.
NEARNESS, BEGINNING, WHOLENESS = 0.3, 0.3, 0.5
NEAR = 50  # letters that halve the first

COLUMNS = ("pk", "title", "slug", "number", "series__slug", "series__title", "language")


@dataclass(frozen=True)
class Hit:
    """A note that was found; `note` knows what a link prints. `is_exact`: it has all that was asked for."""

    note: Note
    score: float
    is_exact: bool
    words: Sequence[str]
    text: str
    published_at: datetime
    has_comments: bool = False

    @cached_property
    def places(self) -> Places:
        return places(self.words, self.text)

    @cached_property
    def in_title(self) -> list[bool]:
        """Of each word. A note has its series' title, too."""
        title = squeezed(self.note.full_title)
        return [word in title for word in self.words]

    @property
    def is_said_by_readers(self) -> bool:
        """Nothing of it is in the note: its comments say it. Of what is only similar nobody knows where the
        parts that it has are."""
        is_here = any(self.places.found) or any(self.in_title)
        return self.has_comments and self.is_exact and bool(self.words) and not is_here

    @property
    def year(self) -> int:
        return timezone.localtime(self.published_at).year

    @property
    def title(self) -> SafeString:
        return mark(self.words, self.note.title)

    @property
    def extract(self) -> SafeString:
        start, _span = self.places.nearest if self.words else (0, 0)
        return extract(self.words, self.text, min(start, max(0, len(self.text) - 1)))

    @property
    def printed(self) -> dict:
        """What a list of hits prints: a template reads a dict in half the time of an object."""
        series, number = self.note.series, self.note.number
        return {
            "place": f"{series.title} {number or ''}" if series else "",
            "url": self.note.get_absolute_url(),
            "title": self.title,
            "extract": self.extract,
            "is_said_by_readers": self.is_said_by_readers,
        }

    def reranked(self) -> float:
        """Its score, once the text is known."""
        if not self.words:
            return self.score
        _start, span = self.places.nearest
        nearness = NEAR / (NEAR + span) if span > 0 else 0.0
        begin = _share(self.places.begin, self.in_title)
        found = _share(self.places.found, self.in_title)
        return self.score * (1 + NEARNESS * nearness + BEGINNING * begin + WHOLENESS * found)


@lru_cache(maxsize=1000)
def squeezed(title: str) -> str:
    """The same few titles are asked for again and again."""
    return squeeze(title)


def _share(in_text: Sequence, in_title: Sequence) -> float:
    """Of the words, those that are in either."""
    return sum(map(any, zip(in_text, in_title, strict=True))) / len(in_title)


def read(query: Query, ranked: Ranked, start: int, limit: int) -> list[Hit]:
    """The hits from `start` on. The first ten are in the order that their texts decide."""
    end = start + limit
    hits = []
    if start < FIRST:
        first = sorted(_hits(query, ranked, 0, FIRST), key=_order)
        hits = first[start:end]
    return hits + _hits(query, ranked, max(start, FIRST), end)


def read_links(keys: list[int]) -> list[Note]:
    """In this order; each knows what a link to it prints."""
    rows = {row[0]: row for row in _links(keys)} if keys else {}
    return [Row("2", 0.0, *rows[key]).note() for key in keys if key in rows]


def _order(hit: Hit) -> tuple:
    return not hit.is_exact, -hit.reranked(), -hit.note.pk


def _hits(query: Query, ranked: Ranked, start: int, end: int) -> list[Hit]:
    keys = ranked.between(start, end)
    rows = {row[0]: row for row in _texts(keys)} if keys else {}
    return [
        _hit(rows[key], query.words, ranked.scores.get(key, 0.0), place < ranked.exact)
        for place, key in enumerate(keys, start)
        if key in rows
    ]


def _hit(row, words: Sequence[str], score: float, is_exact: bool) -> Hit:
    *columns, text, published_at, comments = row
    note = Row("2", 0.0, *columns).note()
    return Hit(note, score, is_exact, words, text, published_at, comments > 0)


@prepared
def _links(keys: list[int]):
    return Note.objects.filter(pk__in=keys).order_by().values_list(*COLUMNS)


@prepared
def _texts(keys: list[int]):
    found = Note.objects.filter(pk__in=keys).order_by()
    return found.values_list(
        *COLUMNS, F("search_text__text"), F("published_at"), F("comment_count")
    )
