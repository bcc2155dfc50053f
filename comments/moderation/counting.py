"""What the judge and the moderators did in a stretch of time, counted by the database.

The comments are those that came in during that time: not imported ones, which nobody judged here, nor
those of the authors. The database adds up: none of their rows is fetched.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from comments.models import Comment, Decision

HELD, SPAM, PUBLISHED, REMOVED = Comment.HELD, Comment.SPAM, Comment.PUBLISHED, Comment.REMOVED
# Said of every comment: it is where both databases enter the index by time.
STATUSES = tuple(status for status, _label in Comment.STATUSES)
MOST_MODERATORS = 50
MOST_CHECKED = 10_000  # comments whose verdicts are taken apart, the newest ones


@dataclass(frozen=True)
class Fates:
    """Numbers of comments, by bar and in all, by what the judge said and what became of it."""

    received: list[int]
    held: list[int]
    spam: list[int]
    wrong_holds: int  # held, and then approved
    wrong_spam: int  # taken for spam, and then approved
    wrong_passes: int  # shown at once, and then spam or removed

    @property
    def shown(self) -> list[int]:
        return [
            every - held - spam
            for every, held, spam in zip(self.received, self.held, self.spam, strict=True)
        ]


def fates_since(moments: list[datetime]) -> Fates:
    """`moments` are the beginnings of the bars, oldest first. One query.

    What the judge said is where the first decision found the comment; without one, where it is.
    """
    first = Decision.objects.filter(comment=OuterRef("pk")).order_by("pk").values("from_status")
    rows = _judged(moments[0]).annotate(
        bar=_bar_of(moments), judged=Coalesce(Subquery(first[:1]), "status")
    )
    rows = rows.order_by().values_list("bar", "judged", "status").annotate(number=Count("pk"))
    bars = {said: [0] * len(moments) for said in (None, HELD, SPAM)}
    became = defaultdict(int)
    for bar, judged, status, number in rows:
        for said in {None, judged} & set(bars):
            bars[said][bar] += number
        became[judged, status] += number
    return Fates(
        received=bars[None],
        held=bars[HELD],
        spam=bars[SPAM],
        wrong_holds=became[HELD, PUBLISHED],
        wrong_spam=became[SPAM, PUBLISHED],
        wrong_passes=became[PUBLISHED, SPAM] + became[PUBLISHED, REMOVED],
    )


def _judged(since: datetime):
    found = Comment.objects.filter(status__in=STATUSES, created_at__gte=since)
    return found.filter(import_ref=None, is_by_author=False)


def _bar_of(moments: list[datetime]) -> Case:
    """By halves, so that it takes few comparisons. A date of the site's time zone would be asked of
    Python on SQLite, for every comment."""

    def between(first: int, last: int):
        if first == last:
            return Value(first)
        middle = (first + last + 1) // 2
        later = When(created_at__gte=moments[middle], then=between(middle, last))
        return Case(later, default=between(first, middle - 1))

    return between(0, len(moments) - 1)


@dataclass
class Checked:
    """How many comments a check had a word about, and about how many a moderator said the opposite."""

    name: str
    spoke: int = 0
    overruled: int = 0


# By hand: the ORM does not take JSON apart. A verdict that decides speaks for the comment or against
# it by its action; one that only weighs, by its weight.
_CHECKS = """
SELECT {name}, {for_it}, c.status, c.decided_at IS NOT NULL, COUNT(*)
FROM (
  SELECT id AS newest FROM comments_comment WHERE status IN %s AND created_at >= %s
  ORDER BY created_at DESC LIMIT {most}
) AS n JOIN comments_comment AS c ON c.id = n.newest, {verdicts}
WHERE c.import_ref IS NULL AND NOT c.is_by_author
GROUP BY 1, 2, 3, 4
"""
_PARTS = {
    "sqlite": {
        "name": "json_extract(v.value, '$.check')",
        "for_it": (
            "json_extract(v.value, '$.action') = 'publish' OR (json_extract(v.value, '$.action') = ''"
            " AND json_extract(v.value, '$.weight') < 0)"
        ),
        "action": "json_extract(v.value, '$.action')",
        "weight": "json_extract(v.value, '$.weight')",
        "verdicts": "json_each(c.verdicts) AS v",
        "seconds": "(julianday(d.made_at) - julianday(c.created_at)) * 86400",
    },
    "postgresql": {
        "name": "v ->> 'check'",
        "for_it": (
            "v ->> 'action' = 'publish' OR (v ->> 'action' = '' AND (v ->> 'weight')::numeric < 0)"
        ),
        "action": "v ->> 'action'",
        "weight": "(v ->> 'weight')::numeric",
        "verdicts": "jsonb_array_elements(c.verdicts) AS v",
        "seconds": "EXTRACT(EPOCH FROM d.made_at - c.created_at)",
    },
}


def checks_since(since: datetime) -> list[Checked]:
    """Those that spoke most often first, of the newest `MOST_CHECKED` comments. One query."""
    found: dict[str, Checked] = {}
    for name, is_for_it, status, is_decided, number in asked(_CHECKS, [STATUSES, since]):
        checked = found.setdefault(name, Checked(name))
        checked.spoke += number
        opposite = (SPAM, REMOVED) if is_for_it else (PUBLISHED,)
        if is_decided and status in opposite:
            checked.overruled += number
    return sorted(found.values(), key=lambda checked: (-checked.spoke, checked.name))


# From coming in to the first decision, of those that the judge held. The middle one, and the last one
# of the first nine tenths.
_WAITED = """
WITH waited AS (
  SELECT {seconds} AS seconds
  FROM comments_decision AS d JOIN comments_comment AS c ON c.id = d.comment_id
  WHERE d.made_at >= %s AND d.from_status = 'held' AND d.undoes_id IS NULL
  AND c.created_at >= %s AND c.import_ref IS NULL AND NOT c.is_by_author
  AND NOT EXISTS (
    SELECT 1 FROM comments_decision AS e WHERE e.comment_id = d.comment_id AND e.id < d.id
  )
), ranked AS (
  SELECT seconds, ROW_NUMBER() OVER (ORDER BY seconds) AS place, COUNT(*) OVER () AS number
  FROM waited
)
SELECT seconds FROM ranked
WHERE place IN ((number + 1) / 2, (9 * number + 9) / 10)
ORDER BY place
"""


def waits_since(since: datetime) -> tuple[timedelta, timedelta] | None:
    """The median and the 90th percentile of the time to a decision; nothing before the first one. One
    query."""
    found = [timedelta(seconds=float(row[0])) for row in asked(_WAITED, [since, since])]
    return (found[0], found[-1]) if found else None


def moderators_since(since: datetime) -> list[dict]:
    """Who made decisions, how many and how many of these were taken back, by anybody. One query."""
    made = Decision.objects.filter(made_at__gte=since, undoes=None).exclude(moderator=None)
    names = (f"moderator__{name}" for name in ("first_name", "last_name", "username", "pk"))
    rows = made.order_by().values(*names).annotate(made=Count("pk"), undone=Count("undone_by"))
    return list(rows.order_by("-made", "moderator__pk")[:MOST_MODERATORS])


def asked(sql: str, params: list, most: int | None = None) -> list[tuple]:
    """A tuple in `params` stands behind `IN`; all others are moments."""
    sql, given = sql.format(most=most or MOST_CHECKED, **_PARTS[connection.vendor]), []
    for each in params:
        if isinstance(each, tuple):
            sql = sql.replace("IN %s", f"IN ({', '.join(['%s'] * len(each))})", 1)
            given += each
        else:
            given.append(connection.ops.adapt_datetimefield_value(each))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
