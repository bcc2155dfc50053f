"""Comments that come from elsewhere, many notes at once.

Imported comments are not judged. Published ones count as decided by a moderator, at the time they
were written: their writers are known commenters here too.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from comments import searched
from comments.models import Comment
from comments.models.comment import LONGEST_NAME
from comments.network import network_of
from notes.interchange.records import CommentData
from notes.models import Note
from notes.pages import touch
from notes.text import clean_line, truncate_graphemes

NOTES_AT_ONCE = 100
ROWS_AT_ONCE = 500
STATUSES = frozenset(status for status, _label in Comment.STATUSES)


def store_comments(items: Iterable[tuple[Note, Sequence[CommentData]]]) -> tuple[int, int]:
    """Store comments of many notes; answers how many were created and how many were skipped.

    The notes are saved already; their `comment_count` grows in the database, not in the objects.
    Takes the iterable piece by piece, a transaction each: put one around the whole for all or
    nothing. Raises ValueError for an unknown status. Sends no mail.
    """
    created = skipped = 0
    items = iter(items)
    while batch := list(islice(items, NOTES_AT_ONCE)):
        total = sum(len(data) for _note, data in batch)
        with transaction.atomic():
            stored = _store(batch)
        created, skipped = created + stored, skipped + total - stored
    return created, skipped


def _store(batch) -> int:
    """Level by level, since a row needs its parent's key; answers the number of new rows."""
    known = _known_comments(batch)
    waiting = _new_data(batch, known)
    new, public = [], {}
    while waiting:
        ready = [item for item in waiting.values() if item[1].parent_ref not in waiting]
        # In a broken file comments may answer each other in a circle: the oldest one opens it.
        ready = ready or [next(iter(waiting.values()))]
        comments = [_comment(note, data, known.get(data.parent_ref)) for note, data in ready]
        Comment.objects.bulk_create(comments, batch_size=ROWS_AT_ONCE)
        new += comments
        for comment in comments:
            known[comment.import_ref] = comment
            del waiting[comment.import_ref]
            public[comment.note_id] = public.get(comment.note_id, 0) + comment.is_public
    _add_counts(public)
    searched.follow_import(new)
    return len(new)


def _known_comments(batch) -> dict[str, Comment]:
    """What earlier imports stored, by ref: what is to be skipped, and possible parents."""
    refs = {ref for _note, data in batch for item in data for ref in (item.ref, item.parent_ref)}
    fields = ("import_ref", "note_id", "depth", "branch")
    return {
        comment.import_ref: comment
        for some in _pieces(sorted(refs - {None}))
        for comment in Comment.objects.filter(import_ref__in=some).only(*fields)
    }


def _pieces(refs: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(refs), ROWS_AT_ONCE):
        yield refs[start : start + ROWS_AT_ONCE]


def _new_data(batch, known) -> dict[str, tuple[Note, CommentData]]:
    """By ref (the first one of several counts), in the order in which they were written."""
    found = {}
    for note, data in batch:
        for item in data:
            if item.ref not in known:
                found.setdefault(item.ref, (note, item))
    return dict(sorted(found.items(), key=lambda pair: pair[1][1].created_at))


def _comment(note: Note, data: CommentData, parent: Comment | None) -> Comment:
    if data.status not in STATUSES:
        raise ValueError(f"{data.ref}: unknown status {data.status!r}")
    address = _address(data.address)
    comment = Comment(
        note_id=note.pk,
        parent=parent if parent and parent.note_id == note.pk else None,
        name=_name(data.name),
        email=_line(data.email, "email").lower(),
        website=_website(data.website),
        body=data.body,
        created_at=data.created_at,
        received_at=timezone.now(),
        status=data.status,
        decided_at=data.created_at if data.status == Comment.PUBLISHED else None,
        address=address,
        network=network_of(address),
        import_ref=data.ref,
    )
    comment.prepare()
    return comment


def _name(value: str) -> str:
    return truncate_graphemes(clean_line(value or ""), LONGEST_NAME)[:200] or gettext("이름 없음")


def _line(value: str, field: str) -> str:
    """Cleaned; left out when it is longer than the column, since half an address is none."""
    value = clean_line(value or "")
    return value if len(value) <= Comment._meta.get_field(field).max_length else ""


def _website(value: str) -> str:
    value = _line(value, "website")
    return value if value.startswith(("http://", "https://")) else ""


def _address(value: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address((value or "").strip()))
    except ValueError:
        return None


def _add_counts(public: dict[int, int]):
    """One UPDATE for each number of new comments, not one for each note."""
    if grown := [f"comments-{note_id}" for note_id, step in public.items() if step]:
        touch("counts", *grown)
    notes_by_step: dict[int, list[int]] = {}
    for note_id, step in public.items():
        notes_by_step.setdefault(step, []).append(note_id)
    for step, notes in notes_by_step.items():
        if step:
            found = Note.objects.filter(pk__in=notes)
            found.update(comment_count=F("comment_count") + step)
