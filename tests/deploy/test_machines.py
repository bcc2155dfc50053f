"""Two machines that are one site: PostgreSQL, a bucket, and nginx in front, all of them real.

They share nothing else: each has its own DATA_DIR. What one writes the other shows, and when one
dies nothing that was acknowledged is lost.
"""

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from unicodedata import normalize
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings as site_settings
from django.db import connection

from comments.models import Comment
from comments.tokens import make_token
from notes.images import read_picture
from tests.buckets import new_bucket, s3_server
from tests.deploy.conftest import PATIENCE, ROOT
from tests.pictures import as_bytes, file_of, gradient
from tests.ports import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),  # others must see what is written here
    pytest.mark.skipif(
        site_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
        reason="several machines need PostgreSQL: the second half of `make test`",
    ),
]
SEEN_WITHIN = 2  # seconds
WRITERS, READERS = 2, 2
NO_LIMITS = {"rate=30r/m": "rate=1000r/s", "rate=10r/m": "rate=1000r/s"}  # of one address


def posted(note, **fields) -> dict[str, str]:
    """A visitor's form as a browser sends it, its token half a minute old."""
    with time_machine.travel(time.time() - 30, tick=False):
        token = make_token(note.pk)
    return {"name": "김독자", "body": "", "token": token, **fields}


class Machine:
    """gunicorn as an operator starts it."""

    def __init__(self, folder, port: int, environment: dict[str, str]):
        self.folder, self.port = folder, port
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
        self.environment = kept | environment | {"DATA_DIR": str(folder), "PORT": str(port)}
        self.log = folder.with_suffix(".log")
        self.process = None

    def start(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "socialstrategy/gunicorn.conf.py"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/readyz", timeout=5
            ) as answer:
                return json.load(answer)["status"] == "ok"
        except OSError:
            return False

    def kill(self):
        """As a power cut: the server and its workers at once."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Visitor:
    """A browser's memory of cookies; the ports of a host share them, as browsers have it."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def ask(self, port: int, path: str, data: bytes | None = None, kind=None) -> tuple[int, bytes]:
        """Status and content after redirects."""
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def page(self, port: int, path: str) -> str:
        status, content = self.ask(port, path)
        assert status == 200, (path, status)
        return content.decode()

    def send(self, port: int, path: str, form_at: str | None = None, **fields) -> str:
        """The page after a form; its CSRF token is taken from the page at `form_at`."""
        if form_at:
            fields["csrfmiddlewaretoken"] = self.csrf_token(port, form_at)
        status, content = self.ask(port, path, urlencode(fields).encode())
        assert status == 200, (path, status, content.decode())
        return content.decode()

    def csrf_token(self, port: int, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page(port, path))
        return found[1]

    def upload(self, port: int, path: str, name: str, content: bytes):
        edge, token = uuid4().hex, self.csrf_token(port, path)
        fields = {"csrfmiddlewaretoken": token, "alt": "동네 전경"}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        status, answer = self.ask(port, path, body, f"multipart/form-data; boundary={edge}")
        assert status == 200, answer.decode()


@pytest.fixture
def database_url(transactional_db) -> str:
    """Of the tests' own database."""
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def site(database_url, collected_static, new_nginx, tmp_path):
    """nginx, and the two machines behind it."""
    ports = [free_port(), free_port()]
    nginx = new_nginx(ports, NO_LIMITS)
    with s3_server() as endpoint:
        environment = {
            "DATABASE_URL": database_url,
            "SECRET_KEY": site_settings.SECRET_KEY,
            "SITE_URL": f"http://127.0.0.1:{nginx.port}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "WEB_WORKERS": "1",
            "COMMENTS_PER_MINUTE": "0",
            "WEBMENTIONS": "0",
            "DEMO": "0",
            **new_bucket(endpoint).environment,
        }
        machines = [Machine(tmp_path / f"machine-{port}", port, environment) for port in ports]
        try:
            for machine in machines:
                shutil.copytree(collected_static, machine.folder / "static")
                machine.start()
            for machine in machines:
                machine.wait()
            yield nginx, machines
        finally:
            for machine in machines:
                machine.kill()


