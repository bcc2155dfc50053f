"""Each thread has a connection of its own, as Django promises, wherever they are kept."""

import threading

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import translation

from socialstrategy.page_worker import Lanes

PATIENCE = 10  # seconds


def in_thread(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join(PATIENCE)
    return found[0]


def test_connection_of_a_thread_is_its_own():
    mine, theirs = connections[DEFAULT_DB_ALIAS], in_thread(lambda: connections[DEFAULT_DB_ALIAS])

    assert mine is connections[DEFAULT_DB_ALIAS]
    assert theirs is not mine
    assert theirs.vendor == connection.vendor
    assert in_thread(lambda: connections.all(initialized_only=True)) == []


def test_connection_that_was_taken_away_is_made_anew():
    def take_away():
        before = connections[DEFAULT_DB_ALIAS]
        del connections[DEFAULT_DB_ALIAS]
        return before is not connections[DEFAULT_DB_ALIAS]

    assert in_thread(take_away)


@pytest.mark.parametrize("lane", ["readers", "writers"])
def test_threads_of_the_web_server_speak_the_language_of_the_site(settings, lane):
    settings.LANGUAGE_CODE = "en"
    lanes = Lanes(1, 1)
    future = getattr(lanes, lane).submit(translation.get_language)
    lanes.shutdown()

    assert future.result(PATIENCE) == "en"
