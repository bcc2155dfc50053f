"""The migration that writes the table of comments anew loses nothing of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from comments.models import Comment

BEFORE, AFTER = ("comments", "0017_writers_who_were_approved"), ("comments", "0018_less_to_write")


@pytest.fixture
def migrate():
    def to(target):
        MigrationExecutor(connection).migrate([target])

    yield to
    to(AFTER)


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Comment._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_rows_keys_and_indexes_stay(migrate, make_comment):
    kept = make_comment(body="남는 말", import_ref="옛 블로그/1")
    gone = make_comment(kept.note, body="지운 말")
    Comment.objects.filter(pk=gone.pk).delete()
    after = indexes()

    migrate(BEFORE)
    before = indexes()
    assert Comment.objects.get().body == "남는 말"
    migrate(AFTER)

    assert indexes() == after
    assert "comment_imported_once" in after - before
    assert Comment.objects.get().import_ref == "옛 블로그/1"
    assert make_comment(kept.note).pk > gone.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"status": "shown"}, {"kind": "joke"}, {"depth": 4}, {"import_ref": "옛 블로그/1"}]
)
def test_what_may_not_be_is_refused(make_comment, wrong):
    make_comment(import_ref="옛 블로그/1")
    other = make_comment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=other.pk).update(**wrong)
