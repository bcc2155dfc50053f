"""gunicorn's threaded worker, with a shorter way for pages that are finished already, and with
threads of their own for those who write."""

import select
import selectors
import socket
import time
from concurrent.futures import Executor
from email.utils import formatdate
from functools import lru_cache, partial

from django.conf import settings
from gunicorn import SERVER, util
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from notes.reading.buffer import LONGEST, visits
from socialstrategy.latest_first import LatestFirst
from socialstrategy.raw_requests import RawRequest, refuse

# With one of these a request needs a closer look: it takes the ordinary way through WSGI.
NEEDS_CARE = frozenset(
    "COOKIE IF-MODIFIED-SINCE CONTENT-LENGTH TRANSFER-ENCODING EXPECT UPGRADE SCRIPT_NAME"
    " SEC-PURPOSE PURPOSE X-MOZ".split()
)
READ = "HOST ACCEPT-ENCODING IF-NONE-MATCH SEC-FETCH-DEST X-FORWARDED-PROTO CONNECTION".split()
COUNTED = "USER-AGENT REFERER X-FORWARDED-FOR SEC-FETCH-MODE".split()
LOOKED_AT = NEEDS_CARE.union(READ, COUNTED)
# What `PageCache` says of a hit, too.
HIT = b'Age: 0\r\nCache-Status: socialstrategy; hit\r\nServer-Timing: cache;desc="hit"\r\n'
WRITES = (b"POS", b"PUT", b"PAT", b"DEL")
FEW = 2  # connections of one worker
NAP = 0.0002  # seconds
AT_ONCE = 0.001  # seconds; whoever lets more pass asks again later, or never
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

unquoted = lru_cache(maxsize=4096)(util.unquote_to_wsgi_str)


class PageWorker(ThreadWorker):
    """WSGI (a dictionary of the request, a check of every header of the answer) costs more than to
    find a finished page. So the plainest requests are answered here; for all others, and around any
    other application, this is the worker that it inherits from.
    """

    def init_process(self):
        self.date = (0, b"")
        settle(self.cfg)
        RequestParser.mesg_class = RawRequest
        super().init_process()

    def get_thread_pool(self):
        return Lanes(self.cfg.threads, settings.WRITE_THREADS)

    def accept(self, listener):
        """A worker that has connections lets one that has fewer be quicker: else the first to wake
        takes all that come at once, and they share one processor for as long as they last."""
        if self.nr_conns >= FEW:
            time.sleep(NAP)
        super().accept(listener)

    def enqueue_req(self, conn):
        """A new connection gets a thread when it has said something, not before."""
        if conn.initialized or _beginning(conn.sock) is not None:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def on_client_socket_readable(self, conn, client):
        conn.asks_at_once = self.cfg.keepalive - (conn.timeout - time.monotonic()) < AT_ONCE
        super().on_client_socket_readable(conn, client)

    def handle(self, conn):
        """One request, and those that follow it at once: from this thread to the one that watches all
        connections and back costs as much as to find a finished page."""
        is_kept = super().handle(conn)
        while is_kept is True and self.is_asked_at_once(conn):
            is_kept = super().handle(conn)
        return is_kept

    def is_asked_at_once(self, conn) -> bool:
        """Only a client that has done so before is waited for, and only while nobody else has to wait:
        there are not more connections than threads, and none is in the queue of this lane."""
        if not (getattr(conn, "asks_at_once", False) and self.alive):
            return False
        if self.nr_conns > self.cfg.threads or conn.lane.is_awaited:
            return False
        if conn.is_http2 or self.cfg.is_ssl:
            return False
        if conn.parser.unreader.buf.getvalue():
            return False
        conn.asks_at_once = _is_readable(conn.sock, AT_ONCE)
        return conn.asks_at_once and self.tpool.is_in_lane(conn)

    def load_wsgi(self):
        from socialstrategy.page_cache import PageCache  # Django is ready only now

        super().load_wsgi()
        self.cache = getattr(self.wsgi, "application", None)
        self.is_cached = isinstance(self.cache, PageCache)
        if self.is_cached and self.cache.files:
            self.cache.watch()

    def handle_request(self, req, conn):
        if self.is_ordinary() or (answer := self.ready(req, conn)) is None:
            return super().handle_request(req, conn)
        self.nr += 1
        _send(conn.sock, answer)
        return True

    def handle_error(self, req, client, addr, exc):
        """The operator reads what it was, the visitor what to do."""
        if self.log.access_log_enabled or not self._refuse(client, exc):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request from ip=%s: %s", (addr or ("",))[0], exc)

    def _refuse(self, client, exc) -> bool:
        try:
            return refuse(client, exc)
        except OSError:
            return True  # gone meanwhile

    def is_ordinary(self) -> bool:
        """Nothing here may hide what an operator has asked gunicorn for."""
        return (
            not self.is_cached
            or self.cfg.is_ssl
            or self.log.access_log_enabled
            or not self.alive
            or self.nr + 1 >= self.max_requests
            or len(self.keepalived_conns) >= self.max_keepalived
        )

    def ready(self, req, conn) -> list[bytes] | None:
        """The whole answer; nothing where the ordinary way must be taken."""
        said = _plain_headers(req)
        if said is None or (page := self.page(said, req, conn)) is None:
            return None
        form, about = self.cache.form_of(page, said.get("ACCEPT-ENCODING", "")), self.about_us()
        if page.is_html:
            _count(page.key, said, conn, self.date[0])
        if (match := said.get("IF-NONE-MATCH")) and page.is_named_in(match):
            return [UNCHANGED + about + HIT + form.unchanged_head]
        return [OK + about + HIT + form.head, form.body]

    def page(self, said: dict[str, str], req, conn):
        cache, path = self.cache, unquoted(req.path)
        if path not in cache.store.pages:
            return None
        if not cache.takes(said.get("HOST", ""), *_scheme(said, req, conn)):
            return None
        cache.look()
        return None if cache.is_failing else cache.found(path, said.get("SEC-FETCH-DEST", ""))

    def about_us(self) -> bytes:
        second = int(time.time())
        if self.date[0] != second:
            lines = f"Server: {SERVER}\r\nDate: {formatdate(second, usegmt=True)}\r\n"
            self.date = (second, f"{lines}Connection: keep-alive\r\n".encode())
        return self.date[1]


