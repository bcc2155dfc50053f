"""What the database is asked before a comment is stored: a handful of short, indexed questions."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from comments.models import Comment, SpamPolicy
from comments.models.token_count import OF_TOKENS
from comments.spam.verdicts import Policy
from notes.models import Note, Site
from notes.models.closing import Closing
from notes.models.note_queryset import LINE_FIELDS
from notes.models.site import CommentPolicy
from notes.prepared import ask_by_hand, prepared

LARGEST_KEY = 2**63 - 1  # of a BigAutoField; a greater number is nobody's
NOBODY = 0  # no row has this key
PARENT_FIELDS = "note_id depth branch name avatar kind body_html wants_mail".split()
# Of a comment that stands alone, with what its address and its feed say of its note.
SHOWN_FIELDS = "note_id name depth branch agree_count".split()
SHOWN_FIELDS += [f"note__{name}" for name in (*LINE_FIELDS, "feed_path")]
CLOSING_FIELDS = ("is_open_for_comments", "comments_close_on", "series__close_comments_after_days")


@prepared
def _note(pk: int):
    found = Note.objects.lines().only(*LINE_FIELDS, "language", *CLOSING_FIELDS).filter(pk=pk)
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
def _wants_proof(only: int):
    return SpamPolicy.objects.filter(pk=only, wants_proof=True).values_list("pk")


# Put together by hand: the ORM cannot set limited parts side by side. Each part ends after a few rows of
# an index, however many comments there are. Dates that are answered are text, as SQLite has them. BETWEEN
# the same two: PostgreSQL would walk from the newest comment on for a piece that it thinks to be in many.
# Its plan is made once, for any moment: what has no end would be a third of all, and the table shorter to read.
# A copy by its lowest piece may be the very same comment, and says so. By its highest come only those that are
# not among the latest by the lowest: most copies have both.
_FACTS = """
SELECT 'earlier' AS part, id, 0 AS number, '' AS a, '' AS b, '' AS c, '' AS d
FROM comments_comment WHERE sending = %(sending)s

UNION ALL
SELECT 'earlier', id, 0, '', '', '', '' FROM (
SELECT id, note_id, parent_id, name, email, body FROM comments_comment
WHERE network = %(network_of_few)s AND created_at > %(lately)s AND created_at < '9999-12-31'
ORDER BY created_at DESC LIMIT %(latest)s
) AS late
WHERE note_id = %(note)s AND COALESCE(parent_id, %(nobody)s) = %(parent)s
AND name = %(name)s AND email = %(email)s AND body = %(body)s

UNION ALL
SELECT * FROM (SELECT 'vouched', id, 0, '', '', '', '' FROM comments_comment
WHERE email = %(email)s AND email <> '' AND name = %(name)s
AND status = 'published' AND decided_at IS NOT NULL LIMIT 1) AS writer

UNION ALL
SELECT 'network',
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE network = %(network)s
AND created_at > %(minute)s AND created_at < '9999-12-31'
ORDER BY created_at DESC LIMIT %(minutely)s) AS of_minute),
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE network = %(network)s
AND created_at > %(hour)s AND created_at < '9999-12-31'
ORDER BY created_at DESC LIMIT %(hourly)s) AS of_hour), '', '', '', ''

UNION ALL
SELECT 'site', 0, number, CASE WHEN number >= %(site_fewest)s THEN (
SELECT CAST(c.created_at AS text) FROM comments_comment AS c
WHERE (c.network > '' OR c.user_agent > '') AND c.created_at <= %(hour)s
ORDER BY c.created_at DESC LIMIT 1 OFFSET %(usual_of)s) END, '', '', ''
FROM (SELECT COUNT(*) AS number FROM (SELECT 1 FROM comments_comment
WHERE (network > '' OR user_agent > '') AND created_at > %(hour)s
AND created_at < '9999-12-31' ORDER BY created_at DESC LIMIT %(site_most)s) AS of_site
) AS counted

