"""Django's backend for SQLite, without what it does anew at each call.

It searches a query for every `%s`, which takes as long as a short answer does, and moves each moment
into the time zone in which it is. And from `cursor()` to the rows it passes thirty functions that look
for what is hardly ever there: a log of queries, a lost connection, an event loop. The name of this
module is Django's.
"""

from _thread import get_ident
from asyncio import _get_running_loop  # the public one raises where there is none
from datetime import UTC
from functools import lru_cache
from inspect import unwrap

from django.db.backends import utils
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

LONGEST = 10_000  # letters; what is longer has a list in it that never comes again


class CursorWrapper(utils.CursorWrapper):
    """Django's where nobody listens and nothing has failed before. What fails is told by its errors."""

    def execute(self, sql, params=None):
        if self.db.execute_wrappers or self.db.needs_rollback:
            return super().execute(sql, params)
        try:
            return self.cursor.execute(sql, params)
        except base.Database.Error:
            with self.db.wrap_database_errors:
                raise

    def fetchall(self):
        try:
            return self.cursor.fetchall()
        except base.Database.Error:
            with self.db.wrap_database_errors:
                raise

    def close(self):
        self.cursor.close()


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query, params=None):
        if type(params) not in (list, tuple) or len(query) > LONGEST:
            return super().execute(query, params)
        return base.Database.Cursor.execute(self, _converted(query, None), params)

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

    def cursor(self):
        if self._needs_care():
            return super().cursor()
        return CursorWrapper(self.create_cursor(), self)

    # Whoever has a connection, or something to commit, has come by `cursor()`, which looks for an event loop.
    commit = unwrap(base.DatabaseWrapper.commit)

    def ensure_connection(self):
        if self.connection is None:
            super().ensure_connection()

    def _needs_care(self) -> bool:
        return (
            self.connection is None
            or self._thread_ident != get_ident()
            or self.health_check_enabled
            or self.queries_logged
            or _get_running_loop() is not None
        )

    def _commit(self):
        if self.connection is None or self.queries_logged:
            return super()._commit()
        with self.wrap_database_errors:
            return self.connection.commit()

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def make_cursor(self, cursor):
        return CursorWrapper(cursor, self)


@lru_cache(maxsize=256)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query, param_names=names)
