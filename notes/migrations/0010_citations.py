import django.db.models.deletion
from django.db import migrations, models

from notes.korean_markdown.citations import name_key


def name_series(apps, schema_editor):
    """What each series is called, and was: its former slugs are kept with the addresses."""
    Series, Address, SeriesName = (
        apps.get_model("notes", name) for name in ("Series", "Address", "SeriesName")
    )
    names = [
        (pk, name)
        for pk, *both in Series.objects.values_list("pk", "title", "slug")
        for name in both
    ]
    old = Address.objects.filter(series__isnull=False, path__startswith="/series/")
    names += [
        (pk, path.removeprefix("/series/").strip("/"))
        for pk, path in old.values_list("series_id", "path")
    ]
    keys = {(pk, name_key(name)) for pk, name in names if name_key(name)}
    SeriesName.objects.bulk_create(SeriesName(series_id=pk, key=key) for pk, key in sorted(keys))


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0009_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeriesName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=300)),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="notes.series",
                    ),
                ),
            ],
            options={
                "verbose_name": "시리즈를 부르는 이름",
                "verbose_name_plural": "시리즈를 부르는 이름",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "series"), name="series_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=300)),
                ("number", models.PositiveIntegerField()),
                (
                    "cited",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calls",
                        to="notes.note",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="notes.note",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="notes.series",
                    ),
                ),
            ],
            options={
                "verbose_name": "인용",
                "verbose_name_plural": "인용",
                "indexes": [
                    models.Index(fields=["series", "number"], name="citation_of_number"),
                    models.Index(
                        condition=models.Q(("series__isnull", True)),
                        fields=["key"],
                        name="citation_of_nothing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "key", "number"), name="citation_once_in_note"
                    )
                ],
            },
        ),
        migrations.RunPython(name_series, migrations.RunPython.noop, elidable=True),
    ]
