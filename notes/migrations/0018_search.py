from django.db import migrations, models

import notes.models.search_index


def note(kind, **options):
    return kind(on_delete=notes.models.search_index.delete_silently, to="notes.note", **options)


class Migration(migrations.Migration):
    """Another index: of whole texts. `reindex_search` fills it, and so does the start of a site."""

    dependencies = [
        ("notes", "0017_moderation_policy"),
    ]

    operations = [
        migrations.DeleteModel(name="Posting"),
        migrations.DeleteModel(name="SearchTitle"),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term",
                        "impact",
                        "note",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("term", models.CharField(max_length=40)),
                ("impact", models.PositiveSmallIntegerField()),
                ("note", note(models.ForeignKey, related_name="postings", db_index=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["note", "term", "impact"], name="posting_of_note"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("text", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("note_count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "note",
                    note(
                        models.OneToOneField,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("length", models.PositiveIntegerField()),
                ("share", models.PositiveIntegerField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchSize",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note_count", models.PositiveIntegerField(default=0)),
                ("length", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="search_size_has_one_row"
                    ),
                ],
            },
        ),
    ]
