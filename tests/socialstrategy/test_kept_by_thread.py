"""Each thread has a connection, a language and a prefix of its own, as Django promises, wherever they are kept."""

import threading
from datetime import UTC

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.urls import clear_script_prefix, get_script_prefix, set_script_prefix
from django.utils import timezone, translation

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
    assert connections.all(initialized_only=True) == connections.all() == [mine]


def test_connection_that_was_taken_away_is_made_anew():
    def take_away():
        before = connections[DEFAULT_DB_ALIAS]
        del connections[DEFAULT_DB_ALIAS]
        return before is not connections[DEFAULT_DB_ALIAS]

    assert in_thread(take_away)


def test_language_prefix_and_time_zone_of_a_thread_are_its_own():
    """And a thread that says nothing has the site's."""
    with translation.override("en"), timezone.override(UTC):
        set_script_prefix("/blog/")
        try:
            theirs = in_thread(what_is_said)
            mine = what_is_said()
        finally:
            clear_script_prefix()

    assert mine == ("en", "UTC", "/blog/", "Title")
    assert theirs == what_is_said() == ("ko", "Asia/Seoul", "/", "제목")


def what_is_said():
    zone = str(timezone.get_current_timezone())
    return translation.get_language(), zone, get_script_prefix(), translation.gettext("제목")
