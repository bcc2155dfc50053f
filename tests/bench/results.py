"""What a run found, as JSON that another machine can read; and what can be said of it.

A result is plain data: `databases` → `pages` → `sizes` (as strings), see `measuring`. Nothing in it
names the machine, whose milliseconds are its own.
"""

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.sites import ROOT

REFERENCE = ROOT / "docs" / "performance.json"  # the run that docs/performance.md shows
LAST = ROOT / "var" / "bench.json"
LABELS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def result(databases: dict, sizes: list[int], rounds: int, source: str) -> dict:
    first = next(iter(databases.values()))
    return {
        "made_on": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "python": first["python"],
        "django": first["django"],
        "source": source,
        "sizes": sorted(sizes),
        "rounds": rounds,
        "databases": databases,
    }


def _commit() -> str | None:
    """The present commit, with a plus when files differ from it; None outside a repository."""
    try:
        command = ["git", "describe", "--always", "--dirty=+", "--abbrev=10", "--exclude=*"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


def save(found: dict, path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


@dataclass(frozen=True)
class Row:
    """One page on one database: its costs by size, smallest site first."""

    database: str
    page: str
    limit: float
    costs: dict[int, dict]

    @property
    def ms(self) -> list[float]:
        return [cost["ms"] for cost in self.costs.values()]

    @property
    def growth(self) -> float:
        """Milliseconds on the largest site for each one on the smallest."""
        return self._growth("ms")

    @property
    def grows(self) -> bool:
        """Beyond what is allowed, as far as a table shows it (1.104 is 1.10).

        By the medians and by the lower quartiles: a neighbour on the machine makes one of them jump,
        a page that really grows moves both.
        """
        return all(round(self._growth(name), 2) > self.limit for name in ("ms", "lower_ms"))

    @property
    def says_more(self) -> bool:
        """Its answer grows at least as much as what it costs: there is more to be said."""
        sizes = [cost["bytes"] for cost in self.costs.values()]
        return 0 < sizes[0] * self.growth <= sizes[-1]

    def _growth(self, name: str) -> float:
        costs = list(self.costs.values())
        return costs[-1][name] / costs[0][name]

    @property
    def queries(self) -> list[int]:
        return [cost["queries"] for cost in self.costs.values()]

    def change_since(self, earlier: "Row | None") -> float | None:
        """In percent, at the largest size that both have measured."""
        common = self.costs.keys() & earlier.costs.keys() if earlier else ()
        if not common:
            return None
        size = max(common)
        return 100 * (self.costs[size]["ms"] / earlier.costs[size]["ms"] - 1)


def rows(found: dict | None) -> dict[tuple[str, str], Row]:
    """By database and page, in the order in which they were measured."""
    return {
        (database, name): Row(database, name, page["limit"], _by_size(page["sizes"]))
        for database, data in (found or {"databases": {}})["databases"].items()
        for name, page in data["pages"].items()
    }


def _by_size(costs: dict[str, dict]) -> dict[int, dict]:
    return {size: costs[str(size)] for size in sorted(map(int, costs))}


@dataclass(frozen=True)
class Conversation:
    """What comments cost on the largest site: milliseconds with none, with 100, with 1,000."""

    none: float
    hundred: float
    thousand: float
    ms_per_comment: float | None  # of those shown; None when a page shows no more of 1,000


def conversation(found: dict, database: str) -> Conversation | None:
    """Nothing when the notes had no such conversations. With none, it is the note's own page."""
    by_page = rows(found)
    names = ("note, no comments", "conversation, 100", "conversation, 1,000")
    if not all((database, name) in by_page for name in names):
        return None
    none, hundred, thousand = (list(by_page[database, name].costs.values())[-1] for name in names)
    more = thousand["comments"] - hundred["comments"]
    each = (thousand["ms"] - hundred["ms"]) / more if more > 0 else None
    return Conversation(none["ms"], hundred["ms"], thousand["ms"], each)
