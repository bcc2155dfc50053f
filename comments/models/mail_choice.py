from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailChoice(models.Model):
    """How often somebody who decides about comments wants to be mailed about those that wait.

    Without a row it is `SOON`.
    """

    SOON, HOURLY, DAILY, NEVER = "soon", "hourly", "daily", "never"
    OFTEN = [
        (SOON, _("새 댓글이 오면 10분 안에")),
        (HOURLY, _("한 시간에 한 번까지")),
        (DAILY, _("하루에 한 번, 정한 시각에")),
        (NEVER, _("받지 않음")),
    ]

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice"
    )
    often = models.CharField(_("메일"), max_length=10, choices=OFTEN, default=SOON)
    hour = models.PositiveSmallIntegerField(_("시각"), default=9)  # in the site's time zone
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("운영자 메일")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hour__gte=0, hour__lte=23), name="mail_choice_hour_of_a_day"
            )
        ]

    def __str__(self):
        return f"{self.user_id}: {self.get_often_display()}"
