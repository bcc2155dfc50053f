"""What its writer does with a comment that is stored already."""

from django.utils import timezone
from django.utils.translation import gettext

from comments.models.comment_queryset import HELD, PUBLISHED

APPEAL = "appeal"  # in `verdicts`, where the checks have their names


class Written:
    """Changes that no moderator makes, and that leave no `Decision`."""

    def edit(self, words: dict, to: str, **columns):
        """Change the words, by column; it keeps its place. `to` is its status from now on.

        Inside the caller's transaction, which has locked the row.
        """
        from comments.spam import learning

        for name, value in words.items():
            setattr(self, name, value)
        self.save()
        columns["edited_at"] = timezone.now()
        if to != self.status:
            self.change_status(to, decided_at=None, announced_at=None, **columns)
        else:
            type(self).objects.filter(pk=self.pk).update(**columns)
            learning.follow(self)

    def appeal(self):
        """Back from spam to the moderators' queue, inside the caller's transaction.

        Raises `AlreadyDecided` when it is no spam by now.
        """
        reason = gettext("글쓴이가 다시 봐 달라고 함")
        verdict = {"check": APPEAL, "action": "hold", "weight": 0, "reason": reason}
        columns = {"appealed_at": timezone.now(), "verdicts": [*self.verdicts, verdict]}
        self.change_status(HELD, decided_at=None, announced_at=None, **columns)

    @property
    def is_approved(self) -> bool:
        """Public because a moderator said so."""
        return self.status == PUBLISHED and self.decided_at is not None
