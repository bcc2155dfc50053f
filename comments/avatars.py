"""Which colour stands beside a name. Drawn by the site itself: nobody else hears of an address."""

from functools import lru_cache
from html import escape

from django.conf import settings

from comments.keyed import digest
from notes.text import initial

COLOURS = 24
NAMES = 4096  # of which the initials are remembered


def avatar_of(name: str, email: str = "") -> int:
    """The same address has the same colour, or without one the same name. From 0 to `COLOURS` - 1.

    Keyed with the site's secret: who has a list of addresses cannot look up whose this is.
    """
    person = email.strip().lower() or f"name:{name}"
    return digest(settings.SECRET_KEY.encode(), b"avatar:" + person.encode())[0] % COLOURS


@lru_cache(maxsize=NAMES)
def drawn_initial(name: str) -> str:
    """The value of an attribute from which the style sheet draws it: what is drawn is not read out,
    copied or found, as a letter before the name would be."""
    letter = initial(name)
    return letter if letter.isalnum() else f'"{escape(letter)}"'
