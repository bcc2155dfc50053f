from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.decided import AlreadyDecided


class DecisionQuerySet(models.QuerySet):
    def standing(self):
        """Decisions that hold: neither taken back nor themselves the taking back of one."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True).order_by("pk")


class Decision(models.Model):
    """Who moved a comment from where to where. Rows are only ever added."""

    comment = models.ForeignKey(
        Comment, verbose_name=_("댓글"), on_delete=models.CASCADE, related_name="decisions"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("운영자"),
        on_delete=models.SET_NULL,
        related_name="comment_decisions",
        null=True,
    )
    from_status = models.CharField(_("이전 상태"), max_length=10, choices=Comment.STATUSES)
    to_status = models.CharField(_("새 상태"), max_length=10, choices=Comment.STATUSES)
    made_at = models.DateTimeField(_("시각"), default=timezone.now)
    # What the comment said before, for an exact way back.
    from_decided_at = models.DateTimeField(null=True, editable=False)
    from_published_at = models.DateTimeField(null=True, editable=False)
    # The same for all that were made with one press.
    batch = models.UUIDField(null=True, editable=False)
    undoes = models.OneToOneField(
        "self",
        verbose_name=_("되돌린 결정"),
        on_delete=models.CASCADE,
        related_name="undone_by",
        null=True,
        blank=True,
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("결정")
        indexes = [
            models.Index(fields=["made_at", "id"], name="decision_made"),
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="decision_of_batch"
            ),
        ]

    def __str__(self):
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"

    def undo(self, by) -> "Decision":
        """Put the comment back to exactly what it was before.

        Raises `AlreadyDecided` unless this is the comment's last decision that stands.
        """
        comment = self.comment
        comment.status = self.to_status
        try:
            with transaction.atomic():
                comment.change_status(
                    self.from_status,
                    by,
                    decided_at=self.from_decided_at,
                    published_at=self.from_published_at,
                )
                self._refuse_unless_last()
                return self._taken_back(by)
        except IntegrityError:  # taken back twice at the same moment
            raise AlreadyDecided from None

    def _refuse_unless_last(self):
        # After the UPDATE, which holds the row: nobody decides about it between this and the commit.
        if self.undoes_id or self.comment.decisions.standing().last() != self:
            raise AlreadyDecided

    def _taken_back(self, by):
        return Decision.objects.create(
            comment=self.comment,
            moderator=by,
            from_status=self.to_status,
            to_status=self.from_status,
            from_decided_at=self.made_at,
            undoes=self,
        )
