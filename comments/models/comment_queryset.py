"""What is asked of all comments, and the statuses by which it is asked."""

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat
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
SPAM_SINCE = Coalesce("decided_at", "received_at", "created_at")
COUNTED_TO = 1000  # `status_counts` stops there, so that a full queue costs as much as a short one


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

    def with_words(self):
        """Not what is only there so that nothing around it falls (comments/forgetting.py)."""
        return self.filter(forgotten_at=None)

    def old_spam(self, before):
        """What has been spam since then or longer, and still has its words. SQLite knows the condition
        of their index only word for word."""
        found = self.alias(spam_since=SPAM_SINCE).filter(spam_since__lte=before)
        return found.filter(status=RawSQL("'spam'", ()), forgotten_at=None)

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

    def after(self, created_at, pk: int):
        """The same for `oldest_first()`."""
        return self.filter(
            Q(created_at__gt=created_at) | Q(created_at=created_at, pk__gt=pk),
            created_at__gte=created_at,
        )

    def status_counts(self) -> dict[str, int]:
        """Of these comments those of each status, counted up to `COUNTED_TO` + 1, in one query.

        Put together by hand: the ORM cannot set limited parts side by side, and a plain GROUP BY
        reads every comment there is.
        """
        statuses = [status for status, _label in STATUSES]
        parts = [self._limited(status) for status in statuses]
        counts = (f"(SELECT COUNT(*) FROM ({sql}) AS part)" for sql, _values in parts)
        values = [value for _sql, values in parts for value in values]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(counts)}", values)
            return dict(zip(statuses, cursor.fetchone(), strict=True))

    def _limited(self, status: str) -> tuple[str, tuple]:
        found = self.filter(status=status).order_by().values_list("pk")
        return found[: COUNTED_TO + 1].query.sql_with_params()
