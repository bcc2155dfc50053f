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

from notes.reading.buffer import Miss
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

    def read(self, page: Named, reader: Reader, host: str, times: int):
        self.views[page] += times
        self.readers[page].add(reader)
        if host:
            self.referrers[page, host] += times

    @property
    def notes(self) -> set[Named]:
        return {*self.views, *self.robots} - {OTHER}


class Days(defaultdict[dt.date, Day]):
    """Visits by their days; those at addresses that are no page's are left out.

    `client` is asked once for each pair of peer and forwarded addresses.
    """

    def __init__(self, client: Client):
        super().__init__(Day)
        self.networks: dict[tuple[str, str], str] = {}
        self.client, self.zone = client, timezone.get_default_timezone()

    def add(self, visits: Iterable[tuple]):
        for (path, *who, agent, referrer, moment), times in Counter(visits).items():
            if page := page_at(path):
                day = self[_day(moment // QUARTER, self.zone)]
                if is_robot(agent):
                    day.robots[page] += times
                else:
                    reader = self._network(*who), agent
                    day.read(page, reader, host_of(referrer), times)

    def add_misses(self, misses: Iterable[Miss]):
        for words, address, agent, moment in misses:
            day = self[_day(moment // QUARTER, self.zone)]
            day.misses[words].add((network_of(address), agent))

    def _network(self, *who: str) -> str:
        if who not in self.networks:
            self.networks[who] = network_of(self.client(*who))
        return self.networks[who]


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


def network_of(address: str) -> str:
    """A telephone has another IPv6 address every few hours, in the same network of 64 bits."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
