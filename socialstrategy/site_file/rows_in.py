"""Lines of JSON as rows of the database.

Nothing is cleaned or put right: what was stored is stored again, letter by letter, or it is refused.
What is taken is what both databases can hold.
"""

import ipaddress
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from socialstrategy.site_file.rows_out import kinds_of_things
from socialstrategy.site_file.tables import Table

# A zero, and the halves of a letter that JSON can write down.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class RowError(ValueError):
    """Says what is wrong with a line."""


class Reader:
    """Of the lines of one table."""

    def __init__(self, table: Table):
        self.table = table
        self.columns = {each.name: (each, _reader_of(each)) for each in table.fields}
        self.kinds = {name: key for key, name in kinds_of_things().items()}

    def object(self, row: dict) -> models.Model:
        """What a line stands for, not stored. RowError says which column is wrong.

        A column that is not in the line gets its default: the older program had none.
        """
        if unknown := row.keys() - self.columns.keys() - self.table.many.keys():
            raise RowError(_("모르는 항목입니다: %s") % ", ".join(sorted(map(repr, unknown))))
        made = self.table.model()
        for name, (field, read) in self.columns.items():
            value = self._value(field, read, row[name]) if name in row else _default(field)
            setattr(made, field.attname, value)
        for name, (column, make) in self.table.makers.items():
            setattr(made, name, make(getattr(made, column)))
        return made

    def words(self, row: dict, name: str) -> list[str]:
        """The names of what a row is related to, by `Table.many`."""
        found = row.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise RowError(_("%s: 이름의 목록이어야 합니다.") % name)
        return list(dict.fromkeys(found))

    def _value(self, field: models.Field, read, value):
        if value is None and field.null:
            return None
        if field.related_model is ContentType:
            return self.kinds.get(str(value))  # None: there is no such thing any more
        try:
            if value is None:
                raise RowError(_("비어 있으면 안 됩니다."))
            return read(field.target_field if field.is_relation else field, value)
        except RowError as error:
            raise RowError(f"{field.name}: {error}") from None


def _default(field: models.Field):
    if field.has_default() or field.null or (field.blank and field.empty_strings_allowed):
        return field.get_default()
    raise RowError(_("%s: 항목이 없습니다.") % field.name)


# By the kind of a column ---------------------------------------------------------------------------


def _text(field, value) -> str:
    if not isinstance(value, str):
        raise RowError(_("글자여야 합니다."))
    _refuse_what_no_database_holds(value)
    if field.max_length and len(value) > field.max_length:
        raise RowError(_("%s자보다 깁니다.") % f"{field.max_length:,}")
    return value


def _refuse_what_no_database_holds(text: str):
    if _UNSTORABLE.search(text):
        raise RowError(_("저장할 수 없는 글자가 있습니다."))


def _whole_number(field, value) -> int:
    kind = field.get_internal_type()
    bits = 15 if "Small" in kind else 63 if "Big" in kind else 31
    low, high = 0 if kind.startswith("Positive") else -(2**bits), 2**bits - 1
    if type(value) is not int or not low <= value <= high:
        limits = {"low": f"{low:,}", "high": f"{high:,}"}
        raise RowError(_("%(low)s부터 %(high)s까지의 수여야 합니다.") % limits)
    return value


def _number(_field, value) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise RowError(_("수여야 합니다."))
    return float(value)


def _truth(_field, value) -> bool:
    if not isinstance(value, bool):
        raise RowError(_("true나 false여야 합니다."))
    return value


def _moment(_field, value) -> datetime:
    found = _parsed(datetime.fromisoformat, value)
    if found is None or found.tzinfo is None:
        raise RowError(_("시간대가 있는 시각이어야 합니다. 예: 2009-03-01T09:00:00+09:00"))
    return found


def _day(_field, value) -> date:
    if (found := _parsed(date.fromisoformat, value)) is None:
        raise RowError(_("날짜여야 합니다. 예: 2009-03-01"))
    return found


def _uuid(_field, value) -> UUID:
    if (found := _parsed(UUID, value)) is None:
        raise RowError(_("UUID여야 합니다."))
    return found


def _address(_field, value) -> str:
    if (found := _parsed(ipaddress.ip_address, value)) is None:
        raise RowError(_("IP 주소여야 합니다."))
    return str(found)


def _parsed(parse, value):
    try:
        return parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _json(_field, value):
    for text in _texts_in(value):
        _refuse_what_no_database_holds(text)
    return value


def _texts_in(value) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts_in(each)


_READERS = (
    (models.JSONField, _json),
    (models.BooleanField, _truth),
    (models.IntegerField, _whole_number),
    (models.FloatField, _number),
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.UUIDField, _uuid),
    (models.GenericIPAddressField, _address),
    ((models.CharField, models.TextField), _text),
)


def _reader_of(field: models.Field):
    """A function of the column (of what it leads to, if it leads somewhere) and the value in the file."""
    column = field.target_field if field.is_relation else field
    return next(read for kind, read in _READERS if isinstance(column, kind))
