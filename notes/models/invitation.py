import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.canonical import absolute

LIFETIME = timedelta(days=7)
_signer = Signer(salt="notes.invitation")


def new_key() -> str:
    return secrets.token_urlsafe(18)


class InvitationQuerySet(models.QuerySet):
    def alive(self):
        """Not used, not revoked, not a week old, and made by somebody who is an owner to this day."""
        unused = self.filter(used_at=None, revoked_at=None)
        young = unused.filter(created_at__gt=timezone.now() - LIFETIME)
        made = young.filter(created_by__is_active=True, created_by__is_superuser=True)
        return made.filter(Q(account=None) | Q(account__is_active=True))

    def of_token(self, token: str) -> "Invitation | None":
        """The living invitation that an address names, or nothing."""
        try:
            key = _signer.unsign(token)
        except BadSignature:
            return None
        return self.alive().filter(key=key).select_related("account").first()

    def revoke(self):
        """For ever: an address that once was dead never lives again."""
        return self.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())


class Invitation(models.Model):
    """An address that opens one door, once: to an account with these roles, or, where there is an
    `account` already, to a new password for it.

    What is stored opens nothing, because the address is signed with the site's secret key; and its
    maker can copy it again.
    """

    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    roles = models.JSONField(default=list)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )
    email = models.EmailField(_("이메일"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    created_at = models.DateTimeField(_("만든 시각"), auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("초대")

    def __str__(self):
        return self.email or str(self.pk)

    def get_absolute_url(self):
        return reverse("account_invitation", args=[_signer.sign(self.key)])

    @property
    def full_address(self) -> str:
        return absolute(self.get_absolute_url())

    @property
    def expires_at(self):
        return self.created_at + LIFETIME

    def use(self) -> bool:
        """Once: of two who come at the same moment, the second hears False."""
        unused = Invitation.objects.filter(pk=self.pk, used_at=None, revoked_at=None)
        return bool(unused.update(used_at=timezone.now()))
