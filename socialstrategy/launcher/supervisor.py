"""Prepares the site, then keeps web server and task worker running until it is told to stop.

Everything it starts holds the reading end of a pipe as its standard input and ends when that pipe
closes (`child.py`): nothing outlives this process, however it ends.
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
STOP_WITHIN = 8  # seconds, then SIGKILL
LONGEST_PAUSE = 60  # seconds between two starts of a worker that keeps dying
SOUND_AFTER = 60  # seconds that a worker must live to be called sound

WORKER_ENDED = "작업 처리기가 멈추어({code}) {pause:.0f}초 뒤에 다시 시작합니다."


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


class Child:
    """One process of ours in a group of its own, so that Ctrl-C reaches only the supervisor."""

    def __init__(self, name: str, data_dir: Path):
        self.name, self.process, self.started_at = name, None, 0.0
        self.pid_file = data_dir / f"{name}.pid"

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "socialstrategy.launcher.child", self.name],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self.started_at = time.monotonic()
        _write(self.pid_file, self.process.pid)

    def exit_code(self) -> int | None:
        """None while it lives; 128 + n when signal n ended it, as shells count."""
        code = self.process.poll()
        return 128 - code if code is not None and code < 0 else code

    def ask_to_stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, deadline: float):
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def _write(path: Path, pid: int):
    """Never half written: others read it while we start."""
    new = path.with_suffix(".new")
    new.write_text(f"{pid}\n")
    new.replace(path)


def supervise(data_dir: Path, host: str, port: int) -> int:
    """The exit code: 0 after a stop that was asked for, else that of what failed."""
    children = preparation, web, worker = [
        Child(name, data_dir) for name in ("prepare", "web", "worker")
    ]
    starter, is_open = Starter(), False
    try:
        _wait_for_port(host, port, web.pid_file)
        preparation.start()
        if code := _wait(preparation, starter):
            return code
        web.start()
        worker.start()
        is_open = True
        return _watch(web, worker, starter)
    except Stop:
        return 0 if is_open else 130
    finally:
        _ignore_signals()
        _end(children)


def _end(children: list[Child]):
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(deadline)


def _wait(child: Child, starter: Starter) -> int:
    while (code := child.exit_code()) is None:
        _pause(LOOK_EVERY / 4, starter)
    return code


def _watch(web: Child, worker: Child, starter: Starter) -> int:
    """Until the web server ends: its exit code. A worker that ends is started again."""
    pause, restart_at = 1.0, None
    while (code := web.exit_code()) is None:
        _pause(LOOK_EVERY, starter)
        if worker.exit_code() is None:
            continue
        now = time.monotonic()
        if restart_at is None:
            pause = 1.0 if now - worker.started_at > SOUND_AFTER else pause
            restart_at = now + pause
            print(WORKER_ENDED.format(code=worker.exit_code(), pause=pause), flush=True)
            pause = min(pause * 2, LONGEST_PAUSE)
        elif now >= restart_at:
            worker.start()
            restart_at = None
    print(f"웹 서버가 멈추었습니다({code}).", file=sys.stderr, flush=True)
    return code


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


def _stop_on_signals():
    def stop(_signal, _frame):
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asked to stay
        signal.signal(signal.SIGHUP, stop)


def _ignore_signals():
    """What is left takes seconds; a second Ctrl-C must not leave half of it undone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def main():
    _stop_on_signals()
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
