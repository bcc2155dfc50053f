"""Whose comments an address is about: they stand below the address of their note."""

from django.shortcuts import get_object_or_404
from django.utils.encoding import escape_uri_path

from notes.models import Address, Note


def note_at(slug: str, number: int | None = None) -> Note:
    """The published note, without its texts. Raises Http404. One query."""
    notes = Note.objects.published().select_related("series")
    identity = {"series": None, "slug": slug}
    if number is not None:
        identity = {"series__slug": slug, "number": number}
    return get_object_or_404(notes.defer("body", "body_html", "contents"), **identity)


def moved(path: str) -> str | None:
    """Where a page below a note's address is now, if the note has moved."""
    page, below = path.removesuffix("/").rsplit("/", 1)
    target = Address.objects.target(f"{page}/")
    return f"{target}{below}/" if target and target != escape_uri_path(f"{page}/") else None
