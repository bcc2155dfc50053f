"""Nothing is forgotten: each table is in the file, made anew, or left behind for a reason."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from socialstrategy.site_file import rows_in
from socialstrategy.site_file.tables import EXPORTED, LEFT_OUT, MADE_BY_ITSELF, REBUILT


def tables_of_relations() -> set[str]:
    """They are columns of the rows on one side."""
    found = (table.model._meta.get_field(name) for table in EXPORTED for name in table.many)
    return {field.remote_field.through._meta.label for field in found}


def test_every_model_is_in_one_list():
    """Who adds one decides here whether it survives a move to another machine."""
    lists = [
        {table.label for table in EXPORTED},
        set(REBUILT),
        set(LEFT_OUT),
        tables_of_relations(),
    ]
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert models - set().union(*lists) == set(), "socialstrategy/site_file/tables.py"
    assert set().union(*lists) - models == set()
    assert sum(map(len, lists)) == len(models)


def test_every_relation_to_many_is_in_the_file():
    for table in EXPORTED:
        assert {each.name for each in table.model._meta.local_many_to_many} == set(table.many)


def test_columns_that_are_not_in_the_file_exist():
    for table in EXPORTED:
        names = {each.name for each in table.model._meta.concrete_fields}
        assert set(table.made) <= names
        assert {column for column, _make in table.makers.values()} <= names


def test_every_column_can_be_read():
    for table in EXPORTED:
        for field in table.fields:
            assert field.related_model is ContentType or rows_in._reader_of(field)


def test_keys_are_of_kinds_that_both_databases_sort_alike():
    """By them the lines are ordered; words are sorted by us."""
    kinds = (models.IntegerField, models.DateField, models.UUIDField, models.CharField)
    for table in EXPORTED:
        key = table.key.target_field if table.key.is_relation else table.key
        assert isinstance(key, kinds), table.label


def test_what_is_replaced_is_a_table_of_the_file():
    assert {table.name for table in EXPORTED} >= MADE_BY_ITSELF
    assert len({table.name for table in EXPORTED}) == len(EXPORTED)
