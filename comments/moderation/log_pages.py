"""A page of the log out of its two tables, by key: a late page costs what the first costs."""

import datetime as dt
from uuid import UUID

from django.db.models import Count, F, Q
from django.http import Http404

from comments.models import Decision, LogEntry
from comments.moderation.log_lines import Line, line_of_decision, line_of_entry
from comments.moderation.queue import moment_of

SIZE = 50
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# At the same moment decisions stand before all else.
RANKS = {LogEntry: "0", Decision: "1"}
# What a line says of a person and of a comment: no text, no address.
PERSON = ("username", "first_name", "last_name")
COMMENT = [f"comment__{name}" for name in "name status created_at forgotten_at".split()]


def page_of(decisions, entries, before: str, is_folded: bool) -> tuple[list[Line], str]:
    """The lines that come after the key `before`, and the key of the next page or nothing.

    Raises Http404 for a key that is none. At most three queries.
    """
    decisions = decisions.annotate(undone=F("undone_by__pk"), undone_batch=F("undoes__batch"))
    rows = [*_after(before, decisions, "moderator"), *_after(before, entries, "by")]
    rows.sort(key=lambda row: (row.made_at, RANKS[type(row)], row.pk), reverse=True)
    more, rows = len(rows) > SIZE, rows[:SIZE]
    counts = _counts(rows) if is_folded else {}
    return [_line(row, counts) for row in rows], _key(rows[-1]) if more else ""


def _after(before: str, rows, person: str) -> list:
    own = [field.name for field in rows.model._meta.concrete_fields]
    rows = rows.select_related(person, "comment").order_by("-made_at", "-pk")
    rows = rows.only(*own, *COMMENT, *(f"{person}__{name}" for name in PERSON))
    return list((rows.filter(_beyond(before, rows.model)) if before else rows)[: SIZE + 1])


def _beyond(before: str, model) -> Q:
    rank, _hyphen, key = before.partition("-")
    if rank not in RANKS.values():
        raise Http404
    made_at, pk = moment_of(key)
    further = Q(made_at__lt=made_at)
    if RANKS[model] == rank:
        further |= Q(made_at=made_at, pk__lt=pk)
    elif RANKS[model] < rank:
        further |= Q(made_at=made_at)
    # The first part says nothing new, but it is where PostgreSQL enters the index.
    return Q(made_at__lte=made_at) & further


def _key(row) -> str:
    micros = (row.made_at - EPOCH) // dt.timedelta(microseconds=1)
    return f"{RANKS[type(row)]}-{micros}-{row.pk}"


def _counts(rows) -> dict[UUID, tuple[int, int]]:
    """Of each press: how many it decided about, and how many of these were taken back."""
    keys = {row.batch or row.undone_batch for row in rows if isinstance(row, Decision)} - {None}
    if not keys:
        return {}
    found = Decision.objects.filter(batch__in=keys, undoes=None).order_by().values("batch")
    found = found.annotate(made=Count("pk"), undone=Count("undone_by"))
    return {row["batch"]: (row["made"], row["undone"]) for row in found}


def _line(row, counts) -> Line:
    return line_of_decision(row, counts) if isinstance(row, Decision) else line_of_entry(row)
