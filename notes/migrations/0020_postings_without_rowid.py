from django.db import migrations

TABLE, NEW = '"notes_posting"', '"new__notes_posting"'
INDEX = 'CREATE INDEX "posting_of_note" ON "notes_posting" ("note_id", "term", "impact")'
ORDER = '"term", "impact", "note_id"'


def without_rowid(apps, schema_editor):
    """SQLite keeps rows in the order of a number that nobody asks for, and the primary key beside them:
    the whole table twice. Django has no word for a table that is its primary key."""
    _rebuild(schema_editor, " WITHOUT ROWID")


def with_rowid(apps, schema_editor):
    _rebuild(schema_editor, "")


def _rebuild(schema_editor, ending: str):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'notes_posting'")
        columns = cursor.fetchone()[0].removesuffix(" WITHOUT ROWID").replace(TABLE, NEW, 1)
        cursor.execute(columns + ending)
        cursor.execute(f"INSERT INTO {NEW} SELECT {ORDER} FROM {TABLE} ORDER BY {ORDER}")
        cursor.execute(f"DROP TABLE {TABLE}")
        cursor.execute(f"ALTER TABLE {NEW} RENAME TO {TABLE}")
        cursor.execute(INDEX)


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0019_search_versions"),
    ]

    operations = [
        migrations.RunPython(without_rowid, with_rowid),
    ]
