"""Finding series and notes by the words of their titles. Texts are not searched."""

import re
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, Replace

from notes.models import Note, Series
from notes.models.links import Row
from notes.models.series import GREATEST_NUMBER
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
    """Published notes and series whose titles contain all words of the query, in one query.

    Spaces count neither in the title nor in the query, case does not either. A note is found by
    its series' title too, and by its number. Series come first, then notes, newest first, at most
    `limit` together; their objects carry what a link prints. Words of one letter are passed over.
    """
    words = words_of(query)
    if not words:
        return Found()
    both = _notes(words).union(_series(words), all=True).order_by("kind", "-order")[:limit]
    rows = [Row(*values) for values in both]
    series = [Series(pk=row.key, title=row.title, slug=row.slug) for row in rows if row.kind == "1"]
    return Found(words, series, [row.note() for row in rows if row.kind == "2"])


def words_of(query: str) -> tuple[str, ...]:
    """Each word once, folded: of two letters or more, or a number."""
    words = clean_line(query)[:LONGEST_QUERY].casefold().split()
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


def _notes(words):
    title = Concat(Coalesce(F("series__title"), Value("")), F("title"))
    found = Note.objects.published().alias(squeezed=_without_spaces(title))
    for word in words:
        found = found.filter(_contains(word) | _is_number(word))
    found = found.annotate(kind=Value("2"), order=F("published_at"))
    names = ("pk", "title", "slug", "number", "series__slug", "series__title", "language")
    return found.order_by().values_list("kind", "order", *names)


def _series(words):
    public = Note.objects.published().filter(series=OuterRef("pk"))
    found = Series.objects.alias(squeezed=_without_spaces(F("title")))
    for word in words:
        found = found.filter(_contains(word))
    found = found.filter(Exists(public)).annotate(kind=Value("1"), order=F("created_at"))
    none = Value("")
    return found.order_by().values_list(
        "kind", "order", "pk", "title", "slug", Value(0), none, none, none
    )


def _without_spaces(title) -> Replace:
    return Replace(title, Value(" "), Value(""))


def _contains(word: str) -> Q:
    return Q(squeezed__icontains=word)


def _is_number(word: str) -> Q:
    is_one = word.isdecimal() and int(word) <= GREATEST_NUMBER
    return Q(number=int(word)) if is_one else Q()
