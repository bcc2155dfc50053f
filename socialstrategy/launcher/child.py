"""A process that is a copy of this one: what neither changes is in memory once for both."""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

STOP_WITHIN = 8  # seconds, then SIGKILL
LOOK_EVERY = 0.05  # seconds, while something ends
HANDLED = {signal.Signals[f"SIG{name}"] for name in "HUP INT QUIT TERM USR1 USR2 CHLD".split()}


class Child:
    """A fork that does `work`, ends, and whose pid is in a file meanwhile."""

    def __init__(self, name: str, work: Callable, data_dir: Path, patience: float = STOP_WITHIN):
        self.work, self.pid_file, self.patience = work, data_dir / f"{name}.pid", patience
        self.pid, self.code, self.started_at, self.deadline = None, None, 0.0, 0.0

    def start(self):
        self.code, self.started_at = None, time.monotonic()
        with _no_signals() as before:  # or one of them could come between the fork and its number
            self.pid = _fork(self.work, before)
        write_pid(self.pid_file, self.pid)

    def exit_code(self) -> int | None:
        """None while it lives; 128 + n when signal n ended it, as shells count."""
        if self.pid is None or self.code is not None:
            return self.code
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:  # somebody else here waits for any child
            pid, status = self.pid, 0
        if pid:
            code = os.waitstatus_to_exitcode(status)
            self.code = 128 - code if code < 0 else code
        return self.code

    def ask_to_stop(self):
        self.deadline = time.monotonic() + self.patience
        self._send(signal.SIGTERM)

    def stop(self):
        """Returns when it has ended, whatever it takes. Ask it before; the time counts from then."""
        while self._lives() and time.monotonic() < self.deadline:
            time.sleep(LOOK_EVERY)
        self._send(signal.SIGKILL)
        while self._lives():
            time.sleep(LOOK_EVERY)
        self.pid_file.unlink(missing_ok=True)

    def _lives(self) -> bool:
        return self.pid is not None and self.exit_code() is None

    def _send(self, number: int):
        if self._lives():
            os.kill(self.pid, number)


def write_pid(path: Path, pid: int):
    """Never half written: others read it while we start."""
    new = path.with_suffix(".new")
    new.write_text(f"{pid}\n")
    new.replace(path)


@contextmanager
def _no_signals():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _fork(work: Callable, mask: set) -> int:
    """No signal may reach the child while it still has the handlers of its parent."""
    parent = os.getpid()
    if (pid := os.fork()) == 0:
        _live(work, parent, mask)
    return pid


def _live(work: Callable, parent: int, mask: set):
    """The whole life of a fork: nothing may come back to what its parent was doing."""
    code = 1
    try:
        for number in HANDLED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int):
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_WITHIN)
    os.kill(os.getpid(), signal.SIGKILL)
