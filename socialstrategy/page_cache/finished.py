"""A finished page: its bytes, plain and compressed, and all that is sent before them."""

import gzip
import re
from functools import lru_cache
from threading import Lock

import brotli

from socialstrategy.middleware import COMPRESSED

SHORTEST = 200  # bytes; less does not get smaller
GZIP_LEVEL, BROTLI_QUALITY = 6, 5  # about a millisecond for 40 kB each
ENCODERS = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    # Without a date, so that the same page is the same bytes everywhere.
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}
PLAIN = ""
# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5).
REPEATED = frozenset("cache-control cache-tag etag expires last-modified vary".split())
OVERHEAD = 2000  # bytes that a page takes beside its text
_ETAG = re.compile(r'"[^"]*"')

Headers = list[tuple[str, str]]


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """`br`, `gzip` or nothing, from an Accept-Encoding header; of what is equally welcome, the first."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    welcome = {name: weights.get(name, weights.get("*", 0.0)) for name in ENCODERS}
    best = max(welcome, key=welcome.get)
    return best if welcome[best] > 0 and welcome[best] >= weights.get("identity", 0) else PLAIN


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


class Form:
    """One form of a page as it goes out, whole or as "you have that already"."""

    __slots__ = ("body", "head", "headers", "unchanged_head", "unchanged_headers")

    def __init__(self, headers: Headers, body: bytes):
        self.body, self.headers = body, headers
        self.unchanged_headers = [pair for pair in headers if pair[0].lower() in REPEATED]
        self.head, self.unchanged_head = _lines(headers), _lines(self.unchanged_headers)


def _lines(headers: Headers) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1") + b"\r\n"


class Page:
    """What the application answered. Immutable but for its compressed forms, made when asked for."""

    def __init__(self, status: str, headers: Headers, body: bytes, took: float):
        """`took`: milliseconds that the making took."""
        self.status, self.body, self.took = status, body, took
        said = {name.lower(): value for name, value in headers}
        self.tags = frozenset(said.get("cache-tag", "").split())
        self.etag, self.last_modified = said.get("etag", ""), said.get("last-modified", "")
        self.is_text = bool(COMPRESSED.match(said.get("content-type", "")))
        self.is_html = said.get("content-type", "").startswith("text/html")
        self.by_destination = "sec-fetch-dest" in said.get("vary", "").lower()
        self.is_storable = self.status.startswith("200") and _may_be_stored(said)
        self._headers = [
            pair for pair in headers if pair[0].lower() not in ("content-length", "etag")
        ]
        self._forms: dict[str, Form] = {}
        self._lock = Lock()
        self.key = None  # where the store has it
        self.seen = 0  # which look of the cache it was when somebody last asked for it

    def ready(self, encoding: str) -> Form | None:
        return self._forms.get(encoding)

    def form(self, encoding: str) -> Form:
        """Made now, if it is the first time."""
        return self.ready(encoding) or self._make(encoding)

    def is_named_in(self, if_none_match: str) -> bool:
        """Does the reader have this page? All its forms count as the same (weak comparison)."""
        if not self.etag or self.status[:3] != "200":
            return False
        opaque = self.etag.removeprefix("W/")
        if if_none_match.removeprefix("W/") == opaque:  # as browsers say it
            return True
        return if_none_match.strip() == "*" or opaque in _ETAG.findall(if_none_match)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        packed = sum(len(form.body) for name, form in self._forms.items() if name)
        return OVERHEAD + len(self.body) + packed

    def _make(self, encoding: str) -> Form:
        with self._lock:
            if encoding not in self._forms:
                self._forms[encoding] = self._encoded(encoding)
            return self._forms[encoding]

    def _encoded(self, encoding: str) -> Form:
        if not self.is_text or len(self.body) < SHORTEST:
            encoding = PLAIN
        body = ENCODERS[encoding](self.body) if encoding else self.body
        return Form(self._said_with(encoding, body), body)

    def _said_with(self, encoding: str, body: bytes) -> Headers:
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        if self.etag:
            opaque = self.etag.removeprefix("W/")
            headers.append(("ETag", f"W/{opaque}" if encoding else self.etag))
        return headers


def _may_be_stored(said: dict[str, str]) -> bool:
    """Only what names what it shows, and speaks to nobody in particular."""
    control = said.get("cache-control", "")
    forbidden = any(word in control for word in ("private", "no-store"))
    return "cache-tag" in said and "set-cookie" not in said and not forbidden
