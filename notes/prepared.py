"""Queries that are written once per process and asked once per page.

Django takes ten times as long to write a query as the database takes to answer it, and a page asks
the same few each time: only the values differ. `@prepared` keeps the SQL that the ORM wrote at the
first call. It stays one definition, in the ORM's words, for both databases.

PostgreSQL plans a query anew each time, which takes longer than most answers: there the server
itself puts the values in. Each connection reads a query once and plans it once, for any values
(socialstrategy/environment.py): what decides about the plan is no parameter but stands in the query.
"""

import inspect
import re
from datetime import datetime
from functools import wraps
from itertools import repeat
from json import JSONEncoder

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression
from django.db.models.query import ValuesIterable, ValuesListIterable, get_related_populators

FIELDS = {
    int: models.BigIntegerField(),
    list[int]: models.BigIntegerField(),
    str: models.TextField(),
    list[str]: models.TextField(),
    datetime: models.DateTimeField(),
}
LISTS = (list[int], list[str])
# In the SQL where a list comes in: it has another length each time.
MANY = "/* many */ %s"
NONE = "SELECT 1 WHERE 1 = 0"  # an empty list, which SQL does not know
ONE_OF = re.compile(rf"IN \({re.escape(MANY)}([^)]*)\)")
as_json = JSONEncoder(ensure_ascii=False).encode  # `dumps` makes one at each call
BETWEEN = '","'
PLACE = re.compile("%%|%s")
# A narrower column would not take all numbers that are asked for.
TYPES = {int: "::bigint", list[int]: "::bigint[]"}


class Parameter(Expression):
    """Stands in a query for the value that each call brings along."""

    def __init__(self, name: str, kind: type):
        super().__init__(output_field=FIELDS[kind])
        self.name, self.kind, self.is_list = name, kind, kind in LISTS

    def as_sql(self, compiler, connection):
        return MANY if self.is_list else "%s", [self]

    def given(self, database, values: dict):
        """What the database gets for it."""
        value = values[self.name]
        if self.kind is datetime:
            return database.ops.adapt_datetimefield_value(value)
        return value


def prepared(build):
    """Mark a function that answers a QuerySet; called with values, it answers a list of its rows.

    Its parameters are annotated with `int`, `str`, `datetime` or, behind `__in`, a list of
    `int` or `str`; it may
    put them wherever a query takes an expression, and cannot look at them. Model instances know only
    what the query reads (no `prefetch_related`). Whole numbers must fit into 64 bits.
    """
    names = inspect.signature(build, eval_str=True).parameters
    parameters = {name: Parameter(name, each.annotation) for name, each in names.items()}
    written: dict[str, _Written] = {}

    @wraps(build)
    def ask(*values) -> list:
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it again at each dot
        if database.vendor not in written:
            kind = _Planned if database.vendor == "postgresql" else _Written
            written[database.vendor] = kind(build(*parameters.values()))
        return written[database.vendor].ask(database, dict(zip(parameters, values, strict=True)))

    return ask


