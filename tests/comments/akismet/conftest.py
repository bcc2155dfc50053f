"""A server on this machine that speaks Akismet's protocol: rightly, wrongly and slowly."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from comments.akismet import client as wire
from comments.models import SpamPolicy

KEY = "0123456789ab"
THANKS = "Thanks for making the web a better place."
HTML = "<!doctype html><title>점검 중입니다</title><p>잠시 뒤에 다시 오세요."


class Service:
    """Knows one key. `moods` are for the next requests, one each; without one it answers `answer` to
    comment-check, and as it should to all others.

    ham, spam      false, true                    discard   true, and the pro tip
    error          500                            moved     302 to a page that says true
    garbage        HTML with 200                  invalid   as for a wrong key
    neither        "maybe"                        empty     nothing
    hang           no answer for longer than anybody waits
    drip           an answer that never ends, a little at a time
    endless        a megabyte
    cut            the line is cut before the answer
    """

    BODIES = {
        "ham": "false",
        "spam": "true",
        "discard": "true",
        "garbage": HTML,
        "invalid": "invalid",
        "neither": "maybe",
        "empty": "",
        "endless": "true " * 200_000,
    }

    def __init__(self):
        self.moods, self.answer, self.requests = [], "ham", []
        self.on_request = lambda: None  # what happens elsewhere before the answer is sent
        self.is_over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.handle_error = lambda *_arguments: None  # visitors hang up, as they should
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def _handler(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
                sent = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
                operation = self.path.rpartition("/")[2]
                service.requests.append((operation, sent))
                try:
                    service.on_request()
                finally:
                    connections.close_all()  # this thread's own
                service.speak(self, operation, sent)

            def log_message(self, *_arguments):
                pass

        return Handler

    def speak(self, handler, operation: str, sent: dict):
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "hang":
            self.is_over.wait(20)
        if mood in ("hang", "cut"):
            handler.close_connection = True
            return
        if mood == "drip":
            self._drip(handler)
            return
        body = self.BODIES.get(mood) if mood in self.BODIES else self._right(operation, sent)
        handler.send_response({"error": 500, "moved": 302}.get(mood, 200))
        if mood == "moved":
            handler.send_header("Location", f"{self.url}/elsewhere")
        if body == "true" and "discard" in (mood, mood or self.answer):
            handler.send_header("X-akismet-pro-tip", "discard")
        handler.send_header("Content-Type", "text/plain; charset=utf-8")
        handler.end_headers()
        handler.wfile.write(body.encode())

    def _right(self, operation: str, sent: dict) -> str:
        is_known = KEY in (sent.get("api_key"), sent.get("key"))
        if operation == "verify-key":
            return "valid" if is_known else "invalid"
        if not is_known:
            return "invalid"
        return self.BODIES[self.answer] if operation == "comment-check" else THANKS

    def _drip(self, handler):
        handler.send_response(200)
        handler.end_headers()
        while not self.is_over.wait(0.05):
            handler.wfile.write(b"t")
            handler.wfile.flush()

    def asked(self, operation="comment-check") -> list[dict]:
        """What was sent, of one kind of request."""
        return [sent for name, sent in self.requests if name == operation]

    def stop(self):
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def service(settings, monkeypatch):
    found = Service()
    settings.AKISMET_URL = found.url
    monkeypatch.setattr(wire, "TIMEOUT", 0.5)
    monkeypatch.setattr(wire, "DEADLINE", 0.5)
    yield found
    found.stop()


def _set_key(key: str = KEY):
    SpamPolicy.objects.update_or_create(pk=SpamPolicy.ONLY, defaults={"akismet_key": key})


@pytest.fixture
def akismet(db, service):
    """The service, and a site that has a key for it and lets first-timers in."""
    from notes.models import Site

    _set_key()
    Site.objects.update_or_create(pk=Site.ONLY, defaults={"hold_first_timers": False})
    return service


@pytest.fixture
def clock():
    """Stands still; `clock.shift(timedelta(…))` moves it."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def _work(only="comments.akismet"):
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="here",
    )
    done = []
    ready = DBTaskResult.objects.ready().filter(task_path__startswith=only)
    while (task := ready.first()) is not None:
        task.claim("here")
        worker.run_task(task)
        task.refresh_from_db()
        done.append(task.return_value if task.status == "SUCCESSFUL" else task.status)
    return done


@pytest.fixture
def work(queue, clock):
    """Do what is due, or will be `after` some time, as the worker does; answers what came of it."""

    def do(after=timedelta()):
        clock.shift(after)
        return _work()

    return do
