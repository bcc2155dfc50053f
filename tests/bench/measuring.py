"""Asks all sites for all pages in turn, so that whatever else the machine does hits all alike."""

import statistics
from contextlib import ExitStack

from tests.bench.sites import Process, Say, Site, Source

AT_A_TIME = 2  # measured requests of one visit
SLOW = 200  # milliseconds; slower pages are asked for more rarely
FEWEST = 5  # visits, however slow

Times = dict[tuple[str, int, str], list[list[float]]]


def measure(sites: list[Site], source: Source, rounds: int, say: Say) -> dict[str, dict]:
    """By database: its version, what loading took, and for each page and size what it costs.

    Sizes are strings, as JSON wants them. Milliseconds are medians; `lower_ms` is the
    lower quartile, which a busy machine moves least.
    """
    with ExitStack() as stack:
        asked = [(site, stack.enter_context(site.answering(source))) for site in sites]
        times: Times = {}
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            _round(asked if number % 2 else asked[::-1], number, rounds, times)
    return {
        database: _findings(
            database, [pair for pair in asked if pair[0].database == database], times
        )
        for database in dict.fromkeys(site.database for site in sites)
    }


def _round(asked: list[tuple[Site, Process]], number: int, rounds: int, times: Times):
    """One page on all sites, then the next page: the sizes are compared within a second."""
    names = dict.fromkeys(name for _site, process in asked for name in process.description["pages"])
    for name in names:
        if number >= _visits(name, rounds, times):
            continue
        for site, process in asked:
            if name in process.description["pages"]:
                found = times.setdefault((site.database, site.size, name), [])
                found += process.measure(name, AT_A_TIME)


def _visits(name: str, rounds: int, times: Times) -> int:
    """How many a page is worth: the slowest site decides for all."""
    slowest = max((found[0][0] for key, found in times.items() if key[2] == name), default=0)
    return max(FEWEST, int(rounds * SLOW / slowest)) if slowest > SLOW else rounds


def _findings(database: str, asked: list[tuple[Site, Process]], times: Times) -> dict:
    first = asked[0][1].description
    pages: dict[str, dict] = {}
    for site, process in asked:
        for name, look in process.description["pages"].items():
            page = pages.setdefault(name, {"limit": look["limit"], "sizes": {}})
            page["sizes"][str(site.size)] = _cost(look, times[database, site.size, name])
    return {
        **{key: first[key] for key in ("version", "python", "django", "server_counted")},
        "loading": {str(site.size): site.loading for site, _process in asked},
        "pages": pages,
    }


def _cost(look: dict, times: list[list[float]]) -> dict:
    lower, median, _upper = statistics.quantiles((whole for whole, _server in times), n=4)
    return {
        "ms": round(median, 3),
        "lower_ms": round(lower, 3),
        "server_ms": round(statistics.median(server for _whole, server in times), 3),
        "requests": len(times),
        **{key: look[key] for key in ("queries", "bytes", "comments")},
    }
