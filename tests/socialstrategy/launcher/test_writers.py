"""Many visitors who write at once, to the real web server: nothing is refused, lost or kept twice."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from comments.tokens import YOUNGEST
from tests.socialstrategy.launcher.sites import wait_for

pytestmark = pytest.mark.slow

WRITERS, EACH = 16, 15
PATIENCE = 60  # seconds for one answer; a writer who has to wait for the others waits at most 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOTE = 1  # the first of the demo series


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", ""), answer.read()


def write(port, token, writer):
    """Status and key of the comment in each answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    found = []
    for number in range(EACH):
        form = {"name": f"{writer}번 독자", "body": words(writer, number), "token": token}
        status, place, _page = ask(connection, "POST", f"/comments/{NOTE}/", urlencode(form), FORM)
        found.append((status, place.rpartition("#comment-")[2]))
    connection.close()
    return found


def words(writer, number):
    return f"{writer}번 독자가 {number}번째로 남기는 말이에요. **전략(戰略)**을 같이 세워요."


def read(port, path, is_over):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    statuses = []
    while not is_over.wait(0.02):
        statuses.append(ask(connection, "GET", path)[0])
    connection.close()
    return statuses


def stored(launcher):
    """Key and text of every comment that our writers can have left, oldest first."""
    return launcher.rows(
        "SELECT id, body FROM comments_comment WHERE network = '127.0.0.0/24' ORDER BY id"
    )


def test_sixteen_writers_at_once_lose_nothing_and_stop_no_reader(launcher):
    launcher.open(DEMO="1", COMMENTS_PER_MINUTE="0", WEB_WORKERS="2", WEB_THREADS="4")
    connection = HTTPConnection("127.0.0.1", launcher.port, timeout=PATIENCE)
    _status, _place, page = ask(connection, "GET", f"/comments/token/?note={NOTE}")
    token = json.loads(page)["token"]
    _status, place, _page = ask(connection, "GET", f"/comments/{NOTE}/")
    connection.close()
    note = place.partition("#")[0]
    is_over = threading.Event()

    with ThreadPoolExecutor(WRITERS + 2) as visitors:
        reading = [visitors.submit(read, launcher.port, p, is_over) for p in ("/healthz", note)]
        writing = [visitors.submit(write, launcher.port, token, n) for n in range(WRITERS)]
        try:
            answers = [answer for writer in writing for answer in writer.result()]
        finally:
            is_over.set()
        statuses = {status for reader in reading for status in reader.result()}

    rows = stored(launcher)
    assert {status for status, _key in answers} == {303}
    assert statuses == {200}
    assert sorted(int(key) for _status, key in answers) == [key for key, _body in rows]
    assert {body for _key, body in rows} == {
        words(writer, number) for writer in range(WRITERS) for number in range(EACH)
    }
    assert len(rows) == WRITERS * EACH


def test_words_of_a_comment_are_found_though_its_process_is_killed(launcher):
    launcher.open(DEMO="1", COMMENTS_PER_MINUTE="0", WEB_WORKERS="1")
    launcher.rows("UPDATE notes_site SET hold_first_timers = FALSE RETURNING id")
    connection = HTTPConnection("127.0.0.1", launcher.port, timeout=PATIENCE)
    token = json.loads(ask(connection, "GET", f"/comments/token/?note={NOTE}")[2])["token"]
    form = {"name": "김독자", "body": "저희 동네 우체통나무 아래에서도 그랬어요.", "token": token}
    time.sleep(YOUNGEST)

    ask(connection, "POST", f"/comments/{NOTE}/", urlencode(form), FORM)
    connection.close()

    assert launcher.rows("SELECT count(*) FROM comments_unheard") == [(1,)]
    [worker] = web_workers(launcher)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: finds(launcher.port, "우체통나무"))
    assert launcher.rows("SELECT count(*) FROM comments_unheard") == [(0,)]


def web_workers(launcher) -> list[int]:
    web, tasks = launcher.pids()
    children = Path(f"/proc/{web}/task/{web}/children").read_text().split()
    return [int(child) for child in children if int(child) != tasks]


def finds(port, words) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        answer = ask(connection, "GET", f"/api/v1/search/?q={quote(words)}")[2]
    except OSError:  # the next process is not there yet
        return False
    finally:
        connection.close()
    return any(hit["exact"] for hit in json.loads(answer)["results"])