def settle(cfg):
    """gunicorn finds a setting only after it has looked for the name in vain, two dozen times a request.
    Here they change no more."""
    vars(cfg).update({name: setting.get() for name, setting in cfg.settings.items()})


class Lanes(Executor):
    """Writers wait for each other, for the disk above all; in lanes of their own they do not keep
    readers waiting, too."""

    def __init__(self, readers: int, writers: int):
        self.readers, self.writers = LatestFirst(readers), LatestFirst(writers)

    def submit(self, handle, conn):
        conn.lane = self._lane_of(conn)
        return conn.lane.submit(handle, conn)

    def is_in_lane(self, conn) -> bool:
        """Does what comes next on this connection belong where the last request was?"""
        return conn.lane is self._lane_of(conn)

    def _lane_of(self, conn) -> LatestFirst:
        return self.writers if _beginning(conn.sock) in WRITES else self.readers

    def shutdown(self, wait=True):
        for lane in (self.readers, self.writers):
            lane.shutdown(wait)


def _beginning(sock) -> bytes | None:
    """The first letters of what waits to be read; nothing where nothing waits yet."""
    try:
        return sock.recv(3, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except (OSError, ValueError):  # gone, or encrypted: the thread will see
        return b""


def _is_readable(sock, within: float) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(1000 * within))


def _plain_headers(req) -> dict[str, str] | None:
    """The headers that matter for a page, if there is nothing else to be thought of."""
    if req.method != "GET" or req.query or req.version != (1, 1):
        return None
    said = {}
    for name, value in req.headers:
        if name in LOOKED_AT:
            if name in said or name in NEEDS_CARE:
                return None
            said[name] = value
    return said if said.get("CONNECTION", "keep-alive").lower() == "keep-alive" else None


def _scheme(said: dict[str, str], req, conn) -> tuple[str, str, str]:
    """What `PageCache.takes` wants to know of how the visitor came."""
    return req.scheme, said.get("X-FORWARDED-PROTO", ""), _peer(conn)


def _peer(conn) -> str:
    return conn.client[0] if isinstance(conn.client, tuple) else ""


def _count(path: str, said: dict[str, str], conn, second: int):
    """A `notes.reading.buffer.Visit`, as fast as can be; what it means others find out later."""
    if said.get("SEC-FETCH-MODE", "navigate") == "navigate":
        forwarded = said.get("X-FORWARDED-FOR", "")[-LONGEST:]
        agent, referrer = said.get("USER-AGENT", "")[:LONGEST], said.get("REFERER", "")[:LONGEST]
        visits.add((path, _peer(conn), forwarded, agent, referrer, second))


def _send(sock, parts: list[bytes]):
    """In one call of the system, without putting the parts together first."""
    sent = sock.sendmsg(parts)
    if sent < sum(map(len, parts)):
        sock.sendall(b"".join(parts)[sent:])
