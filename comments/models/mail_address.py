from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailAddressQuerySet(models.QuerySet):
    def listening(self):
        """The only definition of an address that gets mail about answers."""
        return self.filter(confirmed_at__isnull=False, stopped_at__isnull=True)


class MailAddress(models.Model):
    """An address that somebody typed, and whether whoever reads its mail wants any from here.

    It gets mail about answers only once `confirmed_at` is set, and nothing any more once
    `stopped_at` is: the row stays, since that is what there is to obey. `asked_at` is when the last
    mail went out that it had not asked for (comments/mail/asking.py).
    """

    email = models.EmailField(_("이메일"), unique=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)

    objects = MailAddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("메일 주소")
        indexes = [models.Index(fields=["asked_at"], name="mail_address_asked")]

    def __str__(self):
        return self.email

    @property
    def is_listening(self) -> bool:
        return bool(self.confirmed_at) and not self.stopped_at

    def confirm(self):
        """Its reader wants mail about answers, whatever they wanted before."""
        self._say(confirmed_at=self.confirmed_at or timezone.now(), stopped_at=None)

    def stop(self):
        """Nothing any more, whoever types it."""
        self._say(stopped_at=self.stopped_at or timezone.now())

    def resume(self):
        """Back to what was before `stop()`."""
        self._say(stopped_at=None)

    def _say(self, **columns):
        for name, value in columns.items():
            setattr(self, name, value)
        self.save(update_fields=list(columns))
