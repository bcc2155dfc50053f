from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

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
