import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.canonical import absolute

LIFETIME = timezone.timedelta(days=30)


def new_key() -> str:
    return secrets.token_urlsafe(24)


class PreviewLinkQuerySet(models.QuerySet):
    def alive(self):
        """Those of a note that is public now may be dead all the same: ask each for `is_alive`."""
        return self.filter(revoked_at=None, created_at__gt=timezone.now() - LIFETIME)

    def revoke(self):
        """For ever: an address that once was dead never lives again."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class PreviewLink(models.Model):
    """An address under which somebody without an account reads what is not published yet.

    The key is 192 random bits and kept as it is: it opens one unpublished text, and its author must
    be able to copy it again.
    """

    note = models.ForeignKey("notes.Note", on_delete=models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    created_at = models.DateTimeField(_("만든 시각"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("미리보기 주소")

    def __str__(self):
        return str(self.note)

    def get_absolute_url(self):
        return reverse("notes:preview", args=[self.key])

    @property
    def url(self) -> str:
        """To be given to somebody."""
        return absolute(self.get_absolute_url())

    @property
    def expires_at(self):
        return self.created_at + LIFETIME

    @property
    def is_alive(self) -> bool:
        """Publishing ends it, be it by hand (that revokes it) or because the note's moment has come."""
        if self.revoked_at or self.expires_at <= timezone.now():
            return False
        return not (self.note.is_published and self.note.published_at > self.created_at)
