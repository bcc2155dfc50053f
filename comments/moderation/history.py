"""What the people of a page wrote before: with the same e-mail address, or without one from the same network.

One query for all of them: of each person the latest `LATEST`, so that it costs no more where somebody
has sent ten thousand.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import Substr

from comments.models import Comment

LATEST = 10  # of one person
NAMED = 3  # of which the first words are shown
BEGINNING = 130  # letters that are read of each
# Stands in the query for the address of a person: it is written once and asked for each of them.
_ANYBODY = "\0"


@dataclass(frozen=True)
class Others:
    """`alike` is the column that they have in common: `email` or `network`. `is_more`: this person wrote
    more than was read."""

    alike: str
    comments: list[Comment]  # newest first, with a `beginning`
    is_more: bool

    @property
    def count(self) -> int:
        return len(self.comments)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Label and number of each status that occurs, in the order of the tabs."""
        found = Counter(comment.status for comment in self.comments)
        return [(label, found[status]) for status, label in Comment.STATUSES if found[status]]

    @property
    def named(self) -> list[Comment]:
        return self.comments[:NAMED]


def with_history(page: list[Comment], comments, by_network: bool):
    """Give each comment of a page its `others` among `comments`, those from before it; None where nothing
    leads to any.

    Without `by_network` only the e-mail address counts.
    """
    columns = ("email", "network") if by_network else ("email",)
    known = {comment.pk: _known_by(comment, columns) for comment in page}
    found = _latest(comments, set(filter(None, known.values())))
    for comment in page:
        key = known[comment.pk]
        if key is None:
            comment.others = None
            continue
        latest = found[key]
        before = [other for other in latest if _moment(other) < _moment(comment)]
        comment.others = Others(key[0], before[:LATEST], is_more=len(latest) > LATEST + 1)


def _moment(comment: Comment):
    return comment.created_at, comment.pk


def _known_by(comment: Comment, columns) -> tuple[str, str] | None:
    values = ((column, getattr(comment, column)) for column in columns)
    return next((known for known in values if known[1]), None)


def _latest(comments, keys: set[tuple[str, str]]) -> dict[tuple[str, str], list[Comment]]:
    """By hand: the ORM cannot put limited parts side by side on SQLite."""
    found, parts, values = defaultdict(list), [], []
    written = {column: _of_anybody(comments, column) for column in {column for column, _v in keys}}
    for column, value in sorted(keys):
        sql, params = written[column]
        parts.append(f"SELECT * FROM ({sql}) AS part")
        values += [value if param == _ANYBODY else param for param in params]
    if parts:
        for other in Comment.objects.raw(" UNION ALL ".join(parts), values):
            found[other.alike, getattr(other, other.alike)].append(other)
    return found


def _of_anybody(comments, column: str) -> tuple[str, tuple]:
    latest = comments.filter(**{column: _ANYBODY}).newest_first()
    latest = latest.annotate(alike=Value(column), beginning=Substr("body", 1, BEGINNING))
    read = latest.values("id", "email", "network", "status", "created_at", "alike", "beginning")
    # Two more: itself, and one that says that there are others.
    return read[: LATEST + 2].query.sql_with_params()
