from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models.fields import LineField


class Author(models.Model):
    """A byline. It may belong to an account, or only to an imported name."""

    name = LineField(_("이름"), max_length=100)
    # The login of an imported author, so that a second import finds the same byline.
    import_ref = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("계정"),
        on_delete=models.SET_NULL,
        related_name="author",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = _("글쓴이")

    def __str__(self):
        return self.name
