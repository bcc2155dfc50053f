"""A thread that keeps the connection whose client asks again at once."""

import socket
import time
from concurrent.futures import wait
from contextlib import closing
from io import BytesIO
from threading import Event
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from socialstrategy import page_worker
from socialstrategy.latest_first import LatestFirst
from socialstrategy.page_worker import Lanes, PageWorker, settle

PATIENCE = 10  # seconds
GET, POST = b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\n"


@pytest.fixture
def worker():
    """A worker that has not been started: one connection, four threads."""
    worker = PageWorker.__new__(PageWorker)
    worker.cfg = SimpleNamespace(threads=4, keepalive=15, is_ssl=False)
    worker.alive, worker.nr_conns, worker.tpool = True, 1, Lanes(4, 2)
    return worker


@pytest.fixture
def client():
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        yield SimpleNamespace(send=theirs.sendall, leave=theirs.close, sock=ours)


@pytest.fixture
def conn(worker, client):
    """Somebody who was answered in the readers' lane, and has asked at once before."""
    parser = SimpleNamespace(unreader=SimpleNamespace(buf=BytesIO()))
    lane = worker.tpool.readers
    return SimpleNamespace(
        sock=client.sock, parser=parser, lane=lane, is_http2=False, asks_at_once=True
    )


def test_next_question_is_waited_for(worker, client, conn):
    client.send(GET)

    assert worker.is_asked_at_once(conn)


def test_who_does_not_come_is_not_waited_for_again(worker, client, conn):
    assert not worker.is_asked_at_once(conn)

    client.send(GET)
    assert not worker.is_asked_at_once(conn)


def test_nobody_is_waited_for_before_they_have_asked_at_once(worker, client, conn):
    del conn.asks_at_once
    client.send(GET)

    assert not worker.is_asked_at_once(conn)


@pytest.mark.parametrize("lane", ["readers", "writers"])
@pytest.mark.parametrize("question", [GET, POST])
def test_each_question_belongs_in_its_lane(worker, client, conn, lane, question):
    conn.lane = getattr(worker.tpool, lane)
    client.send(question)

    belongs = {"readers": GET, "writers": POST}[lane]
    assert worker.is_asked_at_once(conn) == (question == belongs)


def test_with_more_connections_than_threads_nobody_is_waited_for(worker, client, conn):
    client.send(GET)
    worker.nr_conns = 5

    assert not worker.is_asked_at_once(conn)


def test_who_waits_in_the_same_lane_comes_first(worker, client, conn):
    """Else two who send one comment after the other would have both threads of the writers for ever."""
    client.send(GET)
    leave = Event()
    conn.lane = worker.tpool.readers = LatestFirst(1)
    at_work = [conn.lane.submit(leave.wait, PATIENCE) for _each in range(2)]

    assert not worker.is_asked_at_once(conn)
    leave.set()
    wait(at_work)
    assert worker.is_asked_at_once(conn)


def test_a_process_that_is_to_end_waits_for_nobody(worker, client, conn):
    client.send(GET)
    worker.alive = False

    assert not worker.is_asked_at_once(conn)


def test_what_was_read_already_is_found_by_others(worker, client, conn):
    """Beyond the body of a request: the socket has it no more."""
    conn.parser.unreader.buf = BytesIO(GET)
    client.send(GET)

    assert not worker.is_asked_at_once(conn)


@pytest.mark.parametrize(("waited", "asks_at_once"), [(0, True), (5, False)])
def test_the_one_who_watches_notes_how_soon_it_came(
    worker, client, conn, monkeypatch, waited, asks_at_once
):
    monkeypatch.setattr(page_worker, "AT_ONCE", 2.0)  # a busy machine is not that slow
    monkeypatch.setattr(page_worker.ThreadWorker, "on_client_socket_readable", lambda *_: None)
    conn.timeout = time.monotonic() + worker.cfg.keepalive - waited
    worker.on_client_socket_readable(conn, client.sock)

    assert conn.asks_at_once == asks_at_once


def test_settings_are_what_they_were():
    cfg = Config()
    cfg.set("keepalive", 7)
    before = {name: getattr(cfg, name) for name in cfg.settings}
    settle(cfg)

    assert {name: getattr(cfg, name) for name in cfg.settings} == before
    assert vars(cfg)["keepalive"] == 7


def test_one_thread_answers_as_long_as_it_is_asked(worker, client, conn, monkeypatch):
    """And the connection that is closed at last is nobody's any more."""
    answered = []

    def handle(_worker, conn):
        answered.append(conn.sock.recv(len(GET)))
        if len(answered) == 3:
            client.leave()
        return bool(answered[-1])

    monkeypatch.setattr(page_worker.ThreadWorker, "handle", handle)
    client.send(GET * 3)

    assert worker.handle(conn) is False
    assert answered == [GET, GET, GET, b""]
