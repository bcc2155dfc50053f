"""How a database means to answer a query."""

from django.db import connection

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plan(sql: str, params=()) -> str:
    """One line for each step. Of a captured query, the values are in `sql` already."""
    if not params:
        sql = sql.replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"{EXPLAIN[connection.vendor]} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def as_if_large(*ways: str):
    """Count the rows now. PostgreSQL is to do without these ways (`seqscan`, `sort` …) where it can, as it
    would with a million rows; for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            for way in ways:
                cursor.execute(f"SET LOCAL enable_{way} = off")
