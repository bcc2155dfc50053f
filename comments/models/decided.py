"""What a moderator does with a comment."""

from django.db import transaction
from django.utils import timezone

from comments.models.comment_queryset import HELD, PUBLISHED, REMOVED, SPAM, SUSPENDED


class AlreadyDecided(Exception):
    """Somebody else was faster, or the comment already is what it should become."""


class WordsForgotten(AlreadyDecided):
    """Of old spam nothing is left that could be decided about (comments/forgetting.py)."""


class Decided:
    """The decisions about a comment. Each changes its status and leaves a `Decision`, in one
    transaction."""

    def approve(self, by, batch=None):
        """Make it public. Raises `AlreadyDecided`; answers the `Decision`, as the next two do.

        `batch` names the press that decided about others, too.
        """
        return self._decide(PUBLISHED, by, batch)

    def mark_as_spam(self, by, batch=None):
        return self._decide(SPAM, by, batch)

    def hold(self, by):
        """Back to the queue; the moderators' mail names it once more."""
        return self._decide(HELD, by, announced_at=None)

    def remove(self, by, batch=None):
        """Take it off the page for a reason other than spam. The row and its answers stay."""
        return self._decide(REMOVED, by, batch)

    def suspend(self, by):
        """Off the page for a time; only `comments.takedowns` knows until when."""
        return self._decide(SUSPENDED, by)

    def undo(self, by):
        """Take back the last decision, whoever made it."""
        decision = self.decisions.standing().last()
        if decision is None:
            raise AlreadyDecided
        return decision.undo(by)

    def _decide(self, to: str, by, batch=None, **columns):
        now = timezone.now()
        before = {"from_decided_at": self.decided_at, "from_published_at": self.published_at}
        published_at = self.published_at or (now if to == PUBLISHED else None)
        with transaction.atomic():
            old = self.change_status(to, by, decided_at=now, published_at=published_at, **columns)
            return self.decisions.create(
                moderator=by, from_status=old, to_status=to, made_at=now, batch=batch, **before
            )

    def change_status(self, to: str, by=None, **columns) -> str:
        """Move from the status this object knows to another; answers the old one. `by` is the
        moderator, if it is one who moves it.

        Inside the caller's transaction. Raises `WordsForgotten` for old spam, and `AlreadyDecided` when
        the row has another status by now, or other words: the UPDATE names the old ones, so of two
        moderators exactly one changes the row, and nobody decides about words that its writer changed
        at this moment.
        """
        from comments import searched, takedowns
        from comments.akismet import telling
        from comments.discussions import follow
        from comments.spam import learning

        old = self.status
        row = type(self).objects.filter(pk=self.pk, status=old, edited_at=self.edited_at)
        if to == old or not row.with_words().update(status=to, **columns):
            raise WordsForgotten if self.forgotten_at else AlreadyDecided
        self._count(old, to)
        searched.follow(self, old, to)
        if PUBLISHED in (old, to):
            follow(self.pk, self.note_id)
        if SUSPENDED in (old, to):
            takedowns.follow(self, to, by)
        for name, value in {"status": to, **columns}.items():
            setattr(self, name, value)
        learning.follow(self)
        telling.follow(self)
        return old
