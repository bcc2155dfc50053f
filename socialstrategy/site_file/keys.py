"""Which keys a table has handed out. The highest is kept although its row may be gone: what was erased
must not come again under its address, or its writer's secret link would open somebody else's words."""

from django.db import connection, models

from socialstrategy.site_file.tables import EXPORTED, Table

TABLES = [table for table in EXPORTED if table.hands_keys_out]


def last_keys() -> dict[str, int]:
    """By table, of those whose keys the database hands out. A row may have brought a greater one along:
    PostgreSQL has not handed that out, SQLite thinks that it has."""
    read = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
    with connection.cursor() as cursor:
        return {table.name: max(read(cursor, table), _greatest(table)) for table in TABLES}


def go_on_from(keys: dict[str, int]):
    """Hand out greater ones than these, and than those that are there."""
    write = _set_postgresql if connection.vendor == "postgresql" else _set_sqlite
    with connection.cursor() as cursor:
        for table in TABLES:
            write(cursor, table, max(keys.get(table.name, 0), _greatest(table)))


def _greatest(table: Table) -> int:
    keys = models.QuerySet(table.model).order_by("-pk").values_list("pk", flat=True)
    return keys.first() or 0


def _of_sqlite(cursor, table: Table) -> int:
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.model._meta.db_table])
    return (cursor.fetchone() or [0])[0]


def _set_sqlite(cursor, table: Table, key: int):
    name = table.model._meta.db_table
    cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [key, name])
    if not cursor.rowcount:
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, key])


def _of_postgresql(cursor, table: Table) -> int:
    last = "CASE WHEN is_called THEN last_value ELSE last_value - 1 END"
    cursor.execute(f"SELECT {last} FROM {_sequence(cursor, table)}")
    return cursor.fetchone()[0]


def _set_postgresql(cursor, table: Table, key: int):
    name = _sequence(cursor, table)
    cursor.execute("SELECT setval(%s, %s, %s)", [name, max(key, 1), key > 0])


def _sequence(cursor, table: Table) -> str:
    """Its name, quoted as need be."""
    where = [connection.ops.quote_name(table.model._meta.db_table), table.key.column]
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", where)
    return cursor.fetchone()[0]
