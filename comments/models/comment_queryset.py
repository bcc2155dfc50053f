"""What is asked of all comments, and the statuses by which it is asked."""

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

PUBLISHED, HELD, SPAM, REMOVED = "published", "held", "spam", "removed"
SUSPENDED = "suspended"  # off the page for a time, as somebody asked (`Takedown`)
STATUSES = [
    (HELD, _("보류")),
    (SPAM, _("스팸")),
    (PUBLISHED, _("공개")),
    (REMOVED, _("지움")),
    (SUSPENDED, _("게시중단")),
]
COUNTED_TO = 1000  # `status_counts` stops there, so that a full queue costs as much as a short one
# In the order of `STATUSES`. By hand: the ORM cannot put limited parts side by side, and a
# plain GROUP BY reads every comment there is.
STATUS_COUNTS = """
SELECT
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = 'held' LIMIT %(most)s) AS h),
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = 'spam' LIMIT %(most)s) AS s),
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = 'published' LIMIT %(most)s) AS p),
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = 'removed' LIMIT %(most)s) AS r),
(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = 'suspended' LIMIT %(most)s) AS t)
"""


class CommentQuerySet(models.QuerySet):
    def public(self):
        """The only definition of a comment that everybody may see."""
        return self.filter(status=PUBLISHED)

    def held(self):
        """What waits for a moderator."""
        return self.filter(status=HELD)

    def questions(self):
        """Public ones. Asked so that SQLite enters the index of questions: it knows its condition only
        word for word, and would rather read all public comments of a note."""
        shown = self.alias(shown=Concat("status", Value("")))
        return shown.filter(kind=RawSQL("'question'", ()), shown=PUBLISHED)

    def open_questions(self):
        """What readers asked and nobody has answered yet."""
        return self.questions().filter(answered_at__isnull=True)

    def vouched(self):
        """Public because a person said so. Who wrote one of these is a known commenter."""
        return self.public().filter(decided_at__isnull=False)

    def with_address(self):
        """Those whose whole IP address is still known."""
        return self.filter(address__isnull=False)

    def with_origin(self):
        """Those of which it is known where they came from. SQLite knows the condition of their index
        only word for word."""
        nothing = RawSQL("''", ())
        return self.filter(Q(network__gt=nothing) | Q(user_agent__gt=nothing))

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def oldest_first(self):
        return self.order_by("created_at", "pk")

    def before(self, created_at, pk: int):
        """Comments that stand after this one in `newest_first()`."""
        # The first condition says nothing new, but PostgreSQL finds its place in the index by it.
        return self.filter(
            Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk),
            created_at__lte=created_at,
        )

    def status_counts(self) -> dict[str, int]:
        """Comments of each status, counted up to `COUNTED_TO` + 1, in one query."""
        with connection.cursor() as cursor:
            cursor.execute(STATUS_COUNTS, {"most": COUNTED_TO + 1})
            statuses = [status for status, _label in STATUSES]
            return dict(zip(statuses, cursor.fetchone(), strict=True))
