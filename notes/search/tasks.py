"""Indexing what hangs on many notes: a series or a tag that has another name."""

from functools import partial

from django.db import transaction
from django_tasks import task

from notes.models.counts import portions
from notes.search.index import PORTION, index_anew


def index_soon(notes):
    """After the present transaction, in portions. `notes` is a QuerySet; until then they are found by
    the old name."""
    for keys in portions(notes.order_by().values_list("pk", flat=True), PORTION):
        transaction.on_commit(partial(index_portion.enqueue, keys), robust=True)


@task()
def index_portion(keys: list[int]) -> int:
    with transaction.atomic():
        index_anew(keys)
    return len(keys)
