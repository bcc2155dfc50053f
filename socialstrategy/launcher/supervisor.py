"""Opens the site: one for each folder, on a free port. Then it becomes `watch`, until it is told to stop.

The site holds the reading end of a pipe as its standard input and ends when that pipe closes:
nothing outlives this process, however it ends.
"""

import errno
import fcntl
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from socialstrategy.launcher.watch import (
    LOOK_EVERY,
    STOP_WITHIN,
    Site,
    Starter,
    Stop,
    become,
    clear,
    ignore_signals,
    stop_on_signals,
)

# For glibc: threads that mostly wait for each other need no heap of their own each, and what is free
# at the end of a heap goes back to the system.
MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536"}


def supervise(data_dir: Path, host: str, port: int, lock):
    """Starts the site and becomes `watch`, which ends with it."""
    starter, site = Starter(), None
    try:
        _wait_for_port(host, port, data_dir / "web.pid")
        clear(str(data_dir))
        site = _start()
        become(Site(site.pid), starter, str(data_dir), lock.fileno(), site.stdin.fileno())
    except Stop:
        ignore_signals()
        if site:
            Site(site.pid).end()
            clear(str(data_dir))
        raise


def _start() -> subprocess.Popen:
    """With all that it starts in a group of its own, so that Ctrl-C reaches only the supervisor."""
    return subprocess.Popen(
        [sys.executable, "-m", "socialstrategy.launcher.site"],
        stdin=subprocess.PIPE,
        start_new_session=True,
        env=MEMORY | os.environ,
    )


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


def main():
    stop_on_signals()
    try:
        from socialstrategy import settings  # refuses what cannot work, in one line

        lock = _claim(settings.DATA_DIR)
        supervise(settings.DATA_DIR, settings.HOST, settings.PORT, lock)
    except Stop:
        sys.exit(130)


if __name__ == "__main__":
    main()
