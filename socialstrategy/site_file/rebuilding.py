"""What is not in the file, made from what is: by the same functions that make it in daily life."""

from collections.abc import Callable, Iterable

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from comments.discussions import render_discussion
from comments.models import Comment
from comments.spam import learning
from notes.citations import leads, look_up_for, remade
from notes.models import Note, counts
from notes.search.index import index_all

AT_ONCE = 200  # notes


def rebuild(progress: Callable[[str], None]):
    """Inside of a transaction, when all rows of the file are there."""
    done = 0
    for notes in _portions(Note.objects.all()):
        _render(notes)
        _count_comments(notes)
        done += len(notes)
        progress(f"… HTML {done:,}")
    for notes in _portions(Note.objects.exclude(discussion="").select_related("series")):
        _render_discussions(notes)
    counts.recount()
    for _looked_at, _wrong in index_all():
        pass
    learning.recount()


def _portions(rows: models.QuerySet) -> Iterable[list[Note]]:
    rows, last = rows.order_by("pk"), 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        yield portion


def _render(notes: list[Note]):
    for note, meanings in zip(notes, look_up_for(notes), strict=True):
        Note.objects.filter(pk=note.pk).update(**remade(note, leads(meanings)))


def _render_discussions(notes: list[Note]):
    for note in notes:
        html = render_discussion(note.discussion, note)
        Note.objects.filter(pk=note.pk).update(discussion_html=html)


def _count_comments(notes: list[Note]):
    """Of some: what one statement changes, SQLite keeps in memory until it ends."""
    public = Comment.objects.public().filter(note=OuterRef("pk")).order_by().values("note")
    count = Subquery(public.annotate(count=Count("pk")).values("count"))
    rows = Note.objects.filter(pk__in=[note.pk for note in notes])
    rows.update(comment_count=Coalesce(count, Value(0)))
