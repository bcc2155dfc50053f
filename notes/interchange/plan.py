"""Numbers that depend on the whole file: all notes into one series, or one note somewhere else."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from notes.interchange.lookups import find_series
from notes.interchange.numbering import in_order_of_date, numbers_in_one_series
from notes.interchange.records import NoteData, SeriesData
from notes.models import Note


class UnclearNumber(ValueError):
    """The number that was asked for cannot be given; the message is for the operator."""


def plan_numbers(
    notes: Sequence[NoteData], series: SeriesData | None, number: int | None
) -> dict[str, int]:
    """Ref → number for the notes that are not in the database yet.

    With `series`, every note has one: what the titles say if they all do, else the next numbers in
    order of date. `number` goes to the one note that would be refused, or to the only new one.
    """
    new = _new(notes)
    numbers = _numbers_in(series, notes, new) if series else {n.ref: n.number for n in new}
    if number is not None and new:
        note = _concerned(new, series, numbers)
        _require_free(series or note.series, number)
        numbers[note.ref] = number
    return {ref: number for ref, number in numbers.items() if number}


def _new(notes: Sequence[NoteData]) -> list[NoteData]:
    there = set(Note.objects.exclude(import_ref=None).values_list("import_ref", flat=True))
    return list({note.ref: note for note in reversed(notes) if note.ref not in there}.values())[
        ::-1
    ]


def _numbers_in(series: SeriesData, notes, new) -> dict[str, int]:
    if said := numbers_in_one_series(notes):
        return {note.ref: said[note.ref] for note in new}
    first = max(_taken(series), default=0) + 1
    return {note.ref: number for number, note in enumerate(in_order_of_date(new), first)}


def _taken(series: SeriesData | None) -> set[int]:
    found = series and find_series(series)
    return set(found.notes.values_list("number", flat=True)) if found else set()


def _concerned(new, series, numbers) -> NoteData:
    refused = _refused(new, series, numbers)
    if len(refused) > 1:
        raise UnclearNumber(
            _("--number는 글 하나에만 쓸 수 있는데, 번호가 이미 쓰이는 글이 %(count)d개입니다.")
            % {"count": len(refused)}
        )
    if not refused and len(new) != 1:
        raise UnclearNumber(
            _("--number는 글 하나에만 쓸 수 있는데, 새로 들여올 글이 %(count)d개입니다.")
            % {"count": len(new)}
        )
    note = (refused or new)[0]
    if not series and not note.series:
        raise UnclearNumber(
            _(
                "시리즈에 드는 글이 아니라 번호를 줄 수 없습니다(%(title)s). --series도 적어 주십시오."
            )
            % {"title": note.title}
        )
    return note


def _refused(new, series, numbers) -> list[NoteData]:
    """In the file's order: the first note of two with one number keeps it."""
    taken: dict[SeriesData, set[int]] = {}
    refused = []
    for note in new:
        place, number = series or note.series, numbers[note.ref]
        if place and number:
            if place not in taken:
                taken[place] = _taken(place)
            if number in taken[place]:
                refused.append(note)
            taken[place].add(number)
    return refused


def _require_free(series: SeriesData, number: int):
    if number in _taken(series):
        raise UnclearNumber(
            _("%(series)s %(number)d번 글이 이미 있습니다. 다른 번호를 적어 주십시오.")
            % {"series": series.title, "number": number}
        )
