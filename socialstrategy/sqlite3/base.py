"""Django's backend for SQLite, which puts a query into SQLite's words once and not at each call.

Its search for every `%s` of a query takes as long as the database does for a short answer. The name of
this module is Django's.
"""

from functools import lru_cache

from django.db.backends.sqlite3 import base

LONGEST = 10_000  # letters; what is longer has a list in it that never comes again


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if len(query) > LONGEST:
            return super().convert_query(query, param_names=param_names)
        return _converted(query, param_names and tuple(param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)


@lru_cache(maxsize=256)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query, param_names=names)
