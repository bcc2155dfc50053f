"""Finding series and notes by the words of their titles. Texts are not searched.

However many notes there are, an answer reads some hundred rows: `terms` says what is looked up,
`index` writes it with every note, `titles` reads it.
"""

import re
from dataclasses import dataclass, field

from notes.models import Note, Series
from notes.search.terms import fold
from notes.search.titles import TitleSearch
from notes.text import clean_line

RESULTS = 30
SHORTEST_WORD = 2
LONGEST_QUERY = 100
MOST_WORDS = 8
LONGEST_PATH = 120

# What people type or follow: segments of letters, digits, hyphens. No `wp-login.php`, no `.env`.
_READABLE_PATH = re.compile(r"(?!/wp-)(?:/[\w ·~!,’'-]+)+/?")
_BETWEEN_WORDS = re.compile(r"[\s/·~!,_-]+")
# The names of this site's own rooms say nothing about what was looked for.
_ROOMS = frozenset(
    "series notes tags authors archive search feed feeds rss json comments page".split()
)


@dataclass(frozen=True)
class Found:
    """`words` are what was looked for: none when the query had none that could be."""

    words: tuple[str, ...] = ()
    series: list[Series] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __bool__(self):
        return bool(self.series or self.notes)


def find(query: str, limit: int = RESULTS) -> Found:
    """Published notes and series whose titles contain all words of the query.

    Spaces count neither in the title nor in the query, case and width do not either. A note is found
    by its series' title too, and by its number. Series come first, then notes, newest first, at most
    `limit` together; their objects carry what a link prints. Words of one letter are passed over.
    """
    words = words_of(query)
    if not words:
        return Found()
    search = TitleSearch(words)
    series = search.series(limit)
    return Found(words, series, search.notes(limit - len(series)))


def words_of(query: str) -> tuple[str, ...]:
    """Each word once, folded: of two letters or more, or a number."""
    words = fold(clean_line(query)[:LONGEST_QUERY])[:LONGEST_QUERY].split()
    long_enough = (word for word in words if word.isdecimal() or len(word) >= SHORTEST_WORD)
    return tuple(dict.fromkeys(long_enough))[:MOST_WORDS]


def query_in(path: str) -> str:
    """What somebody may have looked for at a decoded address that leads nowhere.

    Empty for addresses that only robots try: nothing is searched for them.
    """
    if len(path) > LONGEST_PATH or not _READABLE_PATH.fullmatch(path):
        return ""
    words = _BETWEEN_WORDS.split(path)
    return " ".join(word for word in words if word not in _ROOMS and not word.isdecimal()).strip()
