"""Finding notes by what they and their readers say: `search()`, and `find()` for a missing page.

`query` says what was typed, `terms` what is looked up for it, `index` writes that with every note,
`ranking` reads it, `results` knows the notes' texts.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from notes.models import Note, Series
from notes.prepared import prepared
from notes.search import scope
from notes.search.query import LONGEST as LONGEST_QUERY
from notes.search.query import Query, parse
from notes.search.ranking import rank
from notes.search.results import FIRST, Hit, read, read_links, squeezed
from notes.search.terms import fold

PAGE = 10
LONGEST_PATH = 120
MOST_READ = 30  # notes whose titles a missing page looks at

# What people type or follow: segments of letters, digits, hyphens. No `wp-login.php`, no `.env`.
_READABLE_PATH = re.compile(r"(?!/wp-)(?:/[\w ·~!,’'-]+)+/?")
_BETWEEN_WORDS = re.compile(r"[\s/·~!,_-]+")
# The names of this site's own rooms say nothing about what was looked for.
_ROOMS = frozenset(
    "series notes tags authors archive search feed feeds rss json comments page".split()
)


@dataclass(frozen=True)
class Found:
    """`hits` are those asked for out of `total`: of the exact ones, or, if there is none, of the similar.

    `is_cut`: there are more than that.
    """

    query: Query
    hits: list[Hit] = field(default_factory=list)
    exact: int = 0
    length: int = 0  # of all hits that can be leafed through
    is_cut: bool = False

    def __bool__(self):
        return bool(self.hits)

    @property
    def total(self) -> int:
        return self.exact or self.length


def search(typed: str, limit: int = PAGE, start: int = 0) -> Found:
    """Published notes, the best first: first those with all that was typed, then those with some of it."""
    query, end = parse(typed), max(FIRST, start + limit)
    if not query:
        return Found(query)
    if query.is_plain:
        ranked = rank(query.terms, None, start if start >= FIRST else 0, end)
    else:
        ranked = scope.rank_within(query)
    hits = read(query, ranked, start, limit)
    return Found(query, hits, ranked.exact, ranked.length, ranked.is_cut)


@dataclass(frozen=True)
class Named:
    """What may have been meant, by its title."""

    series: list[Series] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __bool__(self):
        return bool(self.series or self.notes)


def find(typed: str, limit: int = MOST_READ) -> Named:
    """Series and published notes that have all these words in their titles; series first.

    Spaces, case and width do not count. A note has its series' title and its number, too.
    """
    typed = fold(typed[:LONGEST_QUERY])
    words = [word for word in typed.split() if len(word) > 1 or word.isdecimal()]
    if not words:
        return Named()
    ranked = rank(parse(" ".join(words)).terms, end=MOST_READ)
    keys = [key for key, title in _titles() if _has_all(words, title)]
    series = _series(keys, timezone.now())[:limit] if keys else []
    notes = read_links(ranked.keys[: min(ranked.exact, MOST_READ)])
    notes = [note for note in notes if _has_all(words, note.full_title)]
    return Named(series, notes[: limit - len(series)])


def _has_all(folded: list[str], title: str) -> bool:
    title = squeezed(title)
    return all(word in title for word in folded)


@prepared
def _titles():
    """Of all series, which are few."""
    return Series.objects.filter(dated_count__gt=0).order_by().values_list("pk", "title")


@prepared
def _series(keys: list[int], now: datetime):
    found = Series.objects.with_note_counts(now).filter(pk__in=keys)
    return found.only("title", "slug").order_by("-created_at", "-pk")


def query_in(path: str) -> str:
    """What somebody may have looked for at a decoded address that leads nowhere.

    Empty for addresses that only robots try: nothing is searched for them.
    """
    if len(path) > LONGEST_PATH or not _READABLE_PATH.fullmatch(path):
        return ""
    words = _BETWEEN_WORDS.split(path)
    return " ".join(word for word in words if word not in _ROOMS and not word.isdecimal()).strip()
