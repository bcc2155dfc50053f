from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
AN_INSTANT = timedelta(microseconds=1)


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
    # The moment up to which they have been told of everything (comments/notifications.py).
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

    @classmethod
    def of(cls, user) -> "MailChoice":
        """Stored or not. Who never was told anything hears of what comes from now on."""
        found = cls.objects.filter(user=user).first()
        return found or cls(user=user, sent_at=timezone.now())

    def choose(self, often: str, hour: int | None = None):
        """Of two at the same moment the later one counts."""
        chosen = {"often": often} | ({} if hour is None else {"hour": hour})
        new = chosen | {"sent_at": self.sent_at}
        cls = type(self)
        cls.objects.update_or_create(user=self.user, defaults=chosen, create_defaults=new)

    def due_at(self, came: datetime) -> datetime:
        """When the mail may go out that tells of what came at that moment. Not asked of `NEVER`."""
        if self.often == self.HOURLY:
            return max(came, self.sent_at + AN_HOUR)
        if self.often == self.DAILY:
            return self._hour_after(max(came, self.sent_at + AN_INSTANT))
        return came

    def _hour_after(self, moment: datetime) -> datetime:
        """The next time that a clock in the site's zone shows the chosen hour."""
        today = timezone.localtime(moment).date()
        hours = (_at(today + day, self.hour) for day in (timedelta(), A_DAY))
        return next(at for at in hours if at >= moment)


def _at(day, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
