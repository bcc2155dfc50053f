"""What many decisions of one transaction leave behind, done at its end at once: fewer statements, and
rows that everybody shares are held last and shortly."""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar


class Together:
    """`work` gets a list of all that was added: one at a time, or, within `at_once()`, at its end."""

    def __init__(self, work: Callable[[list], None]):
        self._work = work
        self._waiting: ContextVar[list | None] = ContextVar("waiting", default=None)

    def add(self, item):
        waiting = self._waiting.get()
        if waiting is None:
            self._work([item])
        else:
            waiting.append(item)

    @contextmanager
    def at_once(self):
        waiting: list = []
        token = self._waiting.set(waiting)
        try:
            yield
        finally:
            self._waiting.reset(token)
        self._work(waiting)
