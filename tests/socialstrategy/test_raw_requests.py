"""Which letters in an address are read as if they were percent-encoded, and that nothing else is let in."""

import unicodedata
from urllib.parse import quote

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import IterUnreader

from socialstrategy.raw_requests import STATUSES, RawRequest

HOST = b"Host: localhost\r\n"


def parsed(line: bytes, headers: bytes = HOST, after: bytes = b"") -> RawRequest:
    source = IterUnreader([line + b"\r\n" + headers + b"\r\n" + after])
    return RawRequest(Config(), source, ("127.0.0.1", 1))


def get(target: str, encoding: str = "utf-8") -> bytes:
    return f"GET {target} HTTP/1.1".encode(encoding)


@pytest.mark.parametrize(
    "target",
    [
        "/search/?q=전략",
        "/search/?q=전략&r=%EC%A0%84+%22",
        unicodedata.normalize("NFD", "/search/?q=전략"),
        "/태그/전략/?a=b",
        "//예시/é",
        "/search/?q=%전",
        "/search/?q=🙂\u2028\x85",
        "/plain/?q=%41",
    ],
)
def test_letters_are_read_as_if_they_were_encoded(target):
    found, expected = parsed(get(target)), parsed(get(quote(target, safe="/?=&%+")))

    assert found.uri.isascii()
    for name in ("uri", "path", "query", "method", "version"):
        assert getattr(found, name) == getattr(expected, name)


def test_what_follows_begins_where_it_began_before():
    body = b"POST /nowhere/ HTTP/1.1\r\n\r\n"
    length = b"Content-Length: %d\r\n" % len(body)

    request = parsed(get("/search/?q=전략"), HOST + length, body + b"GET / HTTP/1.1\r\n")

    assert request.body.read() == body
    assert request.unreader.read() == b"GET / HTTP/1.1\r\n"


LONG = f"/search/?q={'전' * 500}"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        (get("/search/?q=전략", "cp949"), HOST, "400"),
        (get("/search/?q=\xa0", "latin-1"), HOST, "400"),
        (b"GET /search/?q=\xc0\xaf HTTP/1.1", HOST, "400"),
        (b"GET /search/?q=\xed\xa0\x80 HTTP/1.1", HOST, "400"),
        (get("/search/?q=소셜 전략"), HOST, "400"),
        (get("http://예시.한국/"), HOST, "400"),
        (get("전략"), HOST, "400"),
        (get("/전략\x7f"), HOST, "400"),
        (get("/전략\x00"), HOST, "400"),
        (get("/전략\x0b"), HOST, "400"),
        (get("/전략\r"), HOST, "400"),
        (get("/전략\n"), HOST, "400"),
        ("겟겟 /전략 HTTP/1.1".encode(), HOST, "400"),
        ("GET /전략 HTTP/1.일".encode(), HOST, "400"),
        ("GET /전략".encode(), HOST, "400"),
        (get("/전략"), HOST + "전략: 하나\r\n".encode(), "400"),
        (get("/전략"), HOST + HOST, "400"),
        (get("/전략"), HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n", "400"),
        (get("/전략"), HOST + CHUNKED + b"Content-Length: 4\r\n", "400"),
        (get("/전략"), HOST + b" folded\r\n", "400"),
        (get(LONG), HOST, "414"),
        (get(quote(LONG)), HOST, "414"),
        (get("/전략"), b"".join(b"X-%d: 1\r\n" % number for number in range(101)), "431"),
    ],
)
def test_nothing_else_is_let_in(line, headers, status):
    with pytest.raises(ParseException) as refused:
        parsed(line, headers)

    assert STATUSES[type(refused.value)].startswith(status)
