"""Queries that every comment asks. To build and compile one costs ten times what its answer costs."""

import threading
from collections.abc import Callable
from copy import copy

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import ModelIterable


class Given(Expression):
    """Stands in a queryset for a value that is known only when it is asked."""

    def __init__(self, name: str, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def of(self, values: dict):
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Prepared:
    """A queryset of whole objects, built and compiled once in each thread.

    `build` makes it, with a `Given` for each argument of the call; it must not depend on anything
    else that changes, such as the time. None must be given where a filter compares with it.
    """

    def __init__(self, build: Callable[[], QuerySet]):
        self.build, self.here = build, threading.local()

    def __call__(self, **values) -> list:
        """The objects, in the queryset's order. One query."""
        compiler, sql, params = self._compiled()
        asked = copy(compiler)
        bound = [part.of(values) if isinstance(part, Given) else part for part in params]
        asked.as_sql = lambda: (sql, bound)
        return list(ModelIterable(_Asked(asked)))

    def first(self, **values):
        return next(iter(self(**values)), None)

    def _compiled(self):
        if not hasattr(self.here, "compiled"):
            compiler = self.build().query.get_compiler(connection=connection)
            self.here.compiled = (compiler, *compiler.as_sql())
        return self.here.compiled


class _Asked:
    """As much of a queryset as Django needs to make objects of what was found."""

    _known_related_objects: dict = {}

    def __init__(self, compiler):
        self.compiler, self.query, self.db = compiler, self, connection.alias

    def get_compiler(self, using):
        return self.compiler
