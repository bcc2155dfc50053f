"""Which colour stands beside a name. Drawn by the site itself: nobody else hears of an address."""

import hmac

from django.conf import settings

COLOURS = 24


def avatar_of(name: str, email: str = "") -> int:
    """The same address has the same colour, or without one the same name. From 0 to `COLOURS` - 1.

    Keyed with the site's secret: who has a list of addresses cannot look up whose this is.
    """
    person = email.strip().lower() or f"name:{name}"
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"avatar:" + person.encode(), "sha256")
    return digest[0] % COLOURS
