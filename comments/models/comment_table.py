"""What the table of comments keeps by itself: which rows may not be, and what is found without reading all."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q

from comments.models.comment_queryset import SPAM_SINCE

DEEPEST = 3  # shown levels; an answer further down stands at this one


def _one_of(column: str, words: str) -> Q:
    """Not `__in`: SQLite would make a table of the words each time that a comment is stored."""
    return reduce(or_, (Q(**{column: word}) for word in words.split()))


CONSTRAINTS = [
    models.CheckConstraint(
        condition=_one_of("status", "published held spam removed suspended"),
        name="comment_has_known_status",
    ),
    models.CheckConstraint(
        condition=_one_of("kind", "thought question objection example tried"),
        name="comment_has_known_kind",
    ),
    models.CheckConstraint(
        condition=Q(depth__gte=1, depth__lte=DEEPEST), name="comment_depth_is_shown"
    ),
    models.UniqueConstraint(
        fields=["note", "source_url"],
        condition=Q(source_url__isnull=False),
        name="comment_source_once_in_note",
    ),
    models.UniqueConstraint(
        fields=["import_ref"],
        condition=Q(import_ref__isnull=False),
        name="comment_imported_once",
    ),
]
INDEXES = [
    models.Index(fields=["note", "status", "created_at"], name="comment_of_note"),
    # Its last column so that what is left of old spam is passed over without reading it.
    models.Index(fields=["status", "-created_at", "-id", "forgotten_at"], name="comment_queue"),
    models.Index(
        F("status"),
        SPAM_SINCE,
        condition=Q(status="spam", forgotten_at=None),
        name="comment_old_spam",
    ),
    models.Index(fields=["network", "-created_at"], name="comment_from_network"),
    # Whom a moderator has approved before (comments/lookups.py).
    models.Index(
        fields=["email", "name"],
        condition=Q(status="published", decided_at__isnull=False),
        name="comment_by_approved",
    ),
    models.Index(fields=["email", "-created_at", "-id"], name="comment_of_writer"),
    models.Index(fields=["lowest_piece", "-id"], name="comment_lowest_piece"),
    # Its last column so that whatever the other one has found is not read again (comments/lookups.py).
    models.Index(fields=["highest_piece", "-id", "lowest_piece"], name="comment_highest_piece"),
    # Each index is one more place in which every new comment is written down: few are in these.
    *(
        models.Index(
            fields=[name],
            condition=Q(**{f"{name}__isnull": False}),
            name=f"comment_{name}",
        )
        for name in ("parent", "reflected_in", "answered_by", "answered_in")
    ),
    # What has its days counted (comments/retention.py); the rest of the comments is in none.
    models.Index(
        fields=["created_at"],
        condition=Q(address__isnull=False),
        name="comment_with_address",
    ),
    models.Index(
        fields=["created_at"],
        condition=Q(network__gt="") | Q(user_agent__gt=""),
        name="comment_with_origin",
    ),
    # All that is needed to count the open ones and to find the newest: no row is read for it.
    models.Index(
        fields=["note", "kind", "answered_at", "status", "created_at", "id"],
        condition=Q(kind="question"),
        name="comment_question",
    ),
    # The newest of the whole site, for a series with more notes than can be looked at.
    models.Index(
        fields=["-created_at", "-id", "kind", "note", "status", "answered_at"],
        condition=Q(kind="question"),
        name="comment_newest_question",
    ),
]
