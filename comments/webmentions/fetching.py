"""Fetches a page whose address a stranger has chosen, without becoming the stranger's tool.

The name is resolved once. Every address it has must be a public one, and the connection goes to one
of exactly those: a second answer of the name server (DNS rebinding) is never asked for. Redirects
go through the same door. Time, bytes, ports and types of content are limited. The environment's
proxies are not used.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

from django.conf import settings

from comments.webmentions.addresses import WebAddress, web_address

SECONDS = 10.0  # for everything: names, redirects, the body
LARGEST = 1_000_000  # bytes that are read; the rest of a larger page is left where it is
REDIRECTS = 3
TRIED = 4  # addresses of one name
PORTS = frozenset({80, 443, 8080, 8443})
TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
REDIRECTING = frozenset({301, 302, 303, 307, 308})
FAULTS = (OSError, http.client.HTTPException, ValueError)
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})

# Where IPv6 gives out public addresses, and what there leads back into IPv4 or nowhere. By hand:
# what `ipaddress` calls global differs between Python's releases.
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
NOT_PUBLIC = [
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24 192.88.99.0/24"  # protocol assignments, 6to4 relays
        " 2001::/23 2001:db8::/32 2002::/16 3fff::/20"  # Teredo and kin, examples, 6to4, examples
    ).split()
]


class NotFetched(Exception):
    """Why there is no page, in words for the record: they are not shown to visitors."""


class SourceGone(NotFetched):
    """The page's own server says that there is none (404, 410)."""


@dataclass(frozen=True)
class Page:
    """`url` is where the redirects led; `content_type` the header as it came."""

    url: str
    content_type: str
    body: bytes
    is_cut: bool = False  # there was more than `LARGEST`


def is_public(address: str) -> bool:
    """May this machine be made to connect there? Only to what the whole internet can reach."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and (ip not in PUBLIC_IPV6 or ip.scope_id):
        return False
    if any(ip in net for net in NOT_PUBLIC if net.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(info[4][0] for info in found))


@dataclass(frozen=True)
class Fetcher:
    """The rules of fetching; the defaults are the site's, tests bring a network of their own."""

    resolve: Callable[[str, int], list[str]] = resolve
    may_connect: Callable[[str], bool] = is_public
    ports: frozenset[int] = PORTS
    seconds: float = SECONDS
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def fetch(self, url: str) -> Page:
        """The page behind an http(s) address. Raises `SourceGone` or another `NotFetched`."""
        deadline = time.monotonic() + self.seconds
        for _step in range(REDIRECTS + 1):
            with self._answer(url, deadline) as response:
                if response.status not in REDIRECTING:
                    return _page(url, response)
                url = _redirected(url, response)
        raise NotFetched("too many redirects")

    def _answer(self, url: str, deadline: float) -> http.client.HTTPResponse:
        address = web_address(url)
        if address is None or address.port not in self.ports:
            raise NotFetched(f"not an address to fetch: {url[:200]!r}")
        opened = self._open(address, deadline)
        headers = {
            "Accept": "text/html, application/xhtml+xml, text/plain;q=0.5",
            # A compressed page of a kilobyte may be a gigabyte.
            "Accept-Encoding": "identity",
            "User-Agent": f"SocialStrategy (Webmention; +{settings.SITE_URL})",
            "Connection": "close",
        }
        try:
            connection = _Connection(address, _TimedSocket(opened, deadline))
            connection.request("GET", address.path_and_query, headers=headers)
            return connection.getresponse()
        except FAULTS as error:
            opened.close()
            raise NotFetched(f"no answer: {error!r}") from error

    def _open(self, address: WebAddress, deadline: float) -> socket.socket:
        opened = _connected(self._checked_addresses(address, deadline), address.port, deadline)
        if not address.is_https:
            return opened
        try:
            opened.settimeout(_left(deadline))
            return self.tls().wrap_socket(opened, server_hostname=address.host)
        except FAULTS as error:
            opened.close()
            raise NotFetched(f"no safe connection: {error!r}") from error

    def _checked_addresses(self, address: WebAddress, deadline: float) -> list[str]:
        found = _within(deadline, lambda: self.resolve(address.host, address.port))
        # One private address among public ones is no accident.
        if not found or not all(self.may_connect(ip) for ip in found):
            raise NotFetched(f"{address.host} is not public: {', '.join(found[:5])}")
        return found


def _connected(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """To the first that answers: a name often has an IPv6 address that this machine cannot reach."""
    fault: OSError | None = None
    for ip in addresses[:TRIED]:
        try:
            return socket.create_connection((ip, port), _left(deadline))
        except OSError as error:
            fault = error
    raise NotFetched(f"no connection: {fault!r}") from fault


def _redirected(url: str, response: http.client.HTTPResponse) -> str:
    # Headers are read as Latin-1; Korean servers write Hangul into this one as UTF-8.
    location = (response.getheader("Location") or "").encode("latin-1", "replace")
    try:
        return urljoin(url, location.decode("utf-8", "replace"))
    except ValueError as error:
        raise NotFetched("redirected to nowhere") from error


def _page(url: str, response: http.client.HTTPResponse) -> Page:
    if response.status in GONE:
        raise SourceGone(f"HTTP {response.status}")
    content_type = response.getheader("Content-Type") or ""
    if response.status != HTTPStatus.OK:
        raise NotFetched(f"HTTP {response.status}")
    if content_type.partition(";")[0].strip().lower() not in TYPES:
        raise NotFetched(f"not a page but {content_type[:100]!r}")
    if (response.getheader("Content-Encoding") or "identity").strip().lower() != "identity":
        raise NotFetched("compressed although not asked for")
    try:
        body = response.read(LARGEST + 1)
    except FAULTS as error:
        raise NotFetched(f"broken off: {error!r}") from error
    return Page(url, content_type, body[:LARGEST], is_cut=len(body) > LARGEST)


class _Connection(http.client.HTTPConnection):
    """Speaks over a socket that is open already; the Host header is the address's own."""

    def __init__(self, address: WebAddress, opened: "_TimedSocket"):
        self.default_port = address.default_port  # is left out of the Host header
        super().__init__(address.host, address.port)
        self.sock = opened

    def connect(self):
        raise NotFetched("the connection was closed")


class _TimedSocket:
    """A socket whose every wait ends at the deadline: a byte a second never gets past it."""

    def __init__(self, opened: socket.socket, deadline: float):
        self.opened, self.deadline = opened, deadline

    def sendall(self, data):
        self.opened.settimeout(_left(self.deadline))
        self.opened.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self.opened, self.deadline))

    def close(self):
        """Called when the headers are read: the body still comes through the file."""


class _TimedReader(io.RawIOBase):
    def __init__(self, opened: socket.socket, deadline: float):
        self.opened, self.deadline = opened, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.opened.settimeout(_left(self.deadline))
        return self.opened.recv_into(buffer)

    def close(self):
        self.opened.close()
        super().close()


def _left(deadline: float) -> float:
    """Seconds. Raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("out of time")
    return left


def _within(deadline: float, ask: Callable[[], list[str]]) -> list[str]:
    """Looking up a name cannot be interrupted, so it is left behind in its thread when it is late."""
    found: list[list[str]] = []

    def work():
        # UnicodeError: a name that is none, such as one with two dots in a row.
        try:
            found.append(ask())
        except (OSError, UnicodeError):
            found.append([])

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(max(deadline - time.monotonic(), 0))
    if not found:
        raise NotFetched("the name was not resolved in time")
    return found[0]
