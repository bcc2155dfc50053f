"""One page of the moderators' queue, by key and not by offset: deep pages cost what the first costs."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from comments.forms import LARGEST_KEY
from comments.models import Comment

SIZE = 25
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Texts of the notes and what is only made from others: a page of them would be megabytes.
UNREAD = "note__body note__body_html note__contents note__summary parent__body_html".split()


@dataclass(frozen=True)
class Queue:
    """Comments newest first; `older` is the key of the next page, or empty."""

    comments: list[Comment]
    older: str = ""


def queue_of(status: str, before: str = "", size: int = SIZE) -> Queue:
    """Raises Http404 for a status or a key that is none. One query."""
    if status not in dict(Comment.STATUSES):
        raise Http404
    found = Comment.objects.filter(status=status)
    if before:
        found = found.before(*moment_of(before))
    found = found.select_related("note__series", "parent").defer(*UNREAD).newest_first()
    comments = list(found[: size + 1])
    has_more = len(comments) > size
    comments = comments[:size]
    return Queue(comments, older=key_of(comments[-1]) if has_more else "")


def key_of(comment: Comment) -> str:
    """Microseconds since 1970 and the primary key: survives the comment's being decided."""
    return f"{(comment.created_at - _EPOCH) // dt.timedelta(microseconds=1)}-{comment.pk}"


def moment_of(key: str) -> tuple[dt.datetime, int]:
    micros, _hyphen, pk = key.partition("-")
    try:
        return _EPOCH + dt.timedelta(microseconds=int(micros)), min(int(pk), LARGEST_KEY)
    except (ValueError, OverflowError):
        raise Http404 from None
