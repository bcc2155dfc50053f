"""The comments of a note in the order in which they are read: one query, one flat list."""

import datetime as dt

from django.utils import timezone

from comments import own_comments
from comments.models import Comment
from comments.models.comment import DEEPEST
from comments.reasons import why_held

COLUMNS = "pk parent_id depth branch name website body_html is_by_author status created_at".split()
OWN_COLUMNS = [*COLUMNS, "note_id", "verdicts", "decided_at"]
JUST_NOW = dt.timedelta(seconds=own_comments.MINUTE)


def thread_of(note, request=None) -> list[dict]:
    """Public comments, and the waiting ones of this visitor (with `why_held`), in reading order.

    One query, one more only for a visitor whose cookie names own comments. Where a comment that is
    not public (any more) has answers, a row of only `pk` and `depth` stands in its place.
    """
    rows = list(Comment.objects.public().filter(note=note).oldest_first().values(*COLUMNS))
    own = [row for row in _own(request) if row["note_id"] == note.pk] if request else []
    if own:
        rows = sorted([*rows, *own], key=lambda row: (row["created_at"], row["pk"]))
    return _in_reading_order(rows)


def _own(request) -> list[dict]:
    """Waiting comments of this visitor, under whatever note.

    Leaves word for the middleware when the cookie names some that are decided by now.
    """
    ids = own_comments.waiting(request)
    if not ids:
        return []
    rows = list(Comment.objects.filter(pk__in=ids).oldest_first().values(*OWN_COLUMNS))
    waiting = [
        row | {"why_held": why_held(row["verdicts"])}
        for row in rows
        if row["status"] in (Comment.HELD, Comment.SPAM) and not row["decided_at"]
    ]
    still = {row["pk"] for row in waiting}
    news = timezone.now() - JUST_NOW
    keep = [
        row["pk"]
        for row in rows
        if row["pk"] in still or (row["decided_at"] or row["created_at"]) > news
    ]
    if len(keep) < len(ids):
        request.own_comments_left = keep
    return waiting


def _in_reading_order(rows: list[dict]) -> list[dict]:
    """Each comment followed by its answers, oldest first."""
    present = {row["pk"] for row in rows}
    answers: dict[int, list[dict]] = {}  # by what they stand under; 0 is the note itself
    for row in rows:
        above = [int(pk) for pk in row["branch"].split("/")] if row["branch"] else []
        for depth, pk in enumerate(above, start=1):
            if pk not in present:
                present.add(pk)
                under = above[depth - 2] if depth > 1 else 0
                answers.setdefault(under, []).append({"pk": pk, "depth": depth})
        answers.setdefault(above[-1] if above else 0, []).append(row)
    return list(_flat(answers, 0))


def _flat(answers, under):
    for row in answers.get(under, ()):
        yield row
        if row["depth"] < DEEPEST:
            yield from _flat(answers, row["pk"])
