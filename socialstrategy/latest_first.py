"""Threads of which the one that has rested for the shortest time works next."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from threading import RLock, Thread
from typing import NamedTuple

from socialstrategy.call_stack import with_room


class Task(NamedTuple):
    future: Future
    work: Callable
    arguments: tuple

    def run(self) -> Callable[[], None]:
        """Do the work; what it answers tells the future."""
        try:
            result = self.work(*self.arguments)
        except BaseException as error:
            return partial(self.future.set_exception, error)
        return partial(self.future.set_result, result)


class LatestFirst(Executor):
    """`ThreadPoolExecutor` wakes its threads in turn. But each has a connection to the database of its
    own, and SQLite forgets a connection's pages when another one has written: two threads that write by
    turns read everything anew each time.

    One thread is called at a time, and calls the next one when it finds more to do than one task. Threads
    start when all others are at work, and do not keep the process from ending. Nothing can be cancelled.
    """

    def __init__(self, most: int):
        self._most = most
        # Around all that follows; a signal may shut down what is just submitting.
        self._lock = RLock()
        self._threads: list[Thread] = []
        self._waiting: deque[Task] = deque()
        self._resting: list[SimpleQueue[bool]] = []  # their bells; the latest is the last one
        self._is_called = self._is_closed = False

    def submit(self, work, /, *arguments) -> Future:
        task = Task(Future(), work, arguments)
        task.future.set_running_or_notify_cancel()
        with self._lock:
            if self._is_closed:
                raise RuntimeError("nothing is taken any more")
            self._waiting.append(task)
            if not self._is_called:
                self._call()
        return task.future

    @property
    def is_awaited(self) -> bool:
        """Is there something to do that no thread has begun?"""
        return bool(self._waiting)

    def shutdown(self, wait=True):
        """What was taken is still done."""
        with self._lock:
            self._is_closed = True
            while self._resting:
                self._resting.pop().put(True)
        for thread in self._threads if wait else ():
            thread.join()

    def _call(self):
        if self._resting:
            self._resting.pop().put(True)
            self._is_called = True
        elif len(self._threads) < self._most:
            thread = Thread(target=with_room(self._work), daemon=True)
            thread.start()
            self._threads.append(thread)
            self._is_called = True

    def _work(self):
        bell: SimpleQueue[bool] = SimpleQueue()
        task = self._next(bell, was_called=True)
        while task or not self._is_closed:
            if task is None:
                bell.get()
                task = self._next(bell, was_called=True)
            else:
                tell = task.run()
                # Before anybody hears of it: what they do next comes back to this thread then.
                task = self._next(bell)
                tell()
                del tell  # no connection is held on to while there is nothing to do

    def _next(self, bell: SimpleQueue, was_called=False) -> Task | None:
        """Without one, whoever asks is at rest until the bell rings: which another may have answered."""
        with self._lock:
            if was_called:
                self._is_called = False
            if self._waiting:
                task = self._waiting.popleft()
                if self._waiting and not self._is_called:
                    self._call()
                return task
            if not self._is_closed:
                self._resting.append(bell)
        return None
