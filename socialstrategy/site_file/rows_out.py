"""Rows of the database as lines of JSON.

The same rows are the same lines on every database: columns in the order of the model, rows in that of
their keys, the keys of stored JSON sorted, moments in UTC.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models

from socialstrategy.site_file.tables import Table

AT_ONCE = 500


def lines(table: Table) -> Iterator[str]:
    """All rows, in portions: the database may hold more than fits into memory."""
    names, kinds = [each.attname for each in table.fields], kinds_of_things()
    for portion in _portions(table, names):
        many = {name: _named(table, name, [key for key, *_rest in portion]) for name in table.many}
        for key, *values in portion:
            pairs = zip(table.fields, values, strict=True)
            row = {each.name: to_json(each, value, kinds) for each, value in pairs}
            row |= {name: sorted(found[key]) for name, found in many.items()}
            yield json.dumps(row, ensure_ascii=False, allow_nan=False)


def _portions(table: Table, names: list[str]) -> Iterator[list[tuple]]:
    rows = models.QuerySet(table.model).filter(table.only).order_by("pk").values_list("pk", *names)
    if isinstance(table.key, models.CharField):  # each database sorts words its own way
        yield sorted(rows)
        return
    portion = list(rows[:AT_ONCE])
    while portion:
        yield portion
        portion = list(rows.filter(pk__gt=portion[-1][0])[:AT_ONCE])


def _named(table: Table, name: str, keys: list) -> dict[object, list[str]]:
    """What these rows are related to, by their key."""
    relation = table.model._meta.get_field(name)
    source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = relation.remote_field.through.objects.filter(**{f"{source}__in": keys})
    found = defaultdict(list)
    for key, *words in rows.values_list(
        source, *(f"{target}__{each}" for each in table.many[name])
    ):
        found[key].append(".".join(words))
    return found


def kinds_of_things() -> dict[int, str]:
    """Django's content types, as they stand in the file."""
    found = ContentType.objects.values_list("pk", "app_label", "model")
    return {key: f"{app}.{model}" for key, app, model in found}


def to_json(field: models.Field, value, kinds: dict[int, str]):
    if value is not None and field.related_model is ContentType:
        return kinds[value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, UUID)):
        return str(value)
    return _sorted(value) if isinstance(field, models.JSONField) else value


def _sorted(value):
    """PostgreSQL keeps the keys of JSON in an order of its own."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
