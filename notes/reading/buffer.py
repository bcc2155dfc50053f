"""What waits to be counted, in the memory of one process. Needs nothing of Django.

Whoever hands out a page adds a tuple and goes on: a fraction of a microsecond. All thinking is done
by another thread (notes/reading/batches.py).
"""

from collections import deque
from threading import Event, Lock
from typing import NamedTuple

ROOM = 10_000  # entries; with the longest texts some ten megabytes
LONGEST = 300  # letters of a text that a visitor sent


class Visit(NamedTuple):
    """A page that was handed out. On the shortest way it is a plain tuple of the same."""

    path: str  # decoded, without the query, as WSGI has it: its bytes read as Latin-1
    peer: str  # who is connected to us
    forwarded: str  # X-Forwarded-For, as it came
    agent: str
    referrer: str
    moment: int  # seconds since the epoch


class Miss(NamedTuple):
    """A search that found nothing. `address` is the visitor's own."""

    words: str
    address: str
    agent: str
    moment: int


class Buffer:
    """Safe for threads. Closed until `open()`: what comes before is forgotten at once."""

    def __init__(self, room: int = ROOM):
        self.most, self.room = room, 0
        self.dropped = 0
        self.wake = Event()  # set when it is half full
        self._entries: deque[tuple] = deque()
        self._lock = Lock()

    def open(self):
        self._entries.clear()
        self.dropped, self.room = 0, self.most

    def close(self):
        self.room = 0

    def add(self, entry: tuple):
        count = len(self._entries)
        if count < self.room:
            self._entries.append(entry)
            if (count + 1) * 2 >= self.room:
                self.wake.set()
        elif self.room:
            with self._lock:
                self.dropped += 1

    def take(self) -> tuple[list[tuple], int]:
        """All that waits, and how many found no room since the last time."""
        self.wake.clear()
        with self._lock:
            dropped, self.dropped = self.dropped, 0
        return [self._entries.popleft() for _one in range(len(self._entries))], dropped


visits, misses = Buffer(), Buffer(room=500)