UNION ALL
SELECT * FROM (SELECT 'copy', id,
CASE WHEN highest_piece = %(highest)s AND created_at > %(hour)s THEN 1 ELSE 0 END, body, status,
CASE WHEN name = %(name)s AND network = %(network)s AND created_at > %(lately)s AND note_id = %(note)s
AND COALESCE(parent_id, %(nobody)s) = %(parent)s AND email = %(email)s AND body = %(body)s
THEN 'earlier' ELSE '' END, '' FROM comments_comment
WHERE lowest_piece BETWEEN %(lowest)s AND %(lowest)s AND id <> %(itself)s
ORDER BY lowest_piece, id DESC LIMIT %(most)s) AS low

UNION ALL
SELECT 'copy', c.id, 0, c.body, c.status, '', '' FROM (
SELECT id, lowest_piece FROM comments_comment
WHERE highest_piece BETWEEN %(highest)s AND %(highest)s AND id <> %(itself)s
ORDER BY highest_piece, id DESC LIMIT %(most)s
) AS high CROSS JOIN comments_comment AS c
WHERE c.id = high.id AND (high.lowest_piece <> %(lowest)s OR high.id < (
SELECT id FROM comments_comment
WHERE lowest_piece BETWEEN %(lowest)s AND %(lowest)s AND id <> %(itself)s
ORDER BY lowest_piece, id DESC LIMIT 1 OFFSET %(most_but_one)s))

UNION ALL
SELECT 'rule', id, 0, subject, folded, action, value
FROM comments_rule WHERE expires_at IS NULL OR expires_at > %(now)s
"""
_LEARNED = """
UNION ALL
SELECT 'token', spam, ham, token, '', '', '' """
_KNOWN = {vendor: _FACTS + _LEARNED + rows for vendor, rows in OF_TOKENS.items()}
_OWN = """
UNION ALL
SELECT * FROM (SELECT 'vouched', id, 0, '', '', '', '' FROM comments_comment
WHERE id IN ({keys}) AND status = 'published' AND decided_at IS NOT NULL LIMIT 1) AS own
"""
# Whose comments of this hour wait and name one of some hosts. CROSS: each comment is read once.
_WAITING = """
UNION ALL
SELECT 'host', id, 0, name, pattern, '', '' FROM (
SELECT id, name, LOWER(body) AS body, LOWER(website) AS website FROM comments_comment
WHERE status = 'held' AND created_at > %(hour)s AND id <> %(itself)s
ORDER BY created_at DESC LIMIT %(most_waiting)s
) AS waiting CROSS JOIN {patterns} WHERE body LIKE pattern OR website LIKE pattern
"""
_HOSTS = {
    "sqlite": _WAITING.format(
        patterns="(SELECT value AS pattern FROM json_each(%(patterns)s)) AS asked"
    ),
    "postgresql": _WAITING.format(patterns="unnest(%(patterns)s::text[]) AS pattern"),
}


def public_note(pk: int) -> Note | None:
    """One that is published or planned, with its series and all that a list prints of a note, without
    its texts."""
    found = _note(min(pk, LARGEST_KEY))
    return found[0] if found and found[0].has_page else None


def site_of(note: Note) -> Site | CommentPolicy:
    """What the site says about comments. Asks nothing when the note's own query brought it along."""
    if not hasattr(note, "site"):
        note.site = Site.objects.policy_of(note)
    return note.site


def spam_policy_of(note: Note) -> Policy:
    """What the owner says about judging. Asks nothing when the note's own query brought it along."""
    if not hasattr(note, "spam_sensitivity"):
        return Policy.of(SpamPolicy.objects.current())
    said = SpamPolicy.objects.said_by(note)
    return Policy.of_columns(*said) if said else Policy()


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


def facts(asked: dict, own: tuple[int, ...], patterns: list[str]) -> list[tuple]:
    """Rows of a part's name, two whole numbers and four texts (`comments.spam.facts` reads them). `asked`
    has what `_FACTS` and `OF_TOKENS` name, `own` the keys of comments that whoever asks has written;
    `patterns` is what is looked for in comments that wait."""
    sql, keys = _KNOWN[connection.vendor], {f"own_{place}": key for place, key in enumerate(own)}
    if keys:
        sql, asked = sql + _OWN.format(keys=", ".join(map("%({})s".format, keys))), asked | keys
    if patterns:
        sql, asked = sql + _HOSTS[connection.vendor], asked | {"patterns": patterns}
    return ask_by_hand(sql, asked)
