"""How a database means to answer a query."""

import re

import pytest
from django.db import connection

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plan(sql: str, params=()) -> str:
    """One line for each step. Of a captured query, the values are in `sql` already."""
    if not params:
        sql = sql.replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"{EXPLAIN[connection.vendor]} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def plan_for_any(sql: str) -> str:
    """What PostgreSQL makes once for whatever values will stand at `%(name)s`. Counts the rows before."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one plan for any values anyway")
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    sql %= {name: f"${place}" for place, name in enumerate(names, 1)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE asked AS {sql}")
        cursor.execute(f"EXPLAIN EXECUTE asked ({', '.join(['NULL'] * len(names))})")
        steps = "\n".join(step for (step,) in cursor.fetchall())
        cursor.execute("DEALLOCATE asked")
    return steps


def as_if_large(*ways: str):
    """Count the rows now. PostgreSQL is to do without these ways (`seqscan`, `sort` …) where it can, as it
    would with a million rows; for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            for way in ways:
                cursor.execute(f"SET LOCAL enable_{way} = off")
