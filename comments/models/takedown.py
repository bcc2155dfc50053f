from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class TakedownQuerySet(models.QuerySet):
    def open(self):
        """Those whose comment is off the page now."""
        return self.filter(ended_at=None)

    def due(self, now=None):
        return self.open().filter(until__lte=now or timezone.now())


class Takedown(models.Model):
    """A comment is off the page for a time, because somebody says that it wrongs them (게시중단)."""

    RESTORED, EXPIRED, REMOVED = "restored", "expired", "removed"
    OUTCOMES = [
        (RESTORED, _("다시 올림")),
        (EXPIRED, _("기간이 끝나 다시 올림")),
        (REMOVED, _("아주 내림")),
    ]

    comment = models.ForeignKey(
        Comment, verbose_name=_("댓글"), on_delete=models.CASCADE, related_name="takedowns"
    )
    # Who asked for it and how to reach them, as they said it.
    asked_by = models.CharField(_("요청한 사람"), max_length=200)
    reason = models.TextField(_("까닭"))
    started_at = models.DateTimeField(_("시작"), default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    until = models.DateTimeField(_("끝나는 때"))
    told_at = models.DateTimeField(_("글쓴이에게 알린 때"), null=True, editable=False)
    objection = models.TextField(_("이의"), blank=True, default="")
    objected_at = models.DateTimeField(_("이의를 낸 때"), null=True, editable=False)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    outcome = models.CharField(_("결과"), max_length=10, choices=OUTCOMES, blank=True, default="")

    objects = TakedownQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("게시중단")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(ended_at=None), name="takedown_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["ended_at", "until"], name="takedown_due")]

    def __str__(self):
        return f"{self.comment_id}: {self.reason[:40]}"
