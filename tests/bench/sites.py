"""One site for each database and size: where its data lies, and the process that answers for it.

A process of its own for each, so that nothing kept in memory can be another site's; within it
requests go straight to Django, without a web server.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.run import postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
# The only variables of the caller that count; none of them is the site's.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "SYSTEMROOT")
FIXED = {
    "DJANGO_SETTINGS_MODULE": "socialstrategy.settings",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "ignore",
    # A query that is shared between processes would be counted in one of them only.
    "PGOPTIONS": "-c max_parallel_workers_per_gather=0",
}
# What decides what a site holds; a kept one that was made otherwise is made anew.
RECIPE = (
    "tests/bench/words.py tests/bench/essays.py tests/bench/loading.py "
    "notes/migrations/*.py comments/migrations/*.py"
).split()
Say = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """Where notes come from: a file of JSON lines, or our own essays; and what searches look for."""

    jsonl: Path | None = None
    queries: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.jsonl.name if self.jsonl else "generated"

    def digest(self) -> str:
        paths = [path for pattern in RECIPE for path in sorted(ROOT.glob(pattern))]
        found = hashlib.sha256()
        for path in [*paths, *([self.jsonl] if self.jsonl else [])]:
            found.update(path.read_bytes())
        return found.hexdigest()


@dataclass
class Site:
    """`url` is its database's address, `folder` holds everything else."""

    database: str
    size: int
    folder: Path
    url: str
    loading: dict = field(default_factory=dict)

    def fill(self, source: Source, say: Say):
        """Load it, unless it was loaded alike before; fills `loading` with what that took."""
        stamp, wanted = self.folder / "loaded.json", source.digest()
        if stamp.exists():
            self.loading = json.loads(stamp.read_text())
            if self.loading.pop("recipe") == wanted:
                return
            raise SystemExit(
                f"{self.folder}: made from other data or for another schema; remove it"
            )
        jsonl = str(source.jsonl.resolve()) if source.jsonl else None
        process = self._process("load", size=self.size, jsonl=jsonl)
        try:
            for line in process.stdout:
                self.loading = json.loads(line)
                say(f"{self.database} {self.size:,}: {self.loading.get('said', 'loaded')}")
        except BaseException:
            process.kill()
            raise
        if process.wait() or "notes" not in self.loading:
            raise SystemExit(f"{self.database} {self.size:,}: could not be loaded")
        stamp.write_text(json.dumps(self.loading | {"recipe": wanted}))

    @contextmanager
    def answering(self, source: Source) -> Iterator["Process"]:
        with self._process("serve", **source.queries) as process:
            try:
                yield Process(process)
            finally:
                process.stdin.close()
                process.wait()

    def _process(self, what: str, **options) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.bench.answering", what, json.dumps(options)]
        own = {"DATA_DIR": str(self.folder), "DATABASE_URL": self.url, "DEMO": "0"}
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | FIXED | own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )


class Process:
    """The other side of `answering.py`."""

    def __init__(self, process: subprocess.Popen):
        self._process = process
        self.description: dict = self._read()

    def measure(self, page: str, times: int) -> list[list[float]]:
        self._process.stdin.write(json.dumps({"page": page, "times": times}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a site's process ended before its answer; see above")
        return json.loads(line)


@contextmanager
def prepared(
    databases: list[str], sizes: list[int], folder: Path, source: Source, say: Say
) -> Iterator[list[Site]]:
    """The sites, filled; a PostgreSQL server of our own runs as long as they are used."""
    with ExitStack() as stack:
        sites = []
        for database in databases:
            address = _sqlite_address
            if database == POSTGRESQL:
                address = stack.enter_context(_server(folder / POSTGRESQL))
            for size in sizes:
                data = folder / f"{database}-{size}"
                _make_folder(data, folder / "static")
                sites.append(Site(database, size, data, address(data)))
        for site in sites:
            site.fill(source, say)
        yield sites


def _make_folder(data: Path, static: Path):
    """Static files are collected once for all."""
    for path in (data, static):
        path.mkdir(parents=True, exist_ok=True)
    if not (data / "static").exists():
        (data / "static").symlink_to(static.resolve())


def _sqlite_address(data: Path) -> str:
    path = data / "site.sqlite3"
    if not (data / "loaded.json").exists():  # the rest of a run that was stopped
        path.unlink(missing_ok=True)
    return f"sqlite:///{path.resolve()}"


@contextmanager
def _server(folder: Path):
    with postgresql(folder) as server:

        def address(data: Path) -> str:
            name = data.name.replace("-", "_")
            if not (data / "loaded.json").exists():
                server.psql(
                    "SET client_min_messages = warning;"
                    f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} TEMPLATE template0;"
                )
            return server.get_uri(database=name)

        yield address
