"""From visits to numbers of a day, without the database: who counts, and for which page.

Only a visitor of whom nothing says "program" is a reader; the others are counted apart.
"""

import datetime as dt
import ipaddress
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils import timezone

from notes.reading.buffer import Miss, Visit
from notes.reading.robots import is_robot
from notes.reading.words import host_of

NOTE_PAGES = frozenset({"note_detail", "single_note_detail"})
COUNTED = NOTE_PAGES | frozenset(
    "home series_list series_detail note_list archive archive_year archive_month"
    " tag_list tag_detail author_list author_detail about".split()
)
OTHER = ("", 0)  # a page that counts and is no note's
QUARTER = 900  # seconds; no time zone has its midnight within one

# A note as its address names it: series and number, or (outside of a series) "" and its slug.
Named = tuple[str, int | str]
Reader = tuple[str, str]  # network and agent; lives no longer than a batch
Client = Callable[[str, str], str]  # from peer and X-Forwarded-For to a visitor's address


@dataclass
class Day:
    """What happened at the pages on one day, as far as a batch knows."""

    views: Counter[Named] = field(default_factory=Counter)
    robots: Counter[Named] = field(default_factory=Counter)
    readers: defaultdict[Named, set[Reader]] = field(default_factory=lambda: defaultdict(set))
    referrers: Counter[tuple[Named, str]] = field(default_factory=Counter)
    misses: defaultdict[str, set[Reader]] = field(default_factory=lambda: defaultdict(set))
    lost: int = 0

    @property
    def notes(self) -> set[Named]:
        return {*self.views, *self.robots} - {OTHER}


def days_of(
    visits: Iterable[Visit | tuple], misses: Iterable[Miss], client: Client
) -> dict[dt.date, Day]:
    """Visits at addresses that are no page's are left out. `client` is asked once for each pair."""
    days: defaultdict[dt.date, Day] = defaultdict(Day)
    networks: dict[tuple[str, str], str] = {}
    zone = timezone.get_default_timezone()
    for (path, peer, forwarded, agent, referrer, quarter), times in _alike(visits).items():
        page = page_at(path)
        if page is None:
            continue
        day = days[_day(quarter, zone)]
        if is_robot(agent):
            day.robots[page] += times
            continue
        if (peer, forwarded) not in networks:
            networks[peer, forwarded] = _network(client(peer, forwarded))
        day.views[page] += times
        day.readers[page].add((networks[peer, forwarded], agent))
        if host := host_of(referrer):
            day.referrers[page, host] += times
    for words, address, agent, moment in misses:
        days[_day(moment // QUARTER, zone)].misses[words].add((_network(address), agent))
    return days


def _alike(visits: Iterable[tuple]) -> Counter:
    return Counter((*visit[:5], visit[5] // QUARTER) for visit in visits)


@lru_cache(maxsize=64)
def _day(quarter: int, zone: dt.tzinfo) -> dt.date:
    return dt.datetime.fromtimestamp(quarter * QUARTER, zone).date()


@lru_cache(maxsize=4096)
def page_at(path: str) -> Named | None:
    """The page at a path as WSGI has it; nothing where none is that counts."""
    if "\0" in path:
        return None
    try:
        found = resolve(unicodedata.normalize("NFC", path.encode("latin-1").decode()))
    except (Resolver404, UnicodeError):
        return None
    if found.app_names != ["notes"] or found.url_name not in COUNTED:
        return None
    if found.url_name not in NOTE_PAGES:
        return OTHER
    said = found.kwargs
    return (said["slug"], said["number"]) if "number" in said else ("", said["slug"])


def _network(address: str) -> str:
    """A telephone has another IPv6 address every few hours, in the same network of 64 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
