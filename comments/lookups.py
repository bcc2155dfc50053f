"""What the database is asked before a comment is stored: a handful of short, indexed questions."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from comments.models import Comment
from comments.own_comments import MOST
from comments.prepared import Given, Prepared
from notes.models import Note
from notes.models.note import LINE_FIELDS

LARGEST_KEY = 2**63 - 1  # of a BigAutoField; a greater number is nobody's
NOBODY = 0  # no row has this key

_PK, _NOTE = Comment._meta.pk, Comment._meta.get_field("note")
_OWN = [f"own_{place}" for place in range(MOST)]

_note = Prepared(
    lambda: (
        Note.objects.lines()
        .only(*LINE_FIELDS, "is_open_for_comments")
        .filter(pk=Given("pk", Note._meta.pk))
    )
)
_parent = Prepared(
    lambda: (
        Comment.objects.public()
        .only("note_id", "depth", "branch", "name", "body_html")
        .filter(note=Given("note", Note._meta.pk), pk=Given("pk", _PK))
    )
)
_vouched_writer = Prepared(
    lambda: (
        Comment.objects.vouched()
        .only("pk")
        .filter(
            email=Given("email", Comment._meta.get_field("email")),
            name=Given("name", Comment._meta.get_field("name")),
        )[:1]
    )
)
_vouched_own = Prepared(
    lambda: Comment.objects.vouched().only("pk").filter(pk__in=[Given(n, _PK) for n in _OWN])[:1]
)

# By hand: the ORM cannot put limited parts side by side. Two short index scans; one with OR would
# have to sort everything that either finds.
_COPIES = """
SELECT id, body, status FROM (
SELECT * FROM (SELECT 1 AS place, id, body, status FROM comments_comment
WHERE lowest_piece = %(lowest)s AND id <> %(itself)s ORDER BY id DESC LIMIT %(most)s) AS low
UNION ALL
SELECT * FROM (SELECT 2 AS place, id, body, status FROM comments_comment
WHERE highest_piece = %(highest)s AND id <> %(itself)s ORDER BY id DESC LIMIT %(most)s) AS high
) AS found ORDER BY place, id DESC
"""
_SENT = """
SELECT COUNT(*) FROM (
SELECT 1 FROM comments_comment WHERE network = %s AND created_at > %s LIMIT %s
) AS sent
"""


def published_note(pk: int) -> Note | None:
    """With its series and all that a list prints of a note, without its texts."""
    note = _note.first(pk=min(pk, LARGEST_KEY))
    return note if note and note.is_published else None


def public_comment(note: Note, pk: int) -> Comment | None:
    """What an answer needs of the comment under `note` that it answers."""
    return _parent.first(note=note.pk, pk=min(pk, LARGEST_KEY))


def is_vouched_writer(name: str, email: str) -> bool:
    """Has a moderator approved a comment with both this name and this e-mail address?"""
    return bool(_vouched_writer(name=name, email=email))


def is_any_vouched(keys: tuple[int, ...]) -> bool:
    """Has a moderator approved one of these comments? Asks for the latest `MOST` of them."""
    padded = [*keys[-MOST:], *[NOBODY] * MOST][:MOST]
    return bool(_vouched_own(**dict(zip(_OWN, padded, strict=True))))


def possible_copies(lowest: int, highest: int, most: int, itself: int | None = None) -> dict:
    """Text and status by key of comments that share a fingerprint, at most `most` for each of the
    two; those with the lowest piece first, then newest first. `itself` is left out."""
    asked = {"lowest": lowest, "highest": highest, "itself": itself or NOBODY, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, asked)
        return {pk: (body, status) for pk, body, status in cursor.fetchall()}


def sent_from(network: str, within: timedelta, at_most: int) -> int:
    """How many came from a network lately, counted up to `at_most`."""
    if not network:
        return 0
    since = connection.ops.adapt_datetimefield_value(timezone.now() - within)
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [network, since, at_most])
        return cursor.fetchone()[0]
