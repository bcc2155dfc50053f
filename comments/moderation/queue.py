"""One page of the moderators' queue, by key and not by offset: deep pages cost what the first costs.

What an index leads to is read from there. What none knows (a word, a kind, a check) is looked for among
the next `LOOKED_AT` comments and no further: the page then says where it has stopped.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import islice

from django.http import Http404

from comments.lookups import LARGEST_KEY
from comments.models import Comment
from comments.moderation.filters import ALL, Filters
from notes.search.texts import Wanted

SIZE = 25
LOOKED_AT = 2000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Texts of the notes and what is only made from others: a page of them would be megabytes.
UNREAD = (
    "note__body note__body_html note__contents note__summary note__discussion note__discussion_html"
    " parent__body_html"
).split()
# What is read of each comment that is looked at, by the filter that asks for it.
COLUMNS = {
    "series": ("note__series",),
    "kind": ("kind",),
    "check": ("verdicts",),
    "appealed": ("appealed_at",),
    "q": ("name", "body"),
}


@dataclass(frozen=True)
class Queue:
    """`further` is the key of the next page, or empty. `has_stopped`: there may be none on it, as not
    everything has been looked at."""

    comments: list[Comment]
    further: str = ""
    has_stopped: bool = False


def queue_of(comments, filters: Filters, searches_email: bool = True, size: int = SIZE) -> Queue:
    """Of these comments the ones that are asked for. One query, or two where they are looked for.

    Raises Http404 for a key that is none.
    """
    found = _ordered(_narrowed(comments, filters), filters)
    if filters.is_loose:
        return _looked_for(found, filters, searches_email, size)
    # The keys alone first: where they have to be sorted, whole rows would take many times as long.
    rows = _shown(found.values("pk")[: size + 1], filters)
    has_more = len(rows) > size
    return Queue(rows[:size], further=key_of(rows[size - 1]) if has_more else "")


def _narrowed(comments, filters: Filters):
    """By what an index knows, from their place on."""
    if filters.status != ALL:
        comments = comments.filter(status=filters.status)
    if filters.note:
        comments = comments.filter(note=filters.note)
    if not filters.place:
        return comments
    place = moment_of(filters.place)
    return comments.after(*place) if filters.is_oldest_first else comments.before(*place)


def _ordered(comments, filters: Filters):
    return comments.oldest_first() if filters.is_oldest_first else comments.newest_first()


def _shown(keys, filters: Filters) -> list[Comment]:
    """With their notes and what they answer."""
    comments = Comment.objects.filter(pk__in=keys).select_related("note__series", "parent")
    return list(_ordered(comments.defer(*UNREAD), filters))


# Looking -----------------------------------------------------------------------------------------


def _looked_for(comments, filters: Filters, searches_email: bool, size: int) -> Queue:
    columns = [
        column for name, read in COLUMNS.items() if getattr(filters, name) for column in read
    ]
    if filters.q and searches_email:
        columns.append("email")
    rows = list(comments.values("pk", "created_at", *columns)[: LOOKED_AT + 1])
    has_stopped, rows = len(rows) > LOOKED_AT, rows[:LOOKED_AT]
    wanted = Wanted(filters.q)
    fitting = list(islice((row for row in rows if _fits(row, filters, wanted)), size + 1))
    found = _shown([row["pk"] for row in fitting[:size]], filters)
    if len(fitting) > size:
        return Queue(found, further=_key(**fitting[size - 1]))
    return Queue(found, further=_key(**rows[-1]) if has_stopped else "", has_stopped=has_stopped)


def _fits(row: dict, filters: Filters, wanted: Wanted) -> bool:
    return (
        (not filters.series or row["note__series"] == int(filters.series))
        and (not filters.kind or row["kind"] == filters.kind)
        and (not filters.check or any(each["check"] == filters.check for each in row["verdicts"]))
        and (not filters.appealed or row["appealed_at"] is not None)
        and (not filters.q or wanted.fits(row["name"], row.get("email", ""), row["body"]))
    )


# Places ------------------------------------------------------------------------------------------


def key_of(comment: Comment) -> str:
    """Microseconds since 1970 and the primary key: survives the comment's being decided."""
    return _key(comment.created_at, comment.pk)


def _key(created_at: dt.datetime, pk: int, **_others) -> str:
    return f"{(created_at - _EPOCH) // dt.timedelta(microseconds=1)}-{pk}"


def moment_of(key: str) -> tuple[dt.datetime, int]:
    micros, _hyphen, pk = key.partition("-")
    try:
        return _EPOCH + dt.timedelta(microseconds=int(micros)), min(int(pk), LARGEST_KEY)
    except (ValueError, OverflowError):
        raise Http404 from None
