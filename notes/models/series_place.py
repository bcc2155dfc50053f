"""Where a note stands in its series, and which notes stand around it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from notes.models.hundred import SIZE as HUNDRED
from notes.models.series import GREATEST_NUMBER
from notes.prepared import prepared


class Line(NamedTuple):
    """What a list of a series' numbers prints of a note. To make fifteen notes of them takes longer than
    to print them."""

    pk: int
    number: int
    title: str


@dataclass(frozen=True)
class Place:
    """Where a note stands among the published notes of its series, with those around it.

    `parts` are at most `WINDOW` lines in order, the note itself among them; `first` and `last` are
    numbers, and may lie outside.
    """

    WINDOW = 15

    position: int
    count: int
    first: int
    last: int
    previous: models.Model | None
    next: models.Model | None
    parts: list[Line]

    @classmethod
    def among(cls, note) -> "Place":
        """The place of a published note among those of its series. One query."""
        hundred = note.number // HUNDRED
        rows = _around(note.series_id, note.number, hundred, hundred * HUNDRED, timezone.now())
        here = [key for key, *_rest in rows].index(note.pk)
        start = max(min(here - cls.WINDOW // 2, len(rows) - cls.WINDOW), 0)
        parts = [Line(*row[:3]) for row in rows[start : start + cls.WINDOW]]
        before, after = parts[: here - start], parts[here - start + 1 :]
        position, count, first, last = rows[here][3:]
        return cls(
            position=position,
            count=count,
            first=first,
            last=last,
            previous=_beside(note, before[-1]) if before else None,
            next=_beside(note, after[0]) if after else None,
            parts=parts,
        )

    @classmethod
    def between(cls, published, note) -> "Place":
        """Where a number stands that is no published note. One query, no position, no parts."""
        before = published.filter(number__lt=note.number).order_by("-number").values("number")
        after = published.filter(number__gt=note.number).order_by("number").values("number")
        beside = Q(number=Subquery(before[:1])) | Q(number=Subquery(after[:1]))
        found = list(published.filter(beside).only("number", "title"))
        for each in found:
            each.series = note.series
        previous = next((each for each in found if each.number < note.number), None)
        following = next((each for each in found if each.number > note.number), None)
        return cls(0, 0, 0, 0, previous, following, [])

    @property
    def leaves_out_first(self) -> bool:
        return self.parts[0].number > self.first

    @property
    def leaves_out_last(self) -> bool:
        return self.parts[-1].number < self.last


@prepared
def _around(series: int, number: int, hundred: int, start: int, now: datetime):
    """Of one series' notes as many on either side of `number` as `Place` may show, and its numbers.

    `start` is where the hundred begins that `number` lies in.

    One range of an index and four numbers: hardly more rows with 10,000 notes than with 30.
    """
    from notes.models.note import Note

    notes = Note.objects.filter(series=series).published(now)
    before = notes.filter(number__lte=number).order_by("-number").values("number")
    after = notes.filter(number__gte=number).order_by("number").values("number")
    end = slice(Place.WINDOW - 1, Place.WINDOW)
    return (
        notes.filter(number__gte=Coalesce(before[end], 0))
        .filter(number__lte=Coalesce(after[end], GREATEST_NUMBER))
        .order_by("number")
        .values_list(
            *("pk", "number", "title"),
            _number(_RANK, [series, hundred, series, start, number, series, now, number]),
            _number(_IN_ALL, [series, series, now, GREATEST_NUMBER]),
            Subquery(notes.order_by("number").values("number")[:1]),
            Subquery(notes.order_by("-number").values("number")[:1]),
        )
    )


def _beside(note, line: Line):
    """A note of the same series that knows what a link prints, and nothing else."""
    names = ["id", "number", "title"]  # as a `Line` begins
    found = note.from_db(note._state.db, names, line)
    note._meta.get_field("series").set_cached_value(found, note.series)  # as select_related does
    return found


# Of the notes that are published or will be, in whole hundreds and then one by one, and of all.
# Written out, since Django takes longer to put these together than a database to answer them. `+ 0` and
# `|| ''` keep it from entering the index by what is nearly all of the series.
_SCHEDULED = (
    "SELECT COUNT(*) FROM notes_note"
    " WHERE series_id = %s AND status = 'published' AND published_at > %s AND number + 0 <= %s"
)
_RANK = (
    "COALESCE((SELECT SUM(dated_count) FROM notes_hundred WHERE series_id = %s AND position < %s), 0)"
    " + (SELECT COUNT(*) FROM notes_note"
    " WHERE series_id = %s AND status || '' = 'published' AND number BETWEEN %s AND %s)"
    f" - ({_SCHEDULED})"
)
_IN_ALL = f"(SELECT dated_count FROM notes_series WHERE id = %s) - ({_SCHEDULED})"


def _number(sql: str, values: list) -> RawSQL:
    return RawSQL(sql, values, output_field=models.IntegerField())
