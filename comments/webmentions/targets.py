"""Which note a webmention is about."""

from urllib.parse import unquote

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, resolve

from comments.addresses import note_at
from comments.webmentions.addresses import WebAddress, web_address
from notes.canonical import absolute
from notes.models import Address, Note

NOTE_PAGES = {"notes:note_detail", "notes:single_note_detail"}


def is_ours(address: WebAddress) -> bool:
    """Is it on this site? The scheme does not matter: http leads to https."""
    site = web_address(settings.SITE_URL)
    return (address.host, _port(address)) == (site.host, _port(site))


def note_of(address: WebAddress) -> Note | None:
    """The published note at an address of this site, also at one that moved on (301).

    A planned number is none: there is nothing yet that a page elsewhere could answer.
    """
    if not is_ours(address):
        return None
    path = unquote(address.path_and_query.partition("?")[0])
    if note := _note_at(path):
        return note
    moved = _moved(path) or _moved(unquote(address.path_and_query))
    return _note_at(unquote(moved)) if moved else None


def keys_of(note: Note, target: WebAddress) -> list[str]:
    """`WebAddress.key` of every address that a page may link to in order to mean this note."""
    paths = [note.get_absolute_url(), *note.old_addresses.values_list("path", flat=True)]
    found = [web_address(absolute(path)) for path in paths]
    return sorted({address.key for address in [*found, target] if address})


def _note_at(path: str) -> Note | None:
    try:
        page = resolve(path)
        note = note_at(**page.kwargs) if page.view_name in NOTE_PAGES else None
    except (Resolver404, Http404):
        return None
    return note if note and note.is_published else None


def _moved(path: str) -> str | None:
    return Address.objects.target(path)


def _port(address: WebAddress) -> int | None:
    return None if address.port == address.default_port else address.port
