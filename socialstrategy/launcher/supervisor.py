"""Keeps the site (`site.py`) running until it is told to stop.

The site holds the reading end of a pipe as its standard input and ends when that pipe closes:
nothing outlives this process, however it ends.
"""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LOOK_EVERY = 0.2  # seconds
STOP_WITHIN = 10  # seconds, then SIGKILL; the site gives its children eight of them
# For glibc: threads that mostly wait for each other need no heap of their own each, and what is free
# at the end of a heap goes back to the system.
MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536"}

ENDED = "웹 서버가 멈추었습니다({code})."


class Stop(BaseException):
    """Somebody wants this to end: Ctrl-C, SIGTERM, or the terminal is gone."""


class Starter:
    """Who started this. When that was `make`, stopping it must stop all of this too."""

    def __init__(self):
        self.pid = os.getppid()
        self.is_make = "MAKELEVEL" in os.environ
        self.could_be_interrupted = self._waits_for_interrupt()

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
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:  # not Linux
            return False
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1)


def supervise(data_dir: Path, host: str, port: int) -> int:
    """The exit code: 0 after a stop that was asked for, else that of what failed, 128 + n when signal n
    ended it, as shells count."""
    starter, site, web = Starter(), None, data_dir / "web.pid"
    try:
        _wait_for_port(host, port, web)
        _clear(data_dir)
        site = _start()
        while site.poll() is None:
            _pause(LOOK_EVERY, starter)
        _see_off_the_rest(site)
        code = 128 - site.returncode if site.returncode < 0 else site.returncode
        if web.exists():  # else it was the preparation, which has said why
            print(ENDED.format(code=code), file=sys.stderr, flush=True)
        return code
    except Stop:
        ignore_signals()
        is_open = web.exists()
        _end(site)
        return 0 if is_open else 130
    finally:
        if site:
            _clear(data_dir)


def _clear(data_dir: Path):
    for name in ("prepare", "tasks", "worker", "web"):
        (data_dir / f"{name}.pid").unlink(missing_ok=True)


def _start() -> subprocess.Popen:
    """With all that it starts in a group of its own, so that Ctrl-C reaches only the supervisor."""
    return subprocess.Popen(
        [sys.executable, "-m", "socialstrategy.launcher.site"],
        stdin=subprocess.PIPE,
        start_new_session=True,
        env=MEMORY | os.environ,
    )


def _end(site: subprocess.Popen | None):
    if site is None:
        return
    site.terminate()
    try:
        site.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(site.pid, signal.SIGKILL)
        site.wait()
    _see_off_the_rest(site)


def _see_off_the_rest(site: subprocess.Popen):
    """What a killed process had started ends by itself, a moment later."""
    deadline = time.monotonic() + STOP_WITHIN
    while site.returncode < 0 and _has_members(site.pid):
        if time.monotonic() > deadline:
            os.killpg(site.pid, signal.SIGKILL)
            return
        time.sleep(LOOK_EVERY)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _pause(seconds: float, starter: Starter):
    time.sleep(seconds)
    if starter.is_gone():
        raise Stop


def _wait_for_port(host: str, port: int, pid_file: Path):
    """After a `kill -9` the old server may need a moment to go; any other user of the port stays."""
    deadline = time.monotonic() + 2 * STOP_WITHIN
    while reason := _why_taken(host, port):
        if not (_is_alive(pid_file) and time.monotonic() < deadline):
            sys.exit(reason)
        time.sleep(LOOK_EVERY)


def _why_taken(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"{port}번 포트를 다른 프로그램이 쓰고 있습니다. "
                f"그 프로그램을 끝내거나 PORT={port + 1} make run 처럼 다른 번호를 주세요."
            )
        return f"HOST={host} PORT={port}에서 열 수 없습니다: {error.strerror or error}"
    return None


def _is_alive(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def _claim(data_dir: Path):
    """An open lock file; the kernel lets go of it when this process ends, however it ends.

    A predecessor whose web server is gone is on its way out: it is waited for.
    """
    file = (data_dir / "launcher.lock").open("a+")
    deadline = time.monotonic() + 2 * STOP_WITHIN
    while not _is_locked(file):
        if _is_alive(data_dir / "web.pid") or time.monotonic() > deadline:
            file.seek(0)
            owner = file.read().strip()
            sys.exit(f"이 사이트는 이미 열려 있습니다 (자료 폴더 {data_dir}, 프로세스 {owner}).")
        time.sleep(LOOK_EVERY)
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _is_locked(file) -> bool:
    """Ours from now on; False while another process holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop_on_signals():
    def stop(_signal, _frame):
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asked to stay
        signal.signal(signal.SIGHUP, stop)


def ignore_signals():
    """What is left takes seconds; a second Ctrl-C must not leave half of it undone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def main():
    stop_on_signals()
    try:
        from socialstrategy import settings  # refuses what cannot work, in one line

        lock = _claim(settings.DATA_DIR)
        with lock:
            code = supervise(settings.DATA_DIR, settings.HOST, settings.PORT)
    except Stop:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
