"""The thread of a process that takes what waits and has it counted, and what else can wait for it.

A database that is away costs numbers and nothing else: a batch is tried once. How many visits were
lost is counted as soon as anything can be.
"""

import logging
import random
import time
from collections.abc import Callable
from threading import Event, Thread

from django.db import DatabaseError, InterfaceError, connection

from notes.reading.buffer import Buffer, misses, visits
from notes.reading.counting import count
from notes.reading.readers import forget
from notes.reading.visits import Client

logger = logging.getLogger(__name__)

EVERY = 10.0  # seconds, or sooner when the buffer is half full
FORGET_EVERY = 60.0  # seconds
ENDS_WITHIN = 2.0  # seconds, when the process ends
NAP = 0.001  # seconds


def _pause():
    """One thread runs at a time; those that answer readers shall not wait for this one."""
    time.sleep(NAP)


class Batches:
    """One of a process: `start()` after the fork, `finish()` before the process ends."""

    def __init__(self, visits: Buffer = visits, misses: Buffer = misses):
        self.visits, self.misses = visits, misses
        self._client: Client | None = None
        self._also: Callable | None = None
        self._thread: Thread | None = None
        self._is_over = Event()
        self._lost, self._forget_at = 0, 0.0

    def start(self, client: Client, also: Callable | None = None):
        """`client(peer, forwarded)` is a visitor's address, as far as what came along is believed.
        `also` is called after each batch, and once more at the end."""
        self._client, self._also = client, also
        self.visits.open()
        self.misses.open()
        self._thread = Thread(target=self._run, name="readers", daemon=True)
        self._thread.start()

    def finish(self):
        """What waits is counted, if the database answers in time."""
        if self._thread is None:
            return
        self.visits.close()
        self.misses.close()
        self._is_over.set()
        self.visits.wake.set()
        self._thread.join(ENDS_WITHIN)

    def flush(self):
        """Count what waits now, forget the day that is over, and do what else waits."""
        self._try("독자 수를 적지 못했습니다", self._flush)
        if self._also:
            self._try("모아 둔 일을 하지 못했습니다", self._also)

    def _flush(self):
        (seen, dropped), (missed, _dropped) = self.visits.take(), self.misses.take()
        self._lost += dropped
        if seen or missed or self._lost:
            self._count(seen, missed)
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY
            forget()

    def _try(self, complaint: str, work: Callable):
        try:
            work()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s: %s", complaint, error)
        except Exception:
            logger.exception("%s.", complaint)
        finally:
            # A pool lends connections; where there is none the thread keeps its own.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()

    def _count(self, seen: list, missed: list):
        lost, self._lost = self._lost, self._lost + len(seen)
        count(seen, missed, self._client, lost=lost, pause=_pause)
        self._lost = 0

    def _run(self):
        # Processes that were started together do not all write at the same moment.
        self.visits.wake.wait(random.uniform(0, EVERY))
        while not self._is_over.is_set():
            self.flush()
            self.visits.wake.wait(EVERY)
        self.flush()
        connection.close()


batches = Batches()
