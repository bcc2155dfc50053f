"""What a test that commits leaves behind: nothing, whatever the emptying of tables costs."""

import threading

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection, connections, transaction

from comments.models import Comment
from notes.models import Note, Tag

pytestmark = pytest.mark.django_db(transaction=True)


def flush():
    """As Django does after each such test."""
    options = {"reset_sequences": False, "allow_cascade": False, "inhibit_post_migrate": False}
    call_command("flush", verbosity=0, interactive=False, **options)


def test_nothing_is_left_and_no_number_comes_again(make_series, make_note, make_comment):
    note = make_note(series=make_series(), number=1, tags=["전략"])
    make_comment(parent=make_comment(note))

    flush()

    assert [model.objects.count() for model in (Note, Tag, Comment)] == [0, 0, 0]
    assert Permission.objects.filter(codename="change_note").exists()
    if connection.vendor == "postgresql":
        assert make_note().pk > note.pk


def test_writer_who_has_begun_is_waited_for():
    has_written, may_end = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                Note.objects.create(title="아직 쓰는 글", slug="아직")
                has_written.set()
                may_end.wait(60)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    has_written.wait(60)
    threading.Timer(0.2, may_end.set).start()
    flush()
    writer.join()

    assert not Note.objects.exists()
