"""Visits by the dozen: a test says only what it is about."""

import datetime as dt
import time
from urllib.parse import quote

import pytest

from notes.reading import counting
from notes.reading.buffer import Visit

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Safari/537.36"
)
KAKAOTALK = (
    "Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36;KAKAOTALK 2411020"
)
YETI = "Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd)"
ADDRESS = "203.0.113.7"


def wsgi(path: str) -> str:
    """A path as a server hands it over: its bytes, each as one letter."""
    return path.encode().decode("latin-1")


def visit(path="/", peer=ADDRESS, agent=CHROME, referrer="", forwarded="", moment=None) -> Visit:
    moment = int(time.time()) if moment is None else moment
    return Visit(wsgi(path), peer, forwarded, agent, referrer, moment)


def peer_of(peer: str, _forwarded: str) -> str:
    return peer


def count(*visits: Visit, misses=(), lost=0):
    counting.count(visits, misses, peer_of, lost=lost)


@pytest.fixture
def series(make_series):
    return make_series(title="소셜전략")


@pytest.fixture
def note(make_note, series):
    published_at = dt.datetime(2011, 4, 7, 1, tzinfo=dt.UTC)  # before any day that a test moves to
    return make_note(series=series, number=1, published_at=published_at)


def log_path(path: str) -> str:
    """As it stands in a request: percent signs for all but ASCII."""
    return quote(path)
