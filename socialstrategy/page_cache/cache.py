"""The WSGI application around Django that answers from memory what is the same for everybody."""

import logging
import time
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Event, Lock, Thread

from django.db import DatabaseError, connection
from django.utils.http import parse_http_date_safe

from notes.page_changes import Changes
from socialstrategy.page_cache.asking import (
    for_documents,
    is_personal,
    key_of,
    page_at,
    plain,
    takes,
)
from socialstrategy.page_cache.files import PageFiles
from socialstrategy.page_cache.finished import Form, Headers, Page, best_encoding
from socialstrategy.page_cache.store import Store

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between two looks at what was touched; no page is older
# A database that does not answer changes nothing either: for so long readers get what is there.
TRUSTED_WITHOUT_DATABASE = 60.0  # seconds
LONGEST_WAIT = 15.0  # seconds that a reader waits for another one's page before making it again
NAME = "socialstrategy"  # of this cache, in Cache-Status


class PageCache:
    """Wraps `application` (Django). `most_bytes` bounds the finished pages of this process; `files`
    are for a front server: then somebody must call `watch()`.

    A page is made once for all readers who ask for it at the same time, from a request without
    cookies and headers, and answered until something that it shows is touched.
    """

    def __init__(self, application: Callable, most_bytes: int, files: PageFiles | None = None):
        self.application, self.files = application, files
        self.store = Store(most_bytes)
        self.next_look = 0.0
        self.is_failing = False  # the database did not answer the last look
        self._looks, self._looked_at = 0, None
        self._changes = Changes()
        self._look_lock, self._flight_lock, self._keep_lock = Lock(), Lock(), Lock()
        self._in_flight: dict[Hashable, Event] = {}
        # `takes(host, scheme, forwarded, peer)`; there are few of these, and odd ones push each other out.
        self.takes = lru_cache(maxsize=1024)(takes)

    def __call__(self, environ, start_response):
        key = self._key(environ) if self._is_for_everybody(environ) else None
        if key is None:
            return self.application(environ, _marked(start_response, "fwd=bypass"))
        self.look()
        page = self.found(key, environ.get("HTTP_SEC_FETCH_DEST", ""))
        page, status = (page, "hit") if page else self._make_once(key, environ)
        return self._send(page, status, environ, start_response)

    # Which requests ------------------------------------------------------------------------------

    def _is_for_everybody(self, environ) -> bool:
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not ("HTTP_COOKIE" in environ and is_personal(environ["HTTP_COOKIE"]))
            and not environ.get("SCRIPT_NAME")
            and self.takes(
                environ.get("HTTP_HOST", ""),
                environ["wsgi.url_scheme"],
                environ.get("HTTP_X_FORWARDED_PROTO", ""),
                environ.get("REMOTE_ADDR", ""),
            )
        )

    def _key(self, environ) -> Hashable | None:
        """What the page is kept under; nothing where no page for everybody is made, which is found
        out without a look at the database."""
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if not query and path in self.store.pages:
            return path
        view = page_at(path)
        return view and key_of(path, query, view)

    # Answering -----------------------------------------------------------------------------------

    def found(self, key: Hashable, destination: str = "") -> Page | None:
        """A page that may be answered now. Call after `look()`."""
        page = self.store.pages.get(key)
        if page and page.by_destination and destination == "document":
            key = for_documents(key)
            page = self.store.pages.get(key)
        if page and page.seen != self._looks:  # once a second is enough
            page.seen = self._looks
            self.store.used(key)
        return page

    def _send(self, page: Page, status: str, environ, start_response):
        form = self.form_of(page, environ.get("HTTP_ACCEPT_ENCODING", ""))
        said = self._said(page, status)
        if _has_it(page, environ):
            start_response("304 Not Modified", form.unchanged_headers + said)
            return []
        start_response(page.status, form.headers + said)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]

    def form_of(self, page: Page, accepted: str) -> Form:
        encoding = best_encoding(accepted) if accepted else ""
        return page.ready(encoding) or self._new_form(page, encoding)

    def _new_form(self, page: Page, encoding: str) -> Form:
        form = page.form(encoding)
        self.store.grown(page)
        return form

    def _said(self, page: Page, status: str) -> Headers:
        """What is true of this answer only: seconds since it was known to be current, and how it came."""
        is_hit = status.startswith("hit")
        age = int(time.monotonic() - self._looked_at) if is_hit else 0
        took = 'cache;desc="hit"' if is_hit else f"render;dur={page.took:.1f}"
        return [("Age", str(age)), ("Cache-Status", f"{NAME}; {status}"), ("Server-Timing", took)]

    # Making --------------------------------------------------------------------------------------

    def _make_once(self, key: Hashable, environ) -> tuple[Page, str]:
        """One reader makes the page; the others who want it wait for it, and make it if it was not kept."""
        while True:
            with self._flight_lock:
                landed = self._in_flight.get(key)
                if landed is None:
                    self._in_flight[key] = Event()
                    break
            is_there = landed.wait(LONGEST_WAIT)
            self.look()
            if page := self.found(key, environ.get("HTTP_SEC_FETCH_DEST", "")):
                return page, "hit; detail=waited"
            if not is_there:
                return self._make(key, environ)
        try:
            return self._make(key, environ)
        finally:
            with self._flight_lock:
                self._in_flight.pop(key).set()

    def _make(self, key: Hashable, environ) -> tuple[Page, str]:
        since = self.store.moment
        page = self._ask(plain(environ, key))
        if page.by_destination and environ.get("HTTP_SEC_FETCH_DEST") == "document":
            page = self._ask(plain(environ, key) | {"HTTP_SEC_FETCH_DEST": "document"})
            key = for_documents(key)
        # Before the first look nobody would hear of what changes from here on.
        may_keep = page.is_storable and self._looked_at is not None
        is_kept = may_keep and self._keep(key, page, since)
        return page, "fwd=miss; stored" if is_kept else "fwd=miss"

    def _keep(self, key: Hashable, page: Page, since: int) -> bool:
        with self._keep_lock:  # nothing is forgotten between the two
            is_kept = self.store.put(key, page, since)
            if is_kept and self.files and isinstance(key, str):
                self._write(key, page)
            return is_kept

    def _write(self, address: str, page: Page):
        try:
            self.files.write(address, page)
            self.store.grown(page)
        except OSError:
            logger.warning("PAGE_FILES에 쓰지 못했습니다.", exc_info=True)

    def _ask(self, environ) -> Page:
        started, said = time.perf_counter(), []

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]

        parts = self.application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return Page(*said, body, took=1000 * (time.perf_counter() - started))

    # Forgetting ----------------------------------------------------------------------------------

    def look(self):
        """Forget what was touched, if the last look is a second ago. Others wait for this one.

        Nobody waits for a database that does not answer.
        """
        if time.monotonic() < self.next_look:
            return
        if not self._look_lock.acquire(blocking=not self.is_failing):
            return
        try:
            if time.monotonic() >= self.next_look:
                self._look()
        finally:
            self._look_lock.release()

    def _look(self):
        started = time.monotonic()
        try:
            touched = self._changes.read()
        except DatabaseError:
            self._go_on_without_database(started)
        else:
            self.is_failing, self._looked_at = False, started
            self.next_look = started + LOOK_EVERY
            if touched:
                self.forget(touched)
        finally:
            self._looks += 1
            # A pool lends connections; where there is none the thread keeps its own.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()

    def forget(self, tags: set[str]):
        with self._keep_lock:
            self.store.forget(tags)
            if self.files:
                self._remove(tags)

    def _remove(self, tags: set[str]):
        try:
            self.files.forget(tags)
        except OSError:
            logger.exception("PAGE_FILES에서 바뀐 페이지를 지우지 못했습니다.")

    def watch(self):
        """Look every second from now on, whether anybody asks this process for a page or not."""
        Thread(target=self._watch, name="page files", daemon=True).start()

    def _watch(self):
        while True:
            self.look()
            time.sleep(max(0.05, self.next_look - time.monotonic()))

    def _go_on_without_database(self, started: float):
        now = time.monotonic()
        self.is_failing, self.next_look = True, now + LOOK_EVERY
        if self._looked_at is None or started - self._looked_at > TRUSTED_WITHOUT_DATABASE:
            with self._keep_lock:
                self.store.clear()
                if self.files:
                    self.files.clear()


def _marked(start_response, status: str):
    def start(code, headers, exc_info=None):
        return start_response(code, [*headers, ("Cache-Status", f"{NAME}; {status}")], exc_info)

    return start


def _has_it(page: Page, environ) -> bool:
    """`If-None-Match` counts; only without it does a date."""
    if match := environ.get("HTTP_IF_NONE_MATCH"):
        return page.is_named_in(match)
    since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    modified = parse_http_date_safe(page.last_modified)
    return since is not None and modified is not None and modified <= since
