"""Pages by key, not by offset: page 1,000 costs what page 1 costs."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, Subquery
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


def page_of(notes, query, size: int = SIZE, key: str = "pk") -> Page:
    """The page of `notes` (a NoteQuerySet) that `query` (request.GET) asks for, in one query.

    `?before=KEY` holds the notes after that key in newest-first order, `?after=KEY` those before
    it. A key that is none raises Http404. The rows may be others that stand for notes and have
    their `published_at`; `key` is then the column with the note.
    """
    if "after" in query:
        return _newer_page(notes, _moment(query["after"]), size, key)
    start = _moment(query["before"]) if "before" in query else None
    if start:
        notes = notes.filter(_beyond("lt", *start, key))
    found = list(notes.order_by("-published_at", f"-{key}")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(
        found,
        older=f"?before={_key(found[-1], key)}" if more else "",
        newer=f"?after={_key(found[0], key)}" if start and found else "",
    )


def _newer_page(notes, start, size: int, key: str) -> Page:
    ascending = notes.filter(_beyond("gt", *start, key)).order_by("published_at", key)
    found = list(ascending[: size + 1])
    more = len(found) > size
    found = found[:size][::-1]
    return Page(
        found,
        older=f"?before={_key(found[-1], key)}" if found else "",
        newer=f"?after={_key(found[0], key)}" if more else "",
    )


def _beyond(side: str, moment: dt.datetime, pk: int, key: str) -> Q:
    further = Q(**{f"published_at__{side}": moment})
    same_moment = Q(published_at=moment, **{f"{key}__{side}": pk})
    # The first part says nothing new, but it is where PostgreSQL enters the index.
    return Q(**{f"published_at__{side}e": moment}) & (further | same_moment)


def _key(note, key: str) -> str:
    """Microseconds since 1970 and the primary key: survives the note's deletion."""
    micros = (note.published_at - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{micros}-{getattr(note, key)}"


def _moment(key: str) -> tuple[dt.datetime, int]:
    micros, _hyphen, pk = key.partition("-")
    try:
        return _EPOCH + dt.timedelta(microseconds=int(micros)), min(int(pk), 2**62)
    except (ValueError, OverflowError):
        raise Http404 from None


@dataclass(frozen=True)
class NamePage:
    """Rows in the order of their names; `back` and `on` are query strings of real pages, or empty."""

    rows: list = field(default_factory=list)
    back: str = ""
    on: str = ""

    @property
    def is_all(self) -> bool:
        return not (self.back or self.on)


def page_by_name(rows, name: str, query, size: int) -> NamePage:
    """The page of `rows` by the column `name` that `query` (request.GET) asks for, in one query.

    `?after=PK` holds what follows that row, `?before=PK` what stands in front of it: there are not
    more pages than rows. Raises Http404 where there is no such row (any more).
    """
    if "before" in query:
        rows = _past(rows, name, "lt", query["before"])
        found = list(rows.order_by(f"-{name}", "-pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return _found(NamePage(found, f"?before={found[0].pk}" if more else "", _after(found)))
    if "after" in query:
        rows = _past(rows, name, "gt", query["after"])
    found = list(rows.order_by(name, "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if "after" not in query:
        return NamePage(found, on=_after(found) if more else "")
    back = f"?before={found[0].pk}" if found else ""
    return _found(NamePage(found, back, _after(found) if more else ""))


def _past(rows, name: str, side: str, key: str):
    if not key.isdecimal() or not key.isascii():
        raise Http404
    key = min(int(key[:19]), 2**62)
    edge = Subquery(rows.model.objects.filter(pk=key).values(name))
    same = Q(**{name: edge, f"pk__{side}": key})
    return rows.filter(Q(**{f"{name}__{side}e": edge}) & (Q(**{f"{name}__{side}": edge}) | same))


def _after(found) -> str:
    return f"?after={found[-1].pk}" if found else ""


def _found(page: NamePage) -> NamePage:
    if not page.rows:
        raise Http404
    return page