def ask_by_hand(sql: str, values: dict[str, object]) -> list[tuple]:
    """The rows of a query for which the ORM has no words. `sql` is the same text each time, with
    `%(name)s` for each value. A list is one value: an array for PostgreSQL, JSON for SQLite."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if cursor.db.vendor == "postgresql":
            given = {name: _bound(value) for name, value in values.items()}
        else:
            lists = {
                name: list_as_json(each) for name, each in values.items() if type(each) is list
            }
            given = values | lists
        _execute(cursor, sql, given)
        return cursor.fetchall()


def list_as_json(values: list) -> str:
    """As `as_json`, which looks at each word: in nearly all there is nothing to be escaped."""
    if not values or type(values[0]) is not str:
        return as_json(values)
    joined = BETWEEN.join(values)
    is_plain = joined.isprintable() and "\\" not in joined
    if not is_plain or joined.count('"') != 2 * (len(values) - 1):
        return as_json(values)
    return f'["{joined}"]'


def _execute(cursor, sql: str, params):
    """On PostgreSQL by a cursor of psycopg's own: Django's writes the values into the SQL, which only a
    log of queries wants."""
    if cursor.db.vendor == "postgresql" and not cursor.db.queries_logged:
        from psycopg import Cursor  # on SQLite it may be missing

        cursor.cursor = Cursor(cursor.db.connection)
    cursor.execute(sql, params)


class _Written:
    """A query in one database's SQL, and what becomes of the rows that it answers."""

    def __init__(self, queryset):
        compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.params = compiler.as_sql()
        columns = [column for column, *_rest in compiler.select]
        self.converters = compiler.get_converters(columns)
        self.made = _maker(queryset, compiler)

    def ask(self, database, values: dict) -> list:
        with database.cursor() as cursor:
            _execute(cursor, *self._filled(database, values))
            rows = cursor.fetchall()
        return self.made(self._converted(database, rows) if self.converters else rows)

    def _filled(self, database, values: dict) -> tuple[str, list]:
        sql, params = self.sql, []
        for each in self.params:
            given = each.given(database, values) if isinstance(each, Parameter) else each
            if getattr(each, "is_list", False):
                sql = sql.replace(MANY, ", ".join(["%s"] * len(given)) or NONE, 1)
                params += given
            else:
                params.append(given)
        return sql, params

    def _converted(self, database, rows) -> list:
        """As the ORM would hand them on: SQLite has no dates, neither database has JSON."""
        rows = [list(row) for row in rows]
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                for row in rows:
                    row[place] = convert(row[place], column, database)
        return rows


class _Planned(_Written):
    """In PostgreSQL's SQL: always the same text, with the values of the call in it and no others."""

    def __init__(self, queryset):
        super().__init__(queryset)
        params, database = iter(self.params), connections[queryset.db]
        self.sql = PLACE.sub(lambda place: _written(database, place[0], params), self.sql)
        self.sql = ONE_OF.sub(r"= ANY (%s\1)", self.sql)
        self.params = [each for each in self.params if isinstance(each, Parameter)]

    def _filled(self, database, values: dict) -> tuple[str, list]:
        return self.sql, [_bound(each.given(database, values)) for each in self.params]


def _written(database, place: str, params) -> str:
    """What stands in the SQL for one parameter."""
    if place == "%%":
        return place
    if isinstance(param := next(params), Parameter):
        return place + TYPES.get(param.kind, "")
    return database.ops.compose_sql("%s", [param]).replace("%", "%%")


def _bound(value):
    """As text: psycopg would give 1 another type than 70000, and each list of types has its own plan."""
    if isinstance(value, list | tuple):
        return f"{{{','.join(map(_in_array, value))}}}"
    return str(value) if isinstance(value, int) else value


def _in_array(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _maker(queryset, compiler):
    """What makes the list of results out of a list of rows, as the queryset itself would."""
    query = queryset.query
    if queryset._iterable_class is ValuesListIterable:
        return lambda rows: rows
    if queryset._iterable_class is ValuesIterable:
        names = list(query.selected or (*query.values_select, *query.annotation_select))
        return lambda rows: list(map(dict, map(zip, repeat(names), rows)))
    return _Models(queryset, compiler).made


class _Models:
    """Model instances with their related ones and annotations: Django's `ModelIterable`, prepared."""

    def __init__(self, queryset, compiler):
        info, select = compiler.klass_info, compiler.select
        self.model, self.db = info["model"], queryset.db
        self.own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self.names = [column.target.attname for column, *_rest in select[self.own]]
        self.related = get_related_populators(info, select, queryset.db)
        self.annotations = (compiler.annotation_col_map or {}).items()

    def made(self, rows) -> list:
        return [self._one(row) for row in rows]

    def _one(self, row):
        found = self.model.from_db(self.db, self.names, row[self.own])
        for each in self.related:
            each.populate(row, found)
        for name, place in self.annotations:
            setattr(found, name, row[place])
        return found
