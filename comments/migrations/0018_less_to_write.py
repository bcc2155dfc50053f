from django.db import migrations, models


class InOneCopy(migrations.SeparateDatabaseAndState):
    """SQLite cannot change what is said of a table: Django copies it, once for each operation."""

    def __init__(self, operations):
        super().__init__(operations, operations)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        return _copy(schema_editor, to_state.apps.get_model(app_label, "comment"))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            return super().database_backwards(app_label, schema_editor, from_state, to_state)
        return _copy(schema_editor, to_state.apps.get_model(app_label, "comment"))


def _copy(schema_editor, comment):
    """The copy would count on from its last row; a key that was somebody's is nobody else's."""
    table = comment._meta.db_table
    if schema_editor.collect_sql:  # to be read, and there may be no table yet
        return schema_editor._remake_table(comment)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        counted = cursor.fetchone()
        schema_editor._remake_table(comment)
        if counted:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, *counted]
            )


def one_of(column, *words):
    return models.Q(*((column, word) for word in words), _connector=models.Q.OR)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0017_writers_who_were_approved"),
        ("notes", "0022_single_notes_by_slug"),
    ]

    operations = [
        InOneCopy(
            [
                migrations.RemoveConstraint("comment", "comment_has_known_kind"),
                migrations.RemoveConstraint("comment", "comment_has_known_status"),
                migrations.RemoveIndex("comment", "comment_highest_piece"),
                migrations.AlterField(
                    "comment",
                    "import_ref",
                    models.CharField(editable=False, max_length=300, null=True),
                ),
                migrations.AddIndex(
                    "comment",
                    models.Index(
                        fields=["highest_piece", "-id", "lowest_piece"],
                        name="comment_highest_piece",
                    ),
                ),
                migrations.AddConstraint(
                    "comment",
                    models.CheckConstraint(
                        condition=one_of(
                            "status", "published", "held", "spam", "removed", "suspended"
                        ),
                        name="comment_has_known_status",
                    ),
                ),
                migrations.AddConstraint(
                    "comment",
                    models.CheckConstraint(
                        condition=one_of(
                            "kind", "thought", "question", "objection", "example", "tried"
                        ),
                        name="comment_has_known_kind",
                    ),
                ),
                migrations.AddConstraint(
                    "comment",
                    models.UniqueConstraint(
                        condition=models.Q(("import_ref__isnull", False)),
                        fields=("import_ref",),
                        name="comment_imported_once",
                    ),
                ),
            ]
        ),
    ]
