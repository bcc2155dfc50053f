"""Pages of notes by key, not by offset: page 1,000 costs what page 1 costs."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404

from notes.models import Note

SIZE = 20
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Page:
    """Notes newest first; `older` and `newer` are query strings of real pages, or empty."""

    notes: list[Note] = field(default_factory=list)
    older: str = ""
    newer: str = ""


def page_of(notes, query, size: int = SIZE) -> Page:
    """The page of `notes` (a NoteQuerySet) that `query` (request.GET) asks for, in one query.

    `?before=KEY` holds the notes after that key in newest-first order, `?after=KEY` those before
    it. A key that is none raises Http404.
    """
    if "after" in query:
        return _newer_page(notes, _moment(query["after"]), size)
    start = _moment(query["before"]) if "before" in query else None
    if start:
        notes = notes.filter(_beyond("lt", *start))
    found = list(notes.newest_first()[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(
        found,
        older=f"?before={_key(found[-1])}" if more else "",
        newer=f"?after={_key(found[0])}" if start and found else "",
    )


def _newer_page(notes, start, size: int) -> Page:
    ascending = notes.filter(_beyond("gt", *start)).order_by("published_at", "pk")
    found = list(ascending[: size + 1])
    more = len(found) > size
    found = found[:size][::-1]
    return Page(
        found,
        older=f"?before={_key(found[-1])}" if found else "",
        newer=f"?after={_key(found[0])}" if more else "",
    )


def _beyond(side: str, moment: dt.datetime, pk: int) -> Q:
    further = Q(**{f"published_at__{side}": moment})
    same_moment = Q(published_at=moment, **{f"pk__{side}": pk})
    # The first part says nothing new, but it is where PostgreSQL enters the index.
    return Q(**{f"published_at__{side}e": moment}) & (further | same_moment)


def _key(note: Note) -> str:
    """Microseconds since 1970 and the primary key: survives the note's deletion."""
    return f"{(note.published_at - _EPOCH) // dt.timedelta(microseconds=1)}-{note.pk}"


def _moment(key: str) -> tuple[dt.datetime, int]:
    micros, _hyphen, pk = key.partition("-")
    try:
        return _EPOCH + dt.timedelta(microseconds=int(micros)), min(int(pk), 2**62)
    except (ValueError, OverflowError):
        raise Http404 from None
