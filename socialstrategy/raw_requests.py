"""What the web server's parser does not take: letters in an address that nobody has percent-encoded, and
requests that are none."""

import re
from functools import lru_cache

from django.conf import settings
from gunicorn import util
from gunicorn.http.errors import (
    InvalidHeader,
    InvalidHeaderName,
    InvalidHTTPVersion,
    InvalidRequestLine,
    InvalidRequestMethod,
    LimitRequestHeaders,
    LimitRequestLine,
    ObsoleteFolding,
)
from gunicorn.http.message import Request

PAGE = settings.BASE_DIR / "deploy" / "errors" / "unreadable.html"
_BAD = "400 Bad Request"
STATUSES = {
    InvalidRequestLine: _BAD,
    InvalidRequestMethod: _BAD,
    InvalidHTTPVersion: _BAD,
    InvalidHeader: _BAD,
    InvalidHeaderName: _BAD,
    ObsoleteFolding: _BAD,
    LimitRequestLine: "414 URI Too Long",
    LimitRequestHeaders: "431 Request Header Fields Too Large",
}
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_HEAD = """\
HTTP/1.1 {status}\r
Connection: close\r
Content-Type: text/html; charset=utf-8\r
Content-Length: {length}\r
Cache-Control: no-store\r
Content-Security-Policy: default-src 'none'; style-src 'self'\r
X-Content-Type-Options: nosniff\r
\r
"""


class RawRequest(Request):
    """`GET /search/?q=전략` is what curl and old programs send. It is read as if its bytes had come
    percent-encoded, if they are UTF-8; where a request ends has been decided before. The parser judges
    the line then, and refuses whatever else is in it."""

    def parse_request_line(self, line_bytes):
        if not line_bytes.isascii():
            line_bytes = encoded(line_bytes, self.limit_request_line)
        super().parse_request_line(line_bytes)


def encoded(line: bytes, limit: int) -> bytes:
    """A request line with an ASCII path and query; as it was where they are not UTF-8."""
    method, _space, rest = line.partition(b" ")
    target, _space, version = rest.partition(b" ")
    if not (target.startswith(b"/") and _is_utf8(target)):
        return line
    line = b" ".join((method, _NOT_ASCII.sub(_percent, target), version))
    if len(line) > limit > 0:
        raise LimitRequestLine(len(line), limit)
    return line


def _is_utf8(some: bytes) -> bool:
    try:
        return bool(some.decode())
    except UnicodeDecodeError:
        return False


def _percent(byte: re.Match) -> bytes:
    return b"%%%02X" % byte[0][0]


def refuse(sock, fault: Exception) -> bool:
    """Say so in words, in place of gunicorn's own page; False where the fault is another one."""
    if (status := STATUSES.get(type(fault))) is None:
        return False
    page = _page()
    util.write_nonblock(sock, _HEAD.format(status=status, length=len(page)).encode() + page)
    return True


@lru_cache
def _page() -> bytes:
    return PAGE.read_bytes()
