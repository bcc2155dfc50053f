"""Readers' questions: which of them have their answer, and where it stands.

A question is answered by a comment under the same note, by a published note, or by nothing that could
be named. What is not public (any more) is not led to; that the question is answered stays.
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from comments.models import Comment
from notes.models import Note, Series
from notes.models.note import IN_SERIES, OUTSIDE
from notes.pages import touch
from notes.prepared import prepared

# Above so many notes in a series so many of the site's questions are cheaper than a look at each note.
MANY_NOTES, LOOKED_THROUGH = 1000, 100
COUNTED_TO = 100  # open questions of a series; where there are more, it says so
NOTHING, SLASH = Value("", TextField()), Value("/", TextField())


def mark_answered(question: Comment, by_comment: Comment | None = None, in_note=None) -> bool:
    """By a public comment under the same note, by a published note, or just so. What was said before
    about its answer is forgotten.

    Answers whether it was done: it is not where this is no public question (any more).
    """
    return _say(question, at=timezone.now(), by=by_comment, note=in_note)


def reopen(question: Comment) -> bool:
    """It still waits for its answer. Answers as `mark_answered()` does."""
    return _say(question)


@transaction.atomic
def _say(question: Comment, at: datetime | None = None, by=None, note=None) -> bool:
    rows = Comment.objects.questions().filter(pk=question.pk)
    if not rows.update(answered_at=at, answered_by=by, answered_in=note):
        return False
    question.answered_at, question.answered_by, question.answered_in = at, by, note
    touch(f"comments-{question.note_id}", *question.question_tags)
    return True


# In a conversation -------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What `answer_column()` says of an answered question. `url` is that of the note."""

    by: int | None
    note: int | None
    url: str

    @classmethod
    def of(cls, column: str) -> "Answer":
        by, note, place = column.split("/", 2)
        return cls(int(by) if by else None, int(note) if note else None, _url(place))


def _url(place: str) -> str:
    if not place:
        return ""
    series, number, slug = place.split("/")
    return IN_SERIES(series, int(number)) if series else OUTSIDE(slug)


def answer_column(now):
    """For the rows of a conversation one column: None for what is no question, "" for an open one,
    else the keys of the comment and of the note that answer it, and the place of that note if it is
    published. Nothing is joined: nearly no row has one."""
    said = _joined("answered_by", "answered_in", Subquery(_place(now)))
    return Case(
        When(~Q(kind=Comment.QUESTION), then=Value(None)),
        When(answered_at__isnull=True, then=NOTHING),
        default=said,
        output_field=TextField(),
    )


def _joined(first, second, third):
    """With slashes between; what is nothing is empty."""
    return Concat(first, SLASH, second, SLASH, third, output_field=TextField())


def _place(now):
    place = _joined("series__slug", "number", "slug")
    return Note.objects.published(now).filter(pk=OuterRef("answered_in")).order_by().values(a=place)


# Of a series, of a note --------------------------------------------------------------------------


def open_in_series(series: Series) -> Counter:
    """By primary key of the note, how many open questions it has; not more than `COUNTED_TO` + 1 in all.

    Of a series with many notes the open ones of the whole site are looked at first: there are fewer.
    """
    now = timezone.now()
    if series.dated_count > MANY_NOTES:
        newest = _newest_open(now)
        if len(newest) < LOOKED_THROUGH:
            return Counter(note for note, of in newest if of == series.pk)
    return Counter(note for (note,) in _open_in_series(series.pk, now))


@prepared
def _newest_open(now: datetime):
    found = _open(now).newest_first()
    return found.values_list("note_id", "note__series_id")[:LOOKED_THROUGH]


@prepared
def _open_in_series(series: int, now: datetime):
    found = _open(now).filter(note__series=series)
    return found.order_by().values_list("note_id")[: COUNTED_TO + 1]


def _open(now):
    return Comment.objects.open_questions().filter(Note.objects.announced_condition("note__", now))


def open_under(note: Note, most: int) -> list[Comment]:
    """The open questions under a note, the first that was asked first."""
    found = Comment.objects.open_questions().filter(note=note).oldest_first()
    found = list(found.only("name", "body_html", "created_at", "note_id")[:most])
    for each in found:
        each.note = note
    return found
