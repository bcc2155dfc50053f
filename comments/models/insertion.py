"""An INSERT that is written once per process, as `notes.prepared` does for questions.

Django writes it anew for each row: thirty names quoted, a query and a compiler made, eight methods and two
signals on the way. And a new row asks each of its forty fields what stands in it while nobody says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateField, Field
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

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
        connection = connections[DEFAULT_DB_ALIAS]
        can_return = connection.features.can_return_columns_from_insert
        if args or kwargs or self.pk is not None or not (self._state.adding and can_return):
            return super().save(*args, **kwargs)
        self._insert(connection, _written(type(self), connection))
        self._state.db, self._state.adding = connection.alias, False

    def _insert(self, connection, written: "_Written"):
        values = [column.of(self, connection) for column in written.columns]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, values)
            filled = connection.ops.fetch_returned_insert_columns(cursor, written.returned)
        for field, value in zip(self._meta.db_returning_fields, filled, strict=True):
            setattr(self, field.attname, value)


@cache
def _defaults(model) -> tuple[dict, list[tuple[str, Callable]]]:
    """By attribute: what stands there of itself, and what is asked for each row."""
    fields = model._meta.concrete_fields
    asked = [(field.attname, field.get_default) for field in fields if callable(field.default)]
    names = dict(asked)
    said = {field.attname: field.get_default() for field in fields if field.attname not in names}
    return said, asked


@dataclass(frozen=True, slots=True)
class _Column:
    field: Field
    name: str  # of the attribute
    as_it_is: type | None
    is_given: bool  # by whoever makes the row; else the field itself has something to say

    def of(self, row, connection):
        """As the database takes it. A third of a comment's columns have nothing to say, and no field of
        ours makes something else than NULL of that; most of the others are plain."""
        value = row.__dict__[self.name] if self.is_given else self.field.pre_save(row, True)
        if value is None or type(value) is self.as_it_is:
            return value
        return self.field.get_db_prep_save(value, connection)


@dataclass(frozen=True)
class _Written:
    sql: str
    columns: list[_Column]
    returned: list


_known: dict = {}


def _written(model, connection) -> _Written:
    key = model, connection.vendor
    if key not in _known:
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        query = InsertQuery(model)
        query.insert_values(fields, [model()])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = model._meta.db_returning_fields
        [(sql, _values)] = compiler.as_sql()
        _known[key] = _Written(sql, [_column(field) for field in fields], compiler.returning_params)
    return _known[key]


def _column(field: Field) -> _Column:
    is_given = type(field).pre_save is Field.pre_save or (
        isinstance(field, DateField) and not (field.auto_now or field.auto_now_add)
    )
    return _Column(field, field.attname, _AS_IT_IS.get(field.get_internal_type()), is_given)
