"""What the database is asked before a comment is stored: a handful of short, indexed questions."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from comments.models import Comment, Rule, SpamPolicy
from notes.models import Note, Site
from notes.models.closing import Closing
from notes.models.note import LINE_FIELDS
from notes.prepared import prepared

LARGEST_KEY = 2**63 - 1  # of a BigAutoField; a greater number is nobody's
NOBODY = 0  # no row has this key
PARENT_FIELDS = "note_id depth branch name avatar kind body_html wants_mail".split()
# Of a comment that stands alone, with what its address and its feed say of its note.
SHOWN_FIELDS = "note_id name depth branch agree_count".split()
SHOWN_FIELDS += [f"note__{name}" for name in (*LINE_FIELDS, "feed_path")]
CLOSING_FIELDS = ("is_open_for_comments", "comments_close_on", "series__close_comments_after_days")


@prepared
def _note(pk: int):
    found = Note.objects.lines().only(*LINE_FIELDS, *CLOSING_FIELDS).filter(pk=pk)
    return found.annotate(**Site.objects.as_policy_columns(), **SpamPolicy.objects.as_columns())


@prepared
def _parent(note: int, pk: int):
    parents = Comment.objects.public().filter(note=note, pk=pk)
    return parents.only(*PARENT_FIELDS)


@prepared
def _for_all(pk: int, now: datetime):
    published = Note.objects.published_condition("note__", now)
    found = Comment.objects.public().filter(published, pk=pk).select_related("note__series")
    return found.only(*SHOWN_FIELDS)


@prepared
def _vouched_writer(name: str, email: str):
    return Comment.objects.vouched().filter(email=email, name=name).values_list("pk")[:1]


@prepared
def _vouched_own(keys: list[int]):
    return Comment.objects.vouched().filter(pk__in=keys).values_list("pk")[:1]


@prepared
def _rules(now: datetime):
    fields = ("pk", "subject", "folded", "action", "value")
    return Rule.objects.in_force(now).values_list(*fields)


@prepared
def _wants_proof(only: int):
    return SpamPolicy.objects.filter(pk=only, wants_proof=True).values_list("pk")


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


def public_note(pk: int) -> Note | None:
    """One that is published or planned, with its series and all that a list prints of a note, without
    its texts."""
    found = _note(min(pk, LARGEST_KEY))
    return found[0] if found and found[0].has_page else None


def site_of(note: Note) -> Site:
    """What the site says about comments. Asks nothing when the note's own query brought it along."""
    if not hasattr(note, "site"):
        note.site = Site.objects.from_policy_columns(note)
    return note.site


def spam_policy_of(note: Note) -> SpamPolicy:
    """What the owner says about judging. Asks nothing when the note's own query brought it along."""
    if hasattr(note, "spam_sensitivity"):
        return SpamPolicy.objects.from_columns(note)
    return SpamPolicy.objects.current()


def wants_proof() -> bool:
    """Is a sender's browser to solve a puzzle? One short query, for where no note is at hand."""
    return bool(_wants_proof(SpamPolicy.ONLY))


def closing_of(note: Note) -> Closing:
    return note.closing(site_of(note))


def public_comment(note: Note, pk: int) -> Comment | None:
    """What an answer needs of the comment under `note` that it answers."""
    return next(iter(_parent(note.pk, min(pk, LARGEST_KEY))), None)


def comment_for_all(pk: int) -> Comment | None:
    """A comment that everybody may see, with its note and series; nothing for any other key."""
    return next(iter(_for_all(min(pk, LARGEST_KEY), timezone.now())), None)


def is_vouched_writer(name: str, email: str) -> bool:
    """Has a moderator approved a comment with both this name and this e-mail address?"""
    return bool(_vouched_writer(name, email))


def is_any_vouched(keys: tuple[int, ...]) -> bool:
    """Has a moderator approved one of these comments?"""
    return bool(_vouched_own(list(keys)))


def possible_copies(lowest: int, highest: int, most: int, itself: int | None = None) -> dict:
    """Text and status by key of comments that share a fingerprint, at most `most` for each of the
    two; those with the lowest piece first, then newest first. `itself` is left out."""
    asked = {"lowest": lowest, "highest": highest, "itself": itself or NOBODY, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, asked)
        return {pk: (body, status) for pk, body, status in cursor.fetchall()}


def rules_in_force() -> list[tuple]:
    """Key, subject, folded value, action and value of each."""
    return _rules(timezone.now())


def sent_from(network: str, within: timedelta, at_most: int) -> int:
    """How many came from a network lately, counted up to `at_most`."""
    if not network:
        return 0
    since = connection.ops.adapt_datetimefield_value(timezone.now() - within)
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [network, since, at_most])
        return cursor.fetchone()[0]
