from django.db import models
from django.utils.translation import gettext_lazy as _


class MailAddress(models.Model):
    """An address that somebody typed, and whether whoever reads its mail wants any from here.

    It gets mail about answers only once `confirmed_at` is set, and nothing any more once
    `stopped_at` is. `asked_at` is when it was last asked.
    """

    email = models.EmailField(_("이메일"), unique=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("메일 주소")

    def __str__(self):
        return self.email
