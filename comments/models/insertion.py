"""An INSERT that is written once per process, as `notes.prepared` does for questions.

Django writes it anew for each row: thirty names quoted, a query and a compiler made.
"""

from django.db import connections
from django.db.models.sql import InsertQuery


class WrittenOnce:
    """For a model whose values are no expressions and whose database hands its new key out."""

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        """Django's hook in `save()`: the columns that the database has filled in, in one row."""
        connection = connections[using]
        can_return = connection.features.can_return_columns_from_insert
        if raw or self.pk is not None or not can_return:  # a fixture, or a key of one's own
            return super()._do_insert(manager, using, fields, returning_fields, raw)
        sql, returned = _written(self, connection, fields, returning_fields)
        values = [_stored(f, f.pre_save(self, True), connection) for f in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [connection.ops.fetch_returned_insert_columns(cursor, returned)]


# What both databases take as it is.
_AS_IT_IS = {
    **dict.fromkeys(("CharField", "TextField"), str),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "ForeignKey"), int),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField"), int),
    "BooleanField": bool,
}


def _stored(field, value, connection):
    """As the database takes it. A third of a comment's columns have nothing to say, and no field of ours
    makes something else than NULL of that; most of the others are plain."""
    if value is None or type(value) is _AS_IT_IS.get(field.get_internal_type()):
        return value
    return field.get_db_prep_save(value, connection)


_known: dict = {}


def _written(row, connection, fields, returning_fields) -> tuple:
    key = type(row), connection.vendor
    if key not in _known:
        query = InsertQuery(type(row))
        query.insert_values(fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = returning_fields
        [(sql, _values)] = compiler.as_sql()
        _known[key] = sql, compiler.returning_params
    return _known[key]
