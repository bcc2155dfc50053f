"""Absolute addresses, the same whatever host a request came in by."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from django.conf import settings

from notes.sanitizer import is_foreign

# Sanitised HTML only (notes/sanitizer.py): attribute values there are always double-quoted.
_TAG = re.compile(r'<(?:a|img)\s(?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def absolute(path: str) -> str:
    """`SITE_URL` before a path that is percent-encoded already; absolute addresses stay."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def absolute_links(html: str, page: str) -> str:
    """Finished HTML whose links and pictures work outside of the site, in a feed reader.

    `page` is the absolute address of the page that the HTML is a part of: `#…` leads there.
    """

    def replace(match):
        name, value = match.groups()
        if name == "srcset":
            return f' srcset="{_absolute_sources(value, page)}"'
        address = unescape(value)
        if name not in ("href", "src") or is_foreign(address):
            return match[0]
        return f' {name}="{escape(urljoin(page, address))}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(replace, tag[0]), html)


def _absolute_sources(sources: str, page: str) -> str:
    """Of a picture of ours (notes/picture_names.py): nothing in them is escaped."""
    return ", ".join(urljoin(page, source) for source in sources.split(", "))
