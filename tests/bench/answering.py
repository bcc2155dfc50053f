"""Runs inside the process of one site: fills it, or answers its pages and says what they cost.

    python -m tests.bench.answering load '{"size": 1000, "jsonl": null}'
    python -m tests.bench.answering serve '{"rare": "등나무", …}'

`load` prints lines of progress and then what it took. `serve` prints a description of all pages,
then reads a request a line, `{"page": "home", "times": 3}`, and answers with milliseconds. JSON all.
The settings are the site's own; the environment says where its data lies (`sites`).
"""

import json
import platform
import re
import sys
import time
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.hearing import hear_later, hear_waiting
from comments.models import Comment
from comments.tokens import YOUNGEST, make_token
from notes.models import Note
from socialstrategy import preparation
from socialstrategy.call_stack import with_room
from tests.bench.clock import Clock
from tests.bench.essays import remark
from tests.bench.loading import MODERATOR, load
from tests.bench.pages import HEARD, NEW, PAGES, Page, Queries, Targets
from tests.environs import Environ

COMMENT = re.compile(rb'\bid="?comment-\d')  # one in a page
FORM = "application/x-www-form-urlencoded"


@cache
def _django() -> WSGIHandler:
    """What the web server calls when no finished page is kept."""
    return WSGIHandler()


def answer(environ: dict) -> tuple[int, bytes]:
    """Status and body, as a web server fetches them from Django."""
    said: list[str] = []
    response = _django()(environ, lambda status, _headers: said.append(status))
    try:
        return int(said[0].split()[0]), b"".join(response)
    finally:
        response.close()


class Visitor:
    """Asks for one page. `prepare()` first; what it answers is the request alone, to be timed."""

    def __init__(self, page: Page, site: Targets, token: str):
        self._page, self._site, self._token = page, site, token
        self._path = page.path(site)
        self._environ = Environ(SERVER_NAME="localhost")
        self._cookies = {"HTTP_COOKIE": _moderators_cookies()} if page.signed_in else {}
        self._sent = 0
        self._newest = Comment.objects.aggregate(Max("pk"))["pk__max"]

    def prepare(self):
        """A request without arguments; each comment is a new one, from another network."""
        if not self._page.post:
            return self._asking(self._environ.get(self._path, **self._cookies))
        send = self._sending()
        if self._page.post != HEARD:
            return send
        send()
        return hear_waiting

    def _sending(self):
        self._sent += 1
        form = {"body": remark(f"{self._sent} {self._page.post}"), "token": self._token}
        form |= {"name": "처음 온 이", "email": f"{self._sent}@example.org"}
        if self._page.post != NEW:
            form |= {"name": self._site.reader.name, "email": self._site.reader.email}
        form = urlencode(form)  # as browsers send it
        address = f"10.{self._sent >> 8 & 255}.{self._sent & 255}.7"
        return self._asking(self._environ.post(self._path, form, FORM, REMOTE_ADDR=address))

    def take_back(self):
        """What was sent before: it would wait in the moderators' queue, which is measured too, and make
        the next comment one of many alike."""
        for comment in Comment.objects.filter(pk__gt=self._newest):
            comment.delete()

    def _asking(self, environ: dict):
        return lambda: self._checked(*answer(environ))

    def _checked(self, status: int, body: bytes) -> bytes:
        if status != self._page.status:
            raise SystemExit(f"{self._page.name}: {self._path} answered {status}")
        return body


def _moderators_cookies() -> str:
    client = Client()
    moderator = get_user_model().objects.get(username=MODERATOR)
    client.force_login(moderator, "django.contrib.auth.backends.ModelBackend")
    return SimpleCookie(client.cookies).output(attrs=[], header="", sep=";").strip()


class Site:
    """All pages that the site in `DATA_DIR` has."""

    def __init__(self, queries: Queries):
        targets = Targets(queries)
        token = make_token(targets.answered.pk)
        time.sleep(YOUNGEST)  # a comment that comes faster is another case
        pages = [page for page in PAGES if page.path(targets)]
        self._visitors = {page: Visitor(page, targets, token) for page in pages}
        self._clock = Clock()

    def description(self) -> dict:
        """Of each page what does not vary; asking for it warms everything up."""
        return {
            "version": database_version(),
            "python": platform.python_version(),
            "django": django.__version__,
            "server_counted": self._clock.counts_server,
            "pages": {page.name: self._look(page) for page in self._visitors},
        }

    def _look(self, page: Page) -> dict:
        self._visitors[page].prepare()()
        ask = self._visitors[page].prepare()
        with CaptureQueriesContext(connection) as queries:
            body = ask()
        self._visitors[page].take_back()
        body = b"" if page.post else body
        return {
            "limit": page.limit,
            "queries": len(queries.captured_queries),
            "bytes": len(body),
            "comments": len(COMMENT.findall(body)),
        }

    def measure(self, name: str, times: int) -> list[list[float]]:
        """[all, the database server's part] in CPU milliseconds, for each of so many requests.

        One request goes before them: other processes have had the caches of this core meanwhile.
        """
        visitor = next(visitor for page, visitor in self._visitors.items() if page.name == name)
        visitor.prepare()()
        costs = [self._clock.cost(visitor.prepare()) for _request in range(times)]
        visitor.take_back()
        return costs


def database_version() -> str:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return f"SQLite {connection.Database.sqlite_version}"
    return f"PostgreSQL {connection.connection.info.parameter_status('server_version').split()[0]}"


def _load(size: int, jsonl: str | None):
    say = lambda line: _print({"said": line})  # noqa: E731
    for step in (preparation.migrate, preparation.collect_static):
        step(say)
    start = time.process_time()
    load(size, jsonl and Path(jsonl), say)
    done = {"cpu_s": round(time.process_time() - start, 1)}
    _print(done | {"notes": Note.objects.count(), "comments": Comment.objects.count()})


def _serve(**queries: str):
    hear_later()  # as the web server does
    site = Site(Queries(**queries))
    _print(site.description())
    for line in sys.stdin:
        request = json.loads(line)
        _print(site.measure(request["page"], request["times"]))


def _print(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work = {"load": _load, "serve": _serve}[sys.argv[1]]
    with_room(work)(**json.loads(sys.argv[2]))  # as the web server's threads begin
    connection.close()
