"""Whose comments an address is about: they stand below the address of their note."""

from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from comments.models import SpamPolicy
from notes.models import Address, Note
from notes.models.series import BEYOND_NUMBERS
from notes.prepared import prepared

# What belongs to a note's row and no page of its comments prints.
UNREAD = "body body_html contents discussion author__about author__about_html".split()


def note_at(slug: str, number: int | None = None) -> Note:
    """The published note or planned number, without its texts. Raises Http404. One query."""
    now = timezone.now()
    found = (
        _outside(slug, now)
        if number is None
        else _in_series(slug, min(number, BEYOND_NUMBERS), now)
    )
    if not found:
        raise Http404
    return found[0]


@prepared
def _in_series(slug: str, number: int, now: datetime):
    return _announced(now).filter(series__slug=slug, number=number)


@prepared
def _outside(slug: str, now: datetime):
    return _announced(now).filter(series=None, slug=slug)


def _announced(now):
    notes = Note.objects.announced(now).select_related("series", "author")
    return notes.defer(*UNREAD).annotate(asks_akismet=SpamPolicy.objects.asks_akismet())


def moved(path: str) -> str | None:
    """Where a page below a note's address is now, if the note has moved."""
    page, below = path.removesuffix("/").rsplit("/", 1)
    target = Address.objects.target(f"{page}/")
    return f"{target}{below}/" if target and target != escape_uri_path(f"{page}/") else None
