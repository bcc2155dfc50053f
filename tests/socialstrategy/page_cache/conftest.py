"""Asking a page cache as a web server does."""

from dataclasses import dataclass

import pytest
from django.core.wsgi import get_wsgi_application

from socialstrategy.page_cache import PageCache, cache
from tests.environs import Environ, kept_connection

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def is_hit(self) -> bool:
        return self.headers["cache-status"].startswith("socialstrategy; hit")


def ask(application, address: str, method: str = "get", **headers) -> Answer:
    """`headers` by their names, with _ for -; a `host` of None sends none."""
    headers = {"host": "testserver", **headers}
    said = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    environ = getattr(Environ(), method)(address, headers=said)
    started = []
    with kept_connection():
        parts = application(
            environ, lambda status, headers, exc_info=None: started.append((status, headers))
        )
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
    (status, headers), *others = started
    assert others == []
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, body)


class Clock:
    """Stands in for the module `time` where pages are kept."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    perf_counter = monotonic


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(cache, "time", clock)
    return clock


@pytest.fixture
def make_cache(db):
    """A process of the web server, with its own memory."""

    def make(application=None, most_bytes=8 * MEGABYTE, files=None):
        return PageCache(application or get_wsgi_application(), most_bytes, files)

    return make


@pytest.fixture
def pages(make_cache, clock):
    return make_cache()
