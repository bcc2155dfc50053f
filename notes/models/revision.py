from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from notes.models.fields import BodyField, LineField

# What of a note is text: the columns that are compared.
TEXTS = ("title", "body", "excerpt")


class RevisionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def public(self):
        """Those whose text readers have, or had, before them."""
        return self.filter(is_public=True)

    def told(self):
        """The public history: what readers had before them, where its author says why it changed.

        With what they had before, `previous_id`: what comes out for the first time has not changed.
        """
        earlier = Revision.objects.public().filter(note=OuterRef("note"), pk__lt=OuterRef("pk"))
        last = Subquery(earlier.order_by("-pk").values("pk")[:1])
        changes = self.public().exclude(reason="").filter(Exists(earlier))
        return changes.annotate(previous_id=last)


class Revision(models.Model):
    """A note's words at one moment: kept at every publishing and whenever its author saves.

    Rows are written once and never changed. What a text was before the first of them is one too.
    """

    note = models.ForeignKey(
        "notes.Note", on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    title = LineField(_("제목"), max_length=200, blank=True)
    body = BodyField(_("본문"), blank=True)
    excerpt = BodyField(_("발췌"), blank=True)
    # Why it was changed. Readers see it with a public one.
    reason = LineField(_("고친 까닭"), max_length=200, blank=True)
    is_public = models.BooleanField(default=False)
    restores = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("판")
        indexes = [
            models.Index(
                F("note"), F("created_at").desc(), F("id").desc(), name="revision_newest_of_note"
            ),
        ]

    def __str__(self):
        return f"{self.note_id}: {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TEXTS}
