"""An INSERT that is written once per process, as `notes.prepared` does for questions.

Django writes it anew for each row: thirty names quoted, a query and a compiler made, eight methods and two
signals on the way. And a new row asks each of its forty fields what stands in it while nobody says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateField, Field, JSONField
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

from notes.prepared import as_json

# What both databases take as it is.
_AS_IT_IS = {
    **dict.fromkeys(("CharField", "TextField"), str),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "ForeignKey"), int),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField"), int),
    "BooleanField": bool,
}


class WrittenOnce:
    """For a model whose values are no expressions, and of which nobody's signals have to hear."""

    @classmethod
    def made(cls, **values):
        """As `cls(**values)`. Tells no signal of it, and knows a wrong name for an attribute."""
        row, (said, asked) = cls.__new__(cls), _defaults(cls)
        vars(row).update(said, _state=ModelState(), **{name: ask() for name, ask in asked})
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def save(self, *args, **kwargs):
        """Django's, but for a plain new row. Call that in a transaction: a part of it may fail."""
        if args or kwargs or self.pk is not None or not self._state.adding:
            return super().save(*args, **kwargs)
        connection = connections[DEFAULT_DB_ALIAS]
        self.pk = self._insert(connection, _written(type(self), connection))
        self._state.db, self._state.adding = connection.alias, False

    def _insert(self, connection, written: "_Written") -> int:
        """The key of the new row."""
        with connection.cursor() as cursor:
            cursor.execute(written.sql, written.values(self, connection))
            return cursor.fetchone()[0] if written.returns_key else cursor.lastrowid


@cache
def _defaults(model) -> tuple[dict, list[tuple[str, Callable]]]:
    """By attribute: what stands there of itself, and what is asked for each row."""
    fields = model._meta.concrete_fields
    # NOT_PROVIDED is a class, and so callable: what stands there then is always the same.
    asked = [
        (field.attname, field.get_default)
        for field in fields
        if field.has_default() and callable(field.default)
    ]
    names = dict(asked)
    said = {field.attname: field.get_default() for field in fields if field.attname not in names}
    return said, asked


@dataclass(frozen=True, slots=True)
class _Column:
    field: Field
    name: str  # of the attribute
    as_it_is: type | None
    is_given: bool  # by whoever makes the row; else the field itself has something to say
    is_json: bool

    def converted(self, value, connection):
        """As the database takes it."""
        if type(value) is datetime and value.tzinfo is UTC:
            return connection.ops.adapt_datetimefield_value(value)
        if self.is_json and connection.vendor == "sqlite":
            return as_json(value)  # Django writes each letter of Hangul as six of ASCII
        return self.field.get_db_prep_save(value, connection)


@dataclass(frozen=True)
class _Written:
    sql: str
    columns: list[_Column]
    returns_key: bool  # else the connection tells the key

    def values(self, row, connection) -> list:
        """A third of a comment's columns have nothing to say, and no field of ours makes something else
        than NULL of that; most of the others are plain."""
        said, values = vars(row), []
        for column in self.columns:
            value = said[column.name] if column.is_given else column.field.pre_save(row, True)
            if value is not None and type(value) is not column.as_it_is:
                value = column.converted(value, connection)
            values.append(value)
        return values


_known: dict = {}


def _written(model, connection) -> _Written:
    key = model, connection.vendor
    if key not in _known:
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        query = InsertQuery(model)
        query.insert_values(fields, [model()])
        compiler = query.get_compiler(connection=connection)
        # SQLite makes a table of its own for what it returns, and before the statement a copy of each
        # page that is written, since it takes RETURNING for a trigger.
        returns_key = connection.vendor != "sqlite"
        compiler.returning_fields = [model._meta.pk] if returns_key else None
        [(sql, _values)] = compiler.as_sql()
        _known[key] = _Written(sql, [_column(field) for field in fields], returns_key)
    return _known[key]


def _column(field: Field) -> _Column:
    is_given = type(field).pre_save is Field.pre_save or (
        isinstance(field, DateField) and not (field.auto_now or field.auto_now_add)
    )
    as_it_is = _AS_IT_IS.get(field.get_internal_type())
    is_json = isinstance(field, JSONField) and field.encoder is None
    return _Column(field, field.attname, as_it_is, is_given, is_json)
