"""How often one address may search: gently, since a person who types asks once with every pause.

Kept in the memory of each process, so that no search writes anything: with four workers somebody may
search up to four times as often. Whoever is signed in, and this machine itself, is not counted.
"""

import ipaddress
import time
from collections import OrderedDict
from threading import Lock

from django.conf import settings

MOST_ADDRESSES = 10_000
IPV6_HOME = 64  # bits: a household has as many addresses below them as it likes


class Buckets:
    """A bucket of a minute's searches for each address, which fills again all the time."""

    def __init__(self, clock=time.monotonic):
        self._clock, self._lock = clock, Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, per_minute: int) -> float:
        """Seconds to wait before the next search; 0 if this one may go on."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(address, (float(per_minute), now))
            left = min(per_minute, left + (now - at) * per_minute / 60)
            may = left >= 1
            self._left[address] = (left - may, now)
            while len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
        return 0.0 if may else (1 - left) * 60 / per_minute


buckets = Buckets()


def seconds_to_wait(request) -> float:
    """0 for whoever may search now."""
    per_minute = settings.SEARCHES_PER_MINUTE
    address = _home(request.META.get("REMOTE_ADDR", ""))
    if not (per_minute and address) or _is_signed_in(request):
        return 0.0
    return buckets.take(address, per_minute)


def _home(address: str) -> str:
    """Empty for this machine."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if found.is_loopback:
        return ""
    if found.version == 6:
        return str(ipaddress.ip_network((found, IPV6_HOME), strict=False))
    return str(found)


def _is_signed_in(request) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
