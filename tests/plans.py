"""How a database means to answer a query."""

import inspect
import re
from itertools import count

import pytest
from django.db import connection

from notes.prepared import Parameter, _Planned

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
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _plan_of(sql % {name: f"${place}" for place, name in enumerate(names, 1)}, len(names))


def plan_of_kept(ask) -> str:
    """The same of a query of `notes.prepared`, of which rows were counted before."""
    build, place = ask.__wrapped__, count(1)
    names = inspect.signature(build, eval_str=True).parameters
    parameters = [Parameter(name, each.annotation) for name, each in names.items()]
    planned = _Planned(build(*parameters))
    sql = re.sub("%s", lambda _place: f"${next(place)}", planned.sql)
    return _plan_of(sql.replace("%%", "%"), len(planned.params))


def _plan_of(sql: str, number: int) -> str:
    values = f"({', '.join(['NULL'] * number)})" if number else ""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE asked AS {sql}")
        cursor.execute(f"EXPLAIN EXECUTE asked {values}")
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
