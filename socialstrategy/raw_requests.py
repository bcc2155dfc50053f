"""What the web server's parser does not take: letters in an address that nobody has percent-encoded."""

import re

from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.message import Request

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


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
