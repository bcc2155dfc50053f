"""Addresses and titles of foreign links and pictures, as they may stand in Markdown."""

import re
from urllib.parse import urlsplit

from notes.interchange.escaping import escape_text

_SCHEMES = ("", "http", "https", "mailto", "tel")


def link_target(address: str | None) -> str:
    """The address as it may stand in a link, or nothing: `javascript:` and friends go nowhere."""
    address = re.sub(r"[\x00-\x1f\x7f]", "", address or "").strip()
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    if scheme.lower() not in _SCHEMES:
        return ""
    for character in ' "<>\\`|^':
        address = address.replace(character, f"%{ord(character):02X}")
    return address


def in_brackets(address: str) -> str:
    return f"<{address}>" if re.search(r"[()]", address) else address


def as_title(title: str | None) -> str:
    title = " ".join((title or "").split()).replace('"', "”")
    return f' "{escape_text(title)}"' if title else ""
