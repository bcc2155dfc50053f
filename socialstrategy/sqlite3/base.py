"""Django's backend for SQLite, without what it does anew at each call.

It searches a query for every `%s`, which takes as long as a short answer does, and moves each moment
into the time zone in which it is. The name of this module is Django's.
"""

from datetime import UTC
from functools import lru_cache

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

LONGEST = 10_000  # letters; what is longer has a list in it that never comes again


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if len(query) > LONGEST:
            return super().convert_query(query, param_names=param_names)
        return _converted(query, param_names and tuple(param_names))


class Operations(DatabaseOperations):
    def adapt_datetimefield_value(self, value):
        if getattr(value, "tzinfo", None) is UTC is self.connection.timezone:
            return str(value.replace(tzinfo=None))
        return super().adapt_datetimefield_value(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)


@lru_cache(maxsize=256)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query, param_names=names)
