from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models.shown import Shown, ShownQuerySet


class Pin(Shown):
    """A note that stays at the head of the home page. A row of its own: lists never read it."""

    note = models.OneToOneField(
        "notes.Note", verbose_name=_("글"), on_delete=models.CASCADE, related_name="pin"
    )
    position = models.PositiveSmallIntegerField(
        _("순서"), default=1, help_text=_("작은 수가 위에 옵니다.")
    )

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("첫 화면에 고정")
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.note)
