"""The shortest way to a finished page must answer as the ordinary one does. A real gunicorn, real sockets."""

import gzip
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from django.db import connection

from tests.notes.reading.conftest import CHROME, YETI

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor == "postgresql", reason="has a SQLite file of its own; runs in that half"
    ),
]

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds; a loaded machine is slow, not broken
NOTE = quote("/series/함께-짓기/1/")
# By a cookie that means nothing a request takes the ordinary way, and gets the same page.
ORDINARY = {"Cookie": "_ga=1"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, new_site, collected_static):
    """The folder of a site with the demo series. Nobody has answered from it yet."""
    folder = new_site(tmp_path_factory.mktemp("site") / "var")
    shutil.copytree(collected_static, folder / "static")
    site = environment(DATA_DIR=str(folder))
    subprocess.run([sys.executable, "manage.py", "prepare_site"], env=site, cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def port(tmp_path_factory, prepared):
    """One process, so that the second request is always a hit."""
    folder = shutil.copytree(prepared, tmp_path_factory.mktemp("site") / "var")
    with gunicorn(environment(DATA_DIR=str(folder), WEB_WORKERS="1")) as port:
        yield port


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | more


@contextmanager
def gunicorn(site: dict[str, str]):
    """Answers its port when it listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "socialstrategy/gunicorn.conf.py"]
    with subprocess.Popen(command, env=site | {"PORT": str(port)}, cwd=ROOT) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            ask(port, "/healthz")
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def ask(port, path, method="GET", **headers):
    """Status, headers (lower case) and body."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers=said)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return response.status, found, response.read()
    finally:
        connection.close()


def without_date(headers: dict) -> dict:
    return {name: value for name, value in headers.items() if name != "date"}


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_both_ways_give_the_same_page(port, encoding):
    ask(port, NOTE, Accept_Encoding=encoding)
    status, headers, body = ask(port, NOTE, Accept_Encoding=encoding)
    ordinary = ask(port, NOTE, Accept_Encoding=encoding, **ORDINARY)

    assert status == 200
    assert headers["cache-status"] == "socialstrategy; hit"
    assert without_date(headers) == without_date(ordinary[1])
    assert body == ordinary[2]
    assert int(headers["content-length"]) == len(body)
    unpack = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert "함께 짓기" in unpack(body).decode()


def test_both_ways_say_that_nothing_has_changed(port):
    etag = ask(port, NOTE)[1]["etag"]
    status, headers, body = ask(port, NOTE, If_None_Match=etag)
    ordinary = ask(port, NOTE, If_None_Match=etag, **ORDINARY)

    assert (status, body) == (304, b"") == (ordinary[0], ordinary[2])
    assert without_date(headers) == without_date(ordinary[1])
    assert ask(port, NOTE, If_None_Match='"other"')[0] == 200


def test_feed_keeps_its_two_types(port):
    for _time in range(2):
        assert ask(port, "/feed/")[1]["content-type"].startswith("application/atom+xml")
        browser = ask(port, "/feed/", Sec_Fetch_Dest="document")
        assert browser[1]["content-type"].startswith("application/xml")


def test_host_that_is_not_ours_is_refused(port):
    ask(port, NOTE)

    assert ask(port, NOTE, Host="evil.example")[0] == 400


def test_head_has_no_body(port):
    _status, headers, body = ask(port, NOTE)
    head = ask(port, NOTE, method="HEAD")

    assert (head[0], head[2]) == (200, b"")
    assert head[1]["content-length"] == headers["content-length"]


def test_many_questions_go_over_one_connection(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    bodies = []
    for path in [NOTE, "/", NOTE, "/search/?q=%EB%AA%A8%EC%9E%84", "/nowhere/", NOTE]:
        connection.request("GET", path)
        bodies.append(connection.getresponse().read())
    connection.close()

    assert bodies[0] == bodies[2] == bodies[5]


def test_who_asks_without_a_pause_is_answered_in_turn(port):
    """Writers' questions and readers': each is answered in its lane, whichever thread had the last one."""
    questions = [("GET", NOTE), ("POST", "/comments/1/"), ("GET", "/nowhere/"), ("GET", NOTE)]
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        statuses = [_status(connection, *each) for _time in range(25) for each in questions]

    assert statuses == 25 * [200, 422, 404, 200]


def _status(connection, method: str, path: str) -> int:
    form = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    connection.request(method, path, "name=&body=%EA%B8%80" if form else None, form)
    response = connection.getresponse()
    response.read()
    return response.status


def raw(port, text: str, pause: float = 0) -> bytes:
    """All that comes until the other side closes; read slowly, in small pieces, with a `pause`."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048 if pause else 65536)
        sock.settimeout(PATIENCE)
        sock.connect(("127.0.0.1", port))
        sock.sendall(text.replace("\n", "\r\n").encode())
        pieces = []
        while piece := sock.recv(4096):
            pieces.append(piece)
            time.sleep(pause)
        return b"".join(pieces)


def test_two_questions_at_once_get_two_answers(port):
    ask(port, NOTE)
    question = f"GET {NOTE} HTTP/1.1\nHost: localhost\n\n"
    last = f"GET {NOTE} HTTP/1.1\nHost: localhost\nConnection: close\n\n"
    answers = raw(port, question + last)

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.count(b"</html>") == 2
    assert b"Connection: keep-alive" in answers
    assert b"Connection: close" in answers


def test_body_of_a_get_is_not_taken_for_the_next_question(port):
    ask(port, NOTE)
    body = "GET /nowhere/ HTTP/1.1\nHost: localhost\n\n".replace("\n", "\r\n")
    question = f"GET {NOTE} HTTP/1.1\nHost: localhost\nContent-Length: {len(body)}\n\n"
    last = "GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n"
    answers = raw(port, question + body.replace("\r\n", "\n") + last)

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert b"404" not in answers.split(b"\r\n\r\n")[0]


def test_old_client_is_answered_and_let_go(port):
    ask(port, NOTE)
    answer = raw(port, f"GET {NOTE} HTTP/1.0\nHost: localhost\n\n")

    assert b" 200 OK" in answer
    assert answer.endswith(b"</html>\n")


def test_slow_reader_gets_the_whole_page(port):
    expected = ask(port, NOTE)[2]
    answer = raw(port, f"GET {NOTE} HTTP/1.1\nHost: localhost\nConnection: close\n\n", pause=0.002)

    assert answer.partition(b"\r\n\r\n")[2] == expected


@pytest.fixture
def crowd(port):
    """`crowd(count, text)`: so many connections that send this and then nothing more."""
    waiting = []

    def gather(count, text=""):
        for _one in range(count):
            sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            sock.sendall(text.replace("\n", "\r\n").encode())
            waiting.append(sock)

    yield gather
    for sock in waiting:
        sock.close()


def test_silent_connections_take_no_thread(port, crowd):
    ask(port, NOTE)
    crowd(12)

    started = time.monotonic()
    assert ask(port, NOTE)[0] == ask(port, "/search/?q=%EA%B8%80")[0] == 200
    # gunicorn gives a thread to each, for five seconds; there are four.
    assert time.monotonic() - started < 4.5


def test_waiting_writers_keep_no_reader_waiting(port, crowd):
    ask(port, NOTE)
    crowd(
        12,
        "POST /comments/1/ HTTP/1.1\nHost: localhost\nContent-Length: 1000\n"
        "Content-Type: application/x-www-form-urlencoded\n\nname=%EB%8F%85",
    )

    assert ask(port, NOTE)[0] == ask(port, "/search/?q=%EA%B8%80")[0] == 200


# What is not as it should be ---------------------------------------------------------------------


def question(target, more="Connection: close\n"):
    return f"GET {target} HTTP/1.1\nHost: localhost\n{more}\n"


def test_letters_that_nobody_has_encoded_are_read(port):
    expected = ask(port, f"/search/?q={quote('전략')}")[2]
    ask(port, NOTE)

    found = raw(port, question("/search/?q=전략"))
    note = raw(port, question("/series/함께-짓기/1/", "") + question("/search/?q=전략"))

    assert found.startswith(b"HTTP/1.1 200 OK") and found.endswith(expected)
    assert note.count(b"HTTP/1.1 200 OK") == 2 and note.endswith(expected)
    assert b'Server-Timing: cache;desc="hit"' in note


@pytest.mark.parametrize(
    ("target", "status"), [("/search/?q=소셜 전략", 400), (f"/search/?q={'전' * 910}", 414)]
)
def test_what_is_broken_is_refused_in_words(port, target, status):
    """What follows is not read: nobody knows where it begins."""
    head, _line, body = raw(port, question(target, "") + question("/")).partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(body)}".encode() in head
    assert "알아들을 수 없는 요청입니다" in body.decode()
    assert "The address is broken or too long." in body.decode()


def test_page_of_the_broken_has_its_looks(port):
    [sheet] = re.findall(b'href="(.*?[.]css)"', raw(port, question("전략")))

    assert ask(port, sheet.decode())[0] == 200


# Readers ----------------------------------------------------------------------------------------


def test_both_ways_count_their_readers(prepared, tmp_path):
    """Two processes, in front of them a proxy that is believed; what waits is counted at the end."""
    folder = shutil.copytree(prepared, tmp_path / "var")
    with gunicorn(environment(DATA_DIR=str(folder), TRUSTED_PROXIES="127.0.0.1")) as port:
        for number in range(12):
            said = {"User_Agent": CHROME, "X_Forwarded_For": f"203.0.113.{number % 3}"}
            assert ask(port, NOTE, **said)[0] == 200
            ask(port, NOTE, **said, **ORDINARY)
            ask(port, NOTE, **said, Sec_Fetch_Mode="cors")
            ask(port, NOTE, **said, Sec_Purpose="prefetch")
            ask(port, NOTE, method="HEAD", **said)
            ask(port, NOTE, User_Agent=YETI)

    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        rows = database.execute("SELECT readers, views, robots FROM notes_notereading").fetchall()
        (stored,) = database.execute("SELECT count(*) FROM notes_seenreader").fetchone()
    assert rows == [(3, 24, 12)]
    assert stored == 6  # of each reader one for the note and one for the site
