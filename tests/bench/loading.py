"""Brings the notes of a benchmark into an empty site, through the site's own importer.

Rendering is nearly all that an import costs. Our own texts are put together from a pool of blocks,
so each block is rendered once and the HTML of a text is put together likewise; the rows are the same
as if each had been rendered whole (tests/test_bench.py compares them).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from unittest import mock

from django.contrib.auth import get_user_model
from django.db import connection

from comments.text import render_comment
from notes.markdown import Rendered, render
from notes.models import Note, Pin, Relation
from socialstrategy import importing
from tests.bench.essays import essays

NOTES_AT_ONCE = 5000  # in one transaction
RELATED = (7, 13, 21, 34)  # to the notes stored so much later: measuring likeness takes hours
MODERATOR = "moderator"
Say = Callable[[str], None]


def load(size: int, jsonl: Path | None = None, say: Say = lambda line: None):
    """Fill an empty, migrated site: with our own essays, or with the first `size` lines of a file.

    Raises ValueError when the file has fewer notes than that.
    """
    if jsonl:
        _import_file(jsonl, size, say)
    else:
        _import_essays(size, say)
    _relate()
    Pin.objects.create(note=Note.objects.newest_first().first())
    get_user_model().objects.create_superuser(MODERATOR)
    _settle()


def _import_file(path: Path, size: int, say: Say):
    with path.open("rb") as file:
        for lines in _batches(islice(file, size)):
            importing.import_file(lines, "jsonl")
            say(f"{Note.objects.count()} of {size} notes")
    if (found := Note.objects.count()) < size:
        raise ValueError(f"{path} has only {found} notes")


def _import_essays(size: int, say: Say):
    with mock.patch.dict(importing.READERS, bench=iter), rendered_by_block():
        for notes in _batches(essays(size)):
            importing.import_file(notes, "bench")
            say(f"{Note.objects.count()} of {size} notes")


@contextmanager
def rendered_by_block():
    """Render each block of a text only once. Right for blocks that know nothing of each other."""
    note = lru_cache(5000)(render)
    comment = lru_cache(5000)(render_comment)
    with (
        mock.patch(
            "notes.models.note.render", lambda text, cited: _joined(map(note, _blocks(text)))
        ),
        mock.patch(
            "comments.models.comment.render_comment",
            lambda text: "\n".join(map(comment, _blocks(text))),
        ),
    ):
        yield


def _blocks(text: str) -> list[str]:
    return text.split("\n\n")


def _joined(parts: Iterable[Rendered]) -> Rendered:
    parts = list(parts)
    return Rendered(
        html="\n".join(part.html for part in parts),
        contents=[heading for part in parts for heading in part.contents],
        plain="\n".join(part.plain for part in parts),
    )


def _batches(items: Iterable) -> Iterator[list]:
    items = iter(items)
    while batch := list(islice(items, NOTES_AT_ONCE)):
        yield batch


def _relate():
    keys = list(Note.objects.order_by("pk").values_list("pk", flat=True))
    steps = {step % len(keys): 1 / step for step in RELATED if step % len(keys)}
    for batch in _batches(enumerate(keys)):
        Relation.objects.bulk_create(
            Relation(note_id=key, other_id=keys[(place + step) % len(keys)], score=score)
            for place, key in batch
            for step, score in steps.items()
        )


def _settle():
    """What PostgreSQL does by itself some time after so many rows have come."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
