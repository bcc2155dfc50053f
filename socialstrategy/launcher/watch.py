"""Stays while the site runs: passes a stop on, and leaves nobody behind.

The supervisor becomes this once it has started the site. It is a script that imports next to
nothing, neither the project nor `site-packages`: half the memory of what has read the settings.
"""

import _signal as signal  # `signal` loads `enum` for its names: most of a MiB
import os
import sys
import time

LOOK_EVERY = 0.2  # seconds
STOP_WITHIN = 10  # seconds, then SIGKILL; the site gives its children eight of them
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

ENDED = "웹 서버가 멈추었습니다({code})."


class Stop(BaseException):
    """Somebody wants this to end: Ctrl-C, SIGTERM, or the terminal is gone."""


def stop_on_signals():
    def stop(_signal, _frame):
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asked to stay
        signal.signal(signal.SIGHUP, stop)


def ignore_signals():
    """What is left takes seconds; a second Ctrl-C must not leave half of it undone."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


class Starter:
    """Who started this. When that was `make`, stopping it must stop all of this too."""

    def __init__(self, pid: int | None = None, could_be_interrupted: bool = False):
        """Without a pid the present parent; else what an earlier one has seen of it."""
        self.is_make = "MAKELEVEL" in os.environ
        self.pid = pid or os.getppid()
        self.could_be_interrupted = could_be_interrupted if pid else self._waits_for_interrupt()

    def is_gone(self) -> bool:
        """Killed, or interrupted by a signal that did not reach us.

        `make` then passes nothing on; it stops catching SIGINT and waits until we end.
        """
        if not self.is_make:
            return False
        if os.getppid() != self.pid:
            return True
        return self.could_be_interrupted and not self._waits_for_interrupt()

    def _waits_for_interrupt(self) -> bool:
        try:
            with open(f"/proc/{self.pid}/status") as status:
                caught = next(line for line in status if line.startswith("SigCgt:"))
        except OSError:  # not Linux
            return False
        return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)


class Site:
    """The process group of the site; its leader is our child."""

    def __init__(self, pid: int):
        self.pid, self.status = pid, None

    def exit_code(self) -> int | None:
        """None while it lives; -n when signal n ended it."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status

    def end(self):
        """Returns when it has ended, whatever it takes."""
        if self.exit_code() is None:
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while self.exit_code() is None:
            if time.monotonic() > deadline:
                os.killpg(self.pid, signal.SIGKILL)
            time.sleep(LOOK_EVERY / 4)
        self.see_off_the_rest()

    def see_off_the_rest(self):
        """What a killed process had started ends by itself, a moment later."""
        deadline = time.monotonic() + STOP_WITHIN
        while self.status < 0 and self._has_members():
            if time.monotonic() > deadline:
                os.killpg(self.pid, signal.SIGKILL)
                return
            time.sleep(LOOK_EVERY)

    def _has_members(self) -> bool:
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True


def watch(site: Site, starter: Starter, data_dir: str) -> int:
    """The exit code: 0 after a stop that was asked for, else that of what failed, 128 + n when signal n
    ended it, as shells count."""
    web = os.path.join(data_dir, "web.pid")
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        while site.exit_code() is None:
            time.sleep(LOOK_EVERY)
            if starter.is_gone():
                raise Stop
        site.see_off_the_rest()
        code = 128 - site.status if site.status < 0 else site.status
        if os.path.exists(web):  # else it was the preparation, which has said why
            print(ENDED.format(code=code), file=sys.stderr, flush=True)
        return code
    except Stop:
        ignore_signals()
        is_open = os.path.exists(web)
        site.end()
        return 0 if is_open else 130
    finally:
        clear(data_dir)


def clear(data_dir: str):
    """Remove what running processes have told of themselves."""
    for name in ("prepare", "tasks", "worker", "web"):
        try:  # noqa: SIM105 (contextlib would be loaded for this line alone)
            os.unlink(os.path.join(data_dir, f"{name}.pid"))
        except FileNotFoundError:
            pass


def become(site: Site, starter: Starter, data_dir: str, *kept: int):
    """Under the same process id; `kept` are file descriptors that stay open. Signals wait meanwhile."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    for descriptor in kept:
        os.set_inheritable(descriptor, True)
    could = "1" if starter.could_be_interrupted else ""
    told = [str(site.pid), str(starter.pid), could, data_dir]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-I", "-S", os.path.abspath(__file__), *told])


if __name__ == "__main__":
    stop_on_signals()
    site_pid, starter_pid, could_be_interrupted, folder = sys.argv[1:]
    sys.exit(
        watch(Site(int(site_pid)), Starter(int(starter_pid), bool(could_be_interrupted)), folder)
    )
