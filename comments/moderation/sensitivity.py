"""What each of the three sensitivities would have made of the comments of the last months.

Counted from the verdicts as they are stored, held against what people decided. Nothing is judged anew:
what a check learned since, or one that was not there yet, is not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comments.models import Comment
from comments.moderation.counting import STATUSES, asked
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, STRICTNESS
from comments.spam.weights import SENSITIVITIES

MOST = 20_000  # comments that are looked at, the newest ones

# By hand, as in `counting`: a line for each kind of comment, by what its verdicts come to and by what
# became of it. `strictest` is a place in `STRICTNESS`.
_VERDICTS = """
SELECT score, strictest, is_let_in, status, is_decided, COUNT(*) FROM (
  SELECT COALESCE(SUM({weight}), 0) AS score,
    MAX(CASE {action} WHEN 'spam' THEN 2 WHEN 'hold' THEN 1 ELSE 0 END) AS strictest,
    MAX(CASE {action} WHEN 'publish' THEN 1 ELSE 0 END) AS is_let_in,
    c.status AS status, c.decided_at IS NOT NULL AS is_decided
  FROM (
    SELECT id AS newest FROM comments_comment WHERE status IN %s AND created_at >= %s
    ORDER BY created_at DESC LIMIT {most}
  ) AS n JOIN comments_comment AS c ON c.id = n.newest
  LEFT JOIN {verdicts} ON {name} NOT IN %s
  WHERE c.import_ref IS NULL AND NOT c.is_by_author
  GROUP BY c.id, c.status, c.decided_at
) AS judged
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass
class Consequence:
    """Numbers of comments. `held_for_score` and `taken_for_spam` were approved by a person, `passed` were
    decided to be spam and would have been shown."""

    held: int = 0
    spam: int = 0
    held_for_score: int = 0
    taken_for_spam: int = 0
    passed: int = 0

    def count(self, number: int, action: str, is_hard: bool, decided: str):
        """`decided` is the status that a person chose, if one did; `is_hard`: it is held whatever the
        sum."""
        self.held += number * (action == HOLD)
        self.spam += number * (action == SPAM)
        if decided == Comment.PUBLISHED:
            self.held_for_score += number * (action == HOLD and not is_hard)
            self.taken_for_spam += number * (action == SPAM)
        elif decided == Comment.SPAM:
            self.passed += number * (action == PUBLISH)


def consequences(since: datetime, switched_off: Iterable[str] = ()) -> dict[str, Consequence]:
    """By the name of the sensitivity, of at most `MOST` comments. One query; what the checks that are
    switched off have said does not count."""
    found = {name: Consequence() for name in SENSITIVITIES}
    without = tuple(switched_off) or ("",)
    for row in asked(_VERDICTS, [STATUSES, since, without], most=MOST):
        score, strictest, is_let_in, status, is_decided, number = row
        for name, (hold_at, spam_at) in SENSITIVITIES.items():
            by_score = 0 if is_let_in else (score >= hold_at) + (score >= spam_at)
            action = STRICTNESS[max(strictest, by_score)]
            found[name].count(number, action, strictest > 0, status if is_decided else "")
    return found
