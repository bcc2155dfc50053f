from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class LogEntry(models.Model):
    """What was done in the moderators' room beside decisions about comments, which have rows of their
    own (`Decision`). Rows are only ever added.

    `detail` is numbers and keys: no name, no address, no text, so that whoever asks to be forgotten is
    forgotten here too.
    """

    RULE_MADE, RULE_CHANGED, RULE_DROPPED = "rule_made", "rule_changed", "rule_dropped"
    TAKEN_DOWN, OBJECTED, TAKEDOWN_ENDED = "taken_down", "objected", "takedown_ended"
    EXPORTED, ERASED = "exported", "erased"
    ADDRESSES_CUT, ADDRESSES_FORGOTTEN = "addresses_cut", "addresses_forgotten"
    POLICY_CHANGED = "policy_changed"
    JUDGING_CHANGED = "judging_changed"
    ACTS = [
        (RULE_MADE, _("규칙을 만듦")),
        (RULE_CHANGED, _("규칙을 고침")),
        (RULE_DROPPED, _("규칙을 지움")),
        (TAKEN_DOWN, _("게시중단")),
        (OBJECTED, _("게시중단에 이의")),
        (TAKEDOWN_ENDED, _("게시중단을 끝냄")),
        (EXPORTED, _("한 사람의 정보를 내보냄")),
        (ERASED, _("한 사람의 정보를 지움")),
        (ADDRESSES_CUT, _("오래된 IP 주소를 줄임")),
        (ADDRESSES_FORGOTTEN, _("오래된 네트워크를 잊음")),
        (POLICY_CHANGED, _("개인정보 보관 기간을 바꿈")),
        (JUDGING_CHANGED, _("스팸 판정을 바꿈")),
    ]

    act = models.CharField(_("한 일"), max_length=30, choices=ACTS)
    # Empty: the site itself, or the comment's writer.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("한 사람"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )
    comment = models.ForeignKey(
        Comment, verbose_name=_("댓글"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    made_at = models.DateTimeField(_("시각"), default=timezone.now)
    detail = models.JSONField(_("자세히"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("기록")
        indexes = [models.Index(fields=["made_at", "id"], name="log_made")]

    def __str__(self):
        return self.get_act_display()

    @classmethod
    def note_down(cls, act: str, by=None, comment=None, **detail) -> "LogEntry":
        """In the transaction of the act."""
        return cls.objects.create(act=act, by=by, comment=comment, detail=detail)
