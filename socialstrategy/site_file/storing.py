"""Lines of one table into the database, some hundred at once."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    connections,
    models,
    transaction,
)
from django.utils.translation import gettext as _

from socialstrategy.site_file.manifest import BrokenSiteFile
from socialstrategy.site_file.rows_in import Reader, RowError
from socialstrategy.site_file.tables import Table

AT_ONCE = 500  # rows


class Store:
    """Call `close()` after the last line. Inside of a transaction; raises BrokenSiteFile with the line.

    `unknown` collects permissions that this program has no more: nobody needs them.
    """

    def __init__(self, table: Table, member: str, unknown: set[str]):
        self.table, self._member, self._unknown = table, member, unknown
        self._reader, self._waiting = Reader(table), []
        self._keys = {name: _keys_by_words(table, name) for name in table.many}

    def add(self, number: int, row: dict):
        try:
            related = {name: self._related(row, name) for name in self.table.many}
            self._waiting.append((number, self._reader.object(row), related))
        except RowError as error:
            raise BrokenSiteFile(str(error), self._member, number) from None
        if len(self._waiting) == AT_ONCE:
            self.close()

    def close(self):
        try:
            with transaction.atomic():
                insert([row for _number, row, _related in self._waiting])
        except DatabaseError:
            self._name_the_line()
            raise
        for name in self.table.many:
            self._relate(name)
        self._waiting = []

    def _name_the_line(self):
        """One of these rows cannot be stored: which? Nothing of this is kept."""
        for number, row, _related in self._waiting:
            try:
                with transaction.atomic():
                    insert([row])
            except IntegrityError as error:
                said = _("다른 줄과 겹치거나 있을 수 없는 값입니다(%s).")
                raise BrokenSiteFile(said % _first_line(error), self._member, number) from None
            except DatabaseError as error:
                said = _("저장할 수 없습니다(%s).") % _first_line(error)
                raise BrokenSiteFile(said, self._member, number) from None

    def _related(self, row: dict, name: str) -> list[int]:
        keys, words = self._keys[name], self._reader.words(row, name)
        if unknown := [word for word in words if word not in keys]:
            if self.table.model._meta.get_field(name).related_model is not Permission:
                raise RowError(
                    _("%(column)s: %(word)s 항목이 파일에 없습니다.")
                    % {"column": name, "word": unknown[0]}
                )
            self._unknown.update(unknown)
        return [keys[word] for word in words if word in keys]

    def _relate(self, name: str):
        relation = self.table.model._meta.get_field(name)
        through = relation.remote_field.through
        source, target = (
            through._meta.get_field(each).attname
            for each in (relation.m2m_field_name(), relation.m2m_reverse_field_name())
        )
        insert(
            [
                through(**{source: row.pk, target: key})
                for _number, row, related in self._waiting
                for key in related[name]
            ]
        )


def insert(rows: list[models.Model]):
    """As they are: nothing cleans, dates, counts or tells.

    The rows are of one model, and have their keys unless the database hands these out.
    """
    if not rows:
        return
    database, about = connections[DEFAULT_DB_ALIAS], rows[0]._meta
    fields = [
        each for each in about.concrete_fields if rows[0].pk is not None or not each.primary_key
    ]
    quoted, places = map(database.ops.quote_name, (f.column for f in fields)), ["%s"] * len(fields)
    sql = (
        f"INSERT INTO {database.ops.quote_name(about.db_table)} ({', '.join(quoted)})"
        f" VALUES ({', '.join(places)})"
    )
    values = [[_stored(each, row, database) for each in fields] for row in rows]
    with database.cursor() as cursor:
        cursor.executemany(sql, values)


def _stored(field: models.Field, row: models.Model, database):
    """As the database takes it. "Prepared": our texts would be cleaned once more."""
    value = getattr(row, field.attname)
    return None if value is None else field.get_db_prep_value(value, database, prepared=True)


def _keys_by_words(table: Table, name: str) -> dict[str, int]:
    related = table.model._meta.get_field(name).related_model
    rows: Iterable = related._base_manager.values_list("pk", *table.many[name])
    return {".".join(words): key for key, *words in rows}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
