"""Where people's words are in the database: every text column of every table, ours or not."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from comments.privacy.spelling import Spelling

# Accounts are closed by the owner, not here. The others hold names of the program's own, digests, or
# what is made anew when the row that they belong to is saved.
LEFT_OUT = set(
    "auth.User auth.Group auth.Permission contenttypes.ContentType sessions.Session"
    " notes.Posting notes.SearchSize notes.SearchTerm notes.SearchText notes.SeriesName notes.PageChange".split()
)


@cache
def text_columns() -> dict[type[models.Model], tuple[str, ...]]:
    """By model the names of its fields that may hold a sentence. Choices hold none."""
    found = {
        model: tuple(field.name for field in model._meta.concrete_fields if _is_text(field))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in LEFT_OUT and not model._meta.proxy
    }
    return {model: names for model, names in found.items() if names}


def find(spelling: Spelling) -> dict[type[models.Model], list]:
    """By model the primary keys of the rows that contain the address; models without any are left out.

    Reads every table: a second or so for a hundred thousand comments. Not inside a transaction.
    """
    found = {model: list(_rows(model, names, spelling)) for model, names in text_columns().items()}
    return {model: keys for model, keys in found.items() if keys}


def changes(row: models.Model, spelling: Spelling) -> dict:
    """What this row's columns say without the address; those that never named it are left out."""
    said = {name: getattr(row, name) for name in text_columns()[type(row)]}
    without = {name: spelling.without(value) for name, value in said.items()}
    return {
        name: _fitting(row, name, value) for name, value in without.items() if value != said[name]
    }


def _rows(model, names: tuple[str, ...], spelling: Spelling) -> Iterator:
    """The database finds candidates; it cannot tell whether they are part of a longer address."""
    texts = {f"text_{name}": Cast(name, TextField()) for name in names}
    wanted = Q()
    for name in texts:
        for written in spelling.in_database:
            wanted |= Q(**{f"{name}__icontains": written})
    candidates = model._base_manager.alias(**texts).filter(wanted).order_by("pk")
    for key, *values in candidates.values_list("pk", *names).iterator():
        if spelling.is_in(values):
            yield key


def _fitting(row, name: str, value):
    """Not longer than its column. An address on the web with a hole in it is none, and a key with one
    may be another row's, too."""
    field = row._meta.get_field(name)
    if isinstance(field, models.URLField) or field.unique:
        return None if field.null else ""
    return value[: field.max_length] if field.max_length else value


def _is_text(field) -> bool:
    if field.primary_key or field.choices or isinstance(field, models.FileField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)
