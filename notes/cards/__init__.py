"""Share cards: the picture that stands for a page where somebody passes its address on.

A card is a value, and its address carries a digest of it: another title is another address, so a
picture never goes stale. `drawing` makes the picture, `stored` keeps it, `tasks` makes it early.
"""

import hashlib
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from notes.canonical import absolute
from notes.paths import Path
from notes.text import clean_line

# Raised when the same words are to look different: every address changes with it.
DESIGN = 1
WIDTH, HEIGHT = 1200, 630  # pixels
PATHS = {
    "note": Path("notes:note_card", int, str),
    "series": Path("notes:series_card", int, str),
    "site": Path("notes:site_card", str),
}
# The columns of a note, with series and author, that its card shows.
NOTE_FIELDS = ("title", "number", "status", "published_at", "series__title", "author__name")


@dataclass(frozen=True)
class Card:
    """All that is drawn. Without a `seal` the site's mark stands in the red."""

    title: str
    above: str = ""
    foot: str = ""
    seal: str = ""

    def __post_init__(self):
        for name, text in vars(self).items():
            object.__setattr__(self, name, clean_line(text))

    @property
    def digest(self) -> str:
        """Names this picture among all pictures; costs microseconds."""
        words = "\0".join((str(DESIGN), *vars(self).values()))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Picture:
    """A card and whose it is: `kind` is `note`, `series` or `site`, which has no `key`."""

    kind: str
    card: Card
    key: int | None = None

    @property
    def folder(self) -> str:
        """Where the storage keeps what was drawn for this owner."""
        return folder(self.kind, self.key)

    @property
    def path(self) -> str:
        key = () if self.key is None else (self.key,)
        return PATHS[self.kind](*key, self.card.digest)

    @property
    def url(self) -> str:
        return absolute(self.path)


def folder(kind: str, key: int | None) -> str:
    return f"cards/{kind}" if key is None else f"cards/{kind}/{key}"


def of_note(note, site) -> Picture:
    """Of a note; what is not public yet has no picture but the site's.

    Asks nothing of the database when series and author are loaded.
    """
    if not note.is_published:
        return of_site(site)
    above = note.series.title if note.series else (note.author.name if note.author else "")
    seal = str(note.number) if note.series else ""
    return Picture("note", Card(note.title, above, site.name, seal), note.pk)


def of_series(series, count: int, site) -> Picture:
    """Of a series with so many published notes; the site's while there are none. Asks nothing."""
    if not count:
        return of_site(site)
    above = _("글 %(number)s편") % {"number": number_format(count, force_grouping=True)}
    return Picture("series", Card(series.title, above, site.name), series.pk)


def of_site(site) -> Picture:
    """Of the home page, and of every page that has no picture of its own."""
    return Picture("site", Card(site.name, foot=site.tagline))
