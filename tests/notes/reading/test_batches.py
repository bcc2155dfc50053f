"""What waits in memory, and the thread that has it counted."""

import logging
import threading
import time

import pytest
from django.db import OperationalError

from notes.models import MissedSearch, NoteReading, SiteReading
from notes.reading import batches as batches_module
from notes.reading import misses as misses_module
from notes.reading.batches import EVERY, Batches
from notes.reading.buffer import Buffer, Miss, Visit
from tests.notes.reading.conftest import ADDRESS, CHROME, YETI, peer_of, visit

NOTE = "/series/소셜전략/1/"


@pytest.fixture
def waiting():
    """As after `start()`, without the thread."""
    batches = Batches(Buffer(), Buffer())
    batches._client = peer_of
    batches.visits.open()
    batches.misses.open()
    return batches


# In memory --------------------------------------------------------------------------------------


def test_closed_buffer_keeps_nothing():
    buffer = Buffer()
    buffer.add(visit(NOTE))

    assert buffer.take() == ([], 0)


def test_full_buffer_drops_and_counts_what_it_dropped():
    buffer = Buffer(room=3)
    buffer.open()
    for number in range(5):
        buffer.add(visit(f"/notes/글-{number}/"))

    assert buffer.wake.is_set()
    entries, dropped = buffer.take()
    assert [entry.path for entry in entries] == [visit(f"/notes/글-{k}/").path for k in range(3)]
    assert dropped == 2
    assert buffer.take() == ([], 0)
    assert not buffer.wake.is_set()


def test_buffer_of_a_forked_process_begins_empty():
    buffer = Buffer()
    buffer.open()
    buffer.add(visit(NOTE))
    buffer.open()

    assert buffer.take() == ([], 0)


def test_nothing_is_lost_between_threads():
    buffer, taken = Buffer(room=100_000), []
    buffer.open()
    adding = [
        threading.Thread(target=lambda: [buffer.add((k,)) for k in range(5000)])
        for _one in range(4)
    ]
    for thread in adding:
        thread.start()
    while any(thread.is_alive() for thread in adding):
        taken += buffer.take()[0]
    taken += buffer.take()[0]

    assert len(taken) == 20_000


def test_plain_tuple_of_the_fast_way_is_a_visit():
    assert Visit._fields == ("path", "peer", "forwarded", "agent", "referrer", "moment")


# Counted ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_batch_is_counted_and_forgotten(waiting, make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=1)
    waiting.visits.add(visit(NOTE))
    waiting.misses.add(Miss("봄날", ADDRESS, CHROME, int(time.time())))
    waiting.flush()
    waiting.flush()

    assert NoteReading.objects.get(note=note).views == 1
    assert MissedSearch.objects.get().readers == 1


@pytest.mark.django_db
def test_nothing_to_count_asks_nothing(waiting, django_assert_num_queries):
    waiting.flush()
    with django_assert_num_queries(0):
        waiting.flush()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("database is locked"), ZeroDivisionError()])
def test_failing_database_costs_numbers_and_says_how_many(waiting, monkeypatch, caplog, error):
    def fail(*_arguments, **_options):
        raise error

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(batches_module, "count", fail)
        waiting.visits.add(visit(NOTE))
        waiting.visits.add(visit("/"))
        waiting.flush()
        waiting.flush()
    assert "독자 수를 적지 못했습니다" in caplog.text
    assert ADDRESS not in caplog.text and CHROME not in caplog.text
    waiting.visits.add(visit("/"))
    waiting.flush()

    assert (SiteReading.objects.get().views, SiteReading.objects.get().lost) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("database is locked"), ZeroDivisionError()])
def test_what_else_waits_is_done_and_may_fail_alone(waiting, caplog, error):
    done = []

    def also():
        done.append(SiteReading.objects.get().views)
        if len(done) == 1:
            raise error

    waiting._also = also
    for _time in range(2):
        waiting.visits.add(visit("/"))
        waiting.flush()

    assert done == [1, 2]
    assert "모아 둔 일을 하지 못했습니다" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_thread_counts_what_waits_when_the_process_ends(make_note):
    make_note(slug="친구와-같이")
    batches = Batches(Buffer(), Buffer())
    batches.start(peer_of)
    for _time in range(3):
        batches.visits.add(visit("/notes/친구와-같이/"))
    batches.finish()
    batches.visits.add(visit("/notes/친구와-같이/"))

    assert not batches._thread.is_alive()
    assert SiteReading.objects.get().views == 3


@pytest.mark.django_db(transaction=True)
def test_thread_wakes_when_the_buffer_is_half_full(make_note):
    batches = Batches(Buffer(room=4), Buffer())
    batches.start(peer_of)
    try:
        for _time in range(2):
            batches.visits.add(visit("/"))
        deadline = time.monotonic() + EVERY / 2
        while not SiteReading.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert SiteReading.objects.get().views == 2
    finally:
        batches.finish()


def test_process_that_never_started_ends_at_once():
    Batches(Buffer(), Buffer()).finish()


# Searches ---------------------------------------------------------------------------------------


@pytest.fixture
def misses(monkeypatch):
    buffer = Buffer()
    buffer.open()
    monkeypatch.setattr(misses_module, "misses", buffer)
    return lambda: [entry.words for entry in buffer.take()[0]]


@pytest.mark.django_db
def test_search_that_finds_nothing_is_remembered(client, make_note, misses):
    make_note("친구와 같이 시작하기")
    for query in ("소설책략", "친구", "", "  ", "reader@example.com 소설", "010 1234 5678"):
        assert (
            client.get("/search/", {"q": query}, headers={"user-agent": CHROME}).status_code == 200
        )

    assert misses() == ["소설책략"]


@pytest.mark.django_db
def test_search_of_programs_is_not(client, misses):
    client.get("/search/", {"q": "소설책략"}, headers={"user-agent": YETI})

    assert misses() == []


def test_search_of_those_who_write_here_is_not(moderator_client, misses):
    moderator_client.get("/search/", {"q": "소설책략"}, headers={"user-agent": CHROME})

    assert misses() == []
