"""Visits from the log of an nginx that hands out finished pages by itself (`combined` format).

Only what nginx answered from files may be in it: everything else is counted where the application
hands it out. deploy/nginx.conf writes those lines into a log of their own.
"""

import re
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from io import SEEK_END
from itertools import islice
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from django.db import transaction

from notes.models.reading import CountedLog
from notes.reading.buffer import LONGEST, Visit
from notes.reading.counting import count
from notes.reading.readers import DaysReaders

PORTION = 20_000  # lines in one transaction
NEAR = 64 * 1024  # bytes that are read rather than sought in
DISORDER = 5  # seconds by which lines may stand in the wrong order
AHEAD = 3600  # seconds that a clock may go before ours; whatever is later is no moment
OF_THE_APP = ("301", "302", "303", "404", "405")
LINE = re.compile(
    r'(?P<address>\S+) \S+ .*?\[(?P<moment>[^\]]+)\] "(?P<method>[A-Z]+) (?P<target>\S+)[^"]*"'
    r' (?P<status>\d{3}) \S+ "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"',
    re.ASCII,
)
# nginx writes every byte that is no plain letter this way; quotation marks too.
ESCAPED = re.compile(r"\\x([0-9A-F]{2})")


class NotOnlyFiles(Exception):
    """A line that nginx cannot have answered from a file: the application has counted it already."""


class Log:
    """Counts what is new in a log, and says how many lines it has `counted` and how many are `broken`."""

    def __init__(self, name: str):
        self.place = CountedLog.objects.filter(pk=name).first()
        self.place = self.place or CountedLog(pk=name, moment=-1, lines=0)
        self.counted = self.broken = 0
        self._readers = DaysReaders()

    def skip(self, file: BinaryIO):
        """Go to a line that is not much before the first new one, in a file that can be sought in."""
        start, end = 0, file.seek(0, SEEK_END)
        while end - start > NEAR:
            middle = (start + end) // 2
            file.seek(middle)
            file.readline()
            if 0 <= _moment_of(file.readline()) < self.place.moment - DISORDER:
                start = middle
            else:
                end = middle
        file.seek(start)
        if start:
            file.readline()

    def count(self, lines: Iterable[bytes]):
        """In portions, each with the place that it reaches in one transaction. Raises NotOnlyFiles."""
        place, new = self.place, self._new(self._visits(lines))
        while portion := list(islice(new, PORTION)):
            last = max(visit.moment for visit in portion)
            of_last = sum(visit.moment == last for visit in portion)
            place.lines = of_last + (place.lines if last == place.moment else 0)
            place.moment = last
            with transaction.atomic():
                count(portion, [], lambda peer, _forwarded: peer, self._readers)
                place.save()
            self.counted += len(portion)

    def _new(self, visits: Iterator[Visit]) -> Iterator[Visit]:
        """nginx writes a line when an answer ends: their moments only grow."""
        moment, lines = self.place.moment, self.place.lines
        for visit in visits:
            if visit.moment > moment:
                yield visit
            elif visit.moment == moment:
                lines -= 1
                if lines < 0:
                    yield visit

    def _visits(self, lines: Iterable[bytes]) -> Iterator[Visit]:
        latest = time.time() + AHEAD
        for line in lines:
            found = LINE.match(line.decode("latin-1"))
            if not found or not 0 <= (moment := _moment(found["moment"])) < latest:
                self.broken += bool(line.strip())
            elif found["method"] not in ("GET", "HEAD") or found["status"] in OF_THE_APP:
                raise NotOnlyFiles(f"{found['method']} {found['status']}")
            elif found["method"] == "GET" and found["status"] in ("200", "304"):
                yield _visit(found, moment)


def _moment_of(line: bytes) -> int:
    found = LINE.match(line.decode("latin-1"))
    return _moment(found["moment"]) if found else -1


def _visit(found: re.Match, moment: int) -> Visit:
    path = unquote_to_bytes(_plain(found["target"].partition("?")[0])).decode("latin-1")
    agent, referrer = (_text(found[name])[:LONGEST] for name in ("agent", "referrer"))
    return Visit(path, found["address"], "", agent, referrer, moment)


def _plain(text: str) -> bytes:
    """The bytes that came, of what nginx wrote; each is a letter of `text`."""
    return ESCAPED.sub(lambda byte: chr(int(byte[1], 16)), text).encode("latin-1")


def _text(text: str) -> str:
    return "" if text == "-" else _plain(text).decode("utf-8", "replace")


@lru_cache(maxsize=1024)
def _moment(text: str) -> int:
    """Seconds since the epoch, of `26/Nov/2026:10:03:02 +0900`; -1 of anything else."""
    try:
        return int(datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp())
    except (ValueError, OverflowError):
        return -1
