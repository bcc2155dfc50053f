"""What a ranking asks the database for. Of every list only the beginning is read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Subquery

from notes.models import Note, Posting, SearchSize, SearchTerm
from notes.prepared import ask_by_hand, prepared
from notes.search.terms import VERSION

DEPTH = 200  # of a term that is not read whole: the notes of which it says most
MOST_HIDDEN = 500
_IMPACT = "(SELECT impact FROM notes_posting WHERE note_id = note AND term = %({})s)"
# Scheduled notes as `Note.objects.scheduled()` has them. Between two moments: PostgreSQL, whose plan is made once
# for any, takes what has no end for a third of the table. The version is no parameter: it must know how few
# have another.
_HIDDEN = f"""
SELECT id FROM (SELECT id FROM notes_note WHERE status = 'published'
AND published_at > %(now)s AND published_at < '9999-12-31' LIMIT {MOST_HIDDEN + 1}) AS scheduled
UNION ALL
SELECT note_id FROM (SELECT note_id FROM notes_searchtext
WHERE version < {VERSION} OR version > {VERSION} LIMIT {MOST_HIDDEN + 1}) AS other
"""
_EACH = {
    "sqlite": "(SELECT value AS note FROM json_each(%(notes)s)) AS asked",
    "postgresql": "unnest(%(notes)s::bigint[]) AS note",
}


def counts(terms: Iterable[str]) -> tuple[dict[str, int], int]:
    """In how many notes those terms are that are in any, and how many notes there are."""
    terms = list(terms)
    rows = _counted(terms) if terms else []
    return {term: count for term, count, _total in rows if count}, rows[0][2] if rows else 0


def hidden(now: datetime) -> set[int] | None:
    """Notes that have postings and may not be found: scheduled ones, and those of another rule.

    None where there are too many to be asked for one by one: while all are indexed anew.
    """
    now = connection.ops.adapt_datetimefield_value(now)
    rows = ask_by_hand(_HIDDEN, {"now": now})
    return {key for (key,) in rows} if len(rows) <= MOST_HIDDEN else None


def searchable(among=None):
    """A QuerySet of those that may be found."""
    among = Note.objects.published() if among is None else among
    return among.filter(search_text__version=VERSION)


def whole(terms: Sequence[str], among=None) -> dict[str, dict[int, int]]:
    """All of each term: impacts by note."""
    found: dict[str, dict[int, int]] = {term: {} for term in terms}
    for term, key, impact in _whole(terms, among) if terms else ():
        found[term][key] = impact
    return found


def _whole(terms: Sequence[str], among):
    if among is None:
        return _all(terms)
    found = Posting.objects.filter(term__in=terms, note__in=among.values("pk"))
    return found.values_list("term", "note_id", "impact")


def champions(term: str, among=None, start: int = 0, end: int = DEPTH) -> list[tuple[int, int]]:
    """Its notes in the order of their impacts, the greatest first, and these."""
    if among is None and end <= DEPTH:
        return _greatest(term)[start:end]
    found = Posting.objects.filter(term=term).order_by("-impact", "-note_id")
    found = found if among is None else found.filter(note__in=among.values("pk"))
    return list(found.values_list("note_id", "impact")[start:end])


def impacts(notes: Iterable[int], terms: Sequence[str]) -> list[tuple[int | None, ...]]:
    """A row for each note: its key, and what each of these terms says of it; None for those it has not."""
    named = {f"term_{place}": term for place, term in enumerate(terms)}
    sql = _impacts(connection.vendor, tuple(named))
    return ask_by_hand(sql, {"notes": list(notes), **named})


@cache
def _impacts(vendor: str, names: tuple[str, ...]) -> str:
    """Rows of (key, term, impact), which the ORM could ask for, would be as many times more as there are
    terms, and each takes as long."""
    return f"SELECT note, {', '.join(map(_IMPACT.format, names))} FROM {_EACH[vendor]}"


@prepared
def _counted(terms: list[str]):
    size = SearchSize.objects.filter(pk=SearchSize.ONLY).values("note_count")
    found = SearchTerm.objects.filter(text__in=terms).annotate(total=Subquery(size))
    return found.values_list("text", "note_count", "total")


@prepared
def _all(terms: list[str]):
    return Posting.objects.filter(term__in=terms).values_list("term", "note_id", "impact")


@prepared
def _greatest(term: str):
    found = Posting.objects.filter(term=term).order_by("-impact", "-note_id")
    return found.values_list("note_id", "impact")[:DEPTH]