def test_two_machines_are_one_site(site, make_note, make_series, make_user, settings, password):
    nginx, (one, other) = site
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("moderator", is_staff=True, is_superuser=True)
    note = make_note(series=make_series(title="소셜전략"))
    moderator, reader = Visitor(), Visitor()
    body = "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다."

    # What comes in through nginx waits on both; who signs in at one is known at the other.
    reader.send(nginx.port, f"/comments/{note.pk}/", **posted(note, body=normalize("NFD", body)))
    comment = note.comments.get()
    Comment.objects.filter(pk=comment.pk).update(status=Comment.HELD)
    comment.refresh_from_db()
    login = "/account/login/"
    moderator.send(one.port, login, login, username="moderator", password=password)
    assert body in moderator.page(other.port, "/moderation/")

    # Approved through one, it is there for everybody at the other.
    assert body not in Visitor().page(other.port, note.get_absolute_url())
    decisions = f"/moderation/comments/{comment.pk}/decisions/"
    moderator.send(one.port, decisions, "/moderation/", act="approve", seen=comment.state)
    approved = time.monotonic()
    while True:
        asked = time.monotonic()
        if body in Visitor().page(other.port, note.get_absolute_url()):
            break
        assert asked - approved < SEEN_WITHIN
        time.sleep(0.05)

    # A picture uploaded through one is handed out by the other.
    content = as_bytes(gradient(600, 400), "JPEG")
    moderator.upload(one.port, "/admin/notes/image/add/", "우리 동네.jpg", content)
    name = read_picture(file_of(gradient(600, 400), "JPEG")).name
    pictures = [reader.ask(port, name.address) for port in (one.port, other.port, nginx.port)]
    assert [status for status, _content in pictures] == [200] * 3
    assert len({content for _status, content in pictures}) == 1
    assert list(one.folder.glob("media/**/*.*")) == []


class Traffic:
    """Visitors who write and read through nginx until they are told to stop."""

    def __init__(self, nginx, note):
        self.nginx, self.note, self.form = nginx, note, posted(note)
        self.acknowledged, self.refused, self.read = [], [], []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[k]) for k in range(WRITERS)]
        self._threads += [threading.Thread(target=self._read) for _k in range(READERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int):
        for count in itertools.count(1):
            if self._stop.is_set():
                return
            body = f"{number}번 독자의 {count}번째 말: {uuid4()}"
            status = self._send(urlencode(self.form | {"body": body}))
            (self.acknowledged if status == 303 else self.refused).append((body, status))

    def _send(self, form: str) -> int:
        path, kind = f"/comments/{self.note.pk}/", "application/x-www-form-urlencoded"
        return self.nginx.ask("POST", path, form, Content_Type=kind).status

    def _read(self):
        while not self._stop.is_set():
            self.read.append(self.nginx.get(self.note.get_absolute_url()).status)

    def go_on(self, writes: int, reads: int):
        """Until so many more have been written and read."""
        writes, reads = writes + len(self.acknowledged), reads + len(self.read)
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged) < writes or len(self.read) < reads:
            assert time.monotonic() < deadline, (self.acknowledged, self.refused, self.read)
            time.sleep(0.02)


def test_nothing_acknowledged_is_lost_when_a_machine_dies(site, make_note):
    nginx, (one, other) = site
    note = make_note("봄")

    with Traffic(nginx, note) as traffic:
        traffic.go_on(writes=6, reads=6)
        one.kill()
        traffic.go_on(writes=10, reads=10)

    stored = set(note.comments.values_list("body", flat=True))
    assert {body for body, _status in traffic.acknowledged} <= stored
    # A reader is sent to the other machine; a writer's words are not sent twice.
    assert set(traffic.read) == {200}
    assert len(traffic.refused) <= WRITERS
    assert {status for _body, status in traffic.refused} <= {503}
    assert len(stored) == note.comments.count() <= len(traffic.acknowledged) + len(traffic.refused)
    assert other.process.poll() is None
