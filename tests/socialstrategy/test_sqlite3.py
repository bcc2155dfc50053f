import asyncio
from datetime import UTC, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from socialstrategy.sqlite3 import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite"),
]


def ask(sql, values=None):
    with connection.cursor() as cursor:
        return cursor.execute(sql, values).fetchall()


def test_values_come_by_place_and_by_name():
    for _time in range(2):
        assert ask("SELECT %s, '%%', %s", ["하나", 2]) == [("하나", "%", 2)]
        assert ask("SELECT %(b)s, '%%', %(a)s", {"a": "글", "b": 2}) == [(2, "%", "글")]
        assert ask("SELECT '%s'") == [("%s",)]


def test_the_same_query_is_converted_once():
    base._converted.cache_clear()
    for number in range(3):
        ask("SELECT %s + 1", [number])

    assert base._converted.cache_info()[:2] == (2, 1)  # hits, misses


def test_a_very_long_query_is_not_kept():
    base._converted.cache_clear()
    numbers = list(range(900))
    long = f"SELECT {' + '.join(['%s'] * len(numbers))}".ljust(base.LONGEST + 1)

    assert ask(long, numbers) == [(sum(numbers),)]
    assert base._converted.cache_info().currsize == 0


def test_moments_are_written_as_django_writes_them():
    moments = [
        datetime(2011, 4, 7, 9, 30, tzinfo=UTC),
        datetime(2011, 4, 7, 9, 30, 0, 120, tzinfo=UTC),
        datetime(2011, 4, 7, 9, 30, tzinfo=ZoneInfo("Asia/Seoul")),
        datetime(2011, 4, 7, 9, 30),
        None,
    ]
    theirs = base.DatabaseOperations(connection)

    for moment in moments:
        ours = connection.ops.adapt_datetimefield_value(moment)
        assert ours == theirs.adapt_datetimefield_value(moment)


# The short way from `cursor()` to the rows ----------------------------------------------------------


def test_failures_are_djangos_own():
    with pytest.raises(OperationalError, match="no such table"), transaction.atomic():
        ask("SELECT * FROM nowhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        ask("INSERT INTO notes_site (id) VALUES (NULL), (1), (1)")
    with pytest.raises(ProgrammingError, match="number of bindings"):
        ask("SELECT %s", [1, 2])
    assert ask("SELECT 1") == [(1,)]


def test_failure_while_rows_are_read_is_djangos_own():
    connection.connection.create_function("grumble", 1, lambda number: 1 // number)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT grumble(value) FROM json_each('[1, 0]')")
        with pytest.raises(OperationalError):
            cursor.fetchall()


def test_a_cursor_outlives_its_connection():
    other = base.DatabaseWrapper(connection.settings_dict, "other")
    other.ensure_connection()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
        other.close()


def test_nothing_is_asked_in_a_broken_transaction():
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask("SELECT 1")
        connection.set_rollback(False)


def test_who_listens_hears_of_all():
    heard = []

    def wrapper(execute, sql, *more):
        heard.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(wrapper):
        ask("SELECT %s", ["글"])
    with CaptureQueriesContext(connection) as queries:
        ask("SELECT %s", ["글"])

    assert heard == ["SELECT %s"]
    assert [query["sql"] for query in queries] == ["SELECT '글'"]


def test_a_connection_stays_in_its_thread():
    told = []

    def elsewhere():
        try:
            mine.cursor()
        except DatabaseError as error:
            told.append(str(error))

    mine = base.DatabaseWrapper(connection.settings_dict, "elsewhere")
    mine.ensure_connection()
    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    mine.close()

    assert "can only be used in that same thread" in told[0]


def test_no_event_loop_waits_for_the_disk(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # tests in browsers set it

    async def ask_here():
        connection.cursor()

    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(ask_here())


def test_a_connection_that_was_closed_is_opened():
    other = base.DatabaseWrapper(connection.settings_dict, "other")
    with other.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)
    other.close()
    with other.cursor() as cursor:
        assert cursor.execute("SELECT 2").fetchall() == [(2,)]
    other.close()
