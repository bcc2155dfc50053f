import logging
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notes.interchange.escaping import escape_text
from notes.models.author import Author
from notes.models.draft import Draft
from notes.models.fields import LineField
from notes.models.note import Note
from notes.models.picture_use import PictureUse
from notes.models.revision import Revision
from notes.models.series import Series
from notes.models.site import Site
from notes.pages import touch
from notes.picture_names import ADDRESS, FOLDER, PictureName
from notes.text import clean_line

# Every text that can hold a picture. An old version (`Revision`) may lose one: nobody reads it.
TEXTS = (
    (Note, "body"),
    (Draft, "body"),
    (Series, "description"),
    (Author, "about"),
    (Site, "about"),
)
MAX_NAMED = 5

logger = logging.getLogger(__name__)


class ImageInUse(Exception):
    """Says where the picture is still shown."""


class ImageQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-pk")

    def matching(self, query: str):
        """Those whose file name or description has these words. `query` is clean (NFC)."""
        return self.filter(Q(original_name__icontains=query) | Q(alt__icontains=query))

    def unused(self):
        """Those that no text shows, as far as is kept; only `Image.uses()` makes it certain."""
        shown = PictureUse.objects.filter(digest=Substr(OuterRef("digest"), 1, 16))
        covers = Note.objects.filter(cover=OuterRef("pk"))
        return self.filter(~Exists(shown), ~Exists(covers))

    def delete(self):
        """One by one: each looks whether it is in use and takes its files along."""
        with transaction.atomic():
            for image in self:
                image.delete()

    delete.alters_data = True
    delete.queryset_only = True


class Image(models.Model):
    """A picture that `notes.images` has stored. Its files never change; only its words do."""

    name = models.CharField(max_length=100, unique=True, editable=False)
    original_name = LineField(gettext_lazy("파일 이름"), max_length=200, blank=True, editable=False)
    alt = LineField(
        gettext_lazy("설명"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("그림을 볼 수 없는 사람에게 읽어 줄 말입니다."),
    )
    width = models.PositiveIntegerField(gettext_lazy("가로"), editable=False)
    height = models.PositiveIntegerField(gettext_lazy("세로"), editable=False)
    # Of all its files together.
    bytes = models.PositiveIntegerField(gettext_lazy("크기"), editable=False)
    # SHA-256 of the file that came in, so that the same file twice is one picture.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(gettext_lazy("올린 시각"), auto_now_add=True)
    # Nobody for those from before this was written down, and for those that came with an import.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("올린 사람"),
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # picture_of_uploader begins with it
        null=True,
        editable=False,
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("그림")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["uploaded_by", "created_at"], name="picture_of_uploader")]

    def __str__(self):
        return self.original_name or self.name

    def save(self, **options):
        self.original_name = clean_line(self.original_name)[-200:]
        with transaction.atomic():
            is_new = self._state.adding
            super().save(**options)
            if not is_new:
                self._touch_covered()

    def delete(self, **options):
        """Raises ImageInUse while any text shows it. The files go once that is certain."""
        if why := self.why_kept():
            raise ImageInUse(why)
        files, digest = self.picture_name.files(), self.digest
        with transaction.atomic():
            deleted = super().delete(**options)
            transaction.on_commit(lambda: _remove_files(files, digest))
        return deleted

    def why_kept(self) -> str:
        """The sentence that names the texts which would lose it; empty if it can be deleted."""
        titles = ", ".join(str(text) or _("제목 없음") for text in self.uses()[:MAX_NAMED])
        return titles and _("아직 쓰이는 그림이라 지울 수 없습니다: %(titles)s") % {
            "titles": titles
        }

    def uses(self) -> list[models.Model]:
        """The notes, drafts among them, and the other texts that show it, each once.

        Reads every text there is: it is asked before something is lost. What is kept for showing
        (`PictureUse`) could have missed a text that came in by another door.
        """
        found = [text for model, field in TEXTS for text in self._shown_in(model, field)]
        found += Note.objects.filter(cover=self).select_related("series", "author")
        found += Note.objects.filter(
            draft__is_pending=True, draft__fields__cover=str(self.pk)
        ).select_related("series", "author")
        return list(dict.fromkeys(found))

    def _shown_in(self, model, field: str) -> list[models.Model]:
        rows = model.objects.filter(**{f"{field}__contains": self._mention})
        if model is Draft:
            return [draft.note for draft in rows.select_related("note__series", "note__author")]
        return list(rows.select_related("series", "author") if model is Note else rows)

    def old_versions(self) -> int:
        """How many kept versions of notes show it, and would show a gap without it."""
        return Revision.objects.filter(body__contains=self._mention).count()

    @property
    def _mention(self) -> str:
        return f"{FOLDER}{self.digest[:16]}-"

    def _touch_covered(self):
        """A cover's description stands on the page of its note, and in feeds."""
        covered = Note.objects.filter(cover=self).order_by().values_list("pk", flat=True)
        if keys := list(covered):
            touch("notes", *(f"note-{key}" for key in keys))

    @property
    def picture_name(self) -> PictureName:
        return PictureName.of_address(self.address)

    @property
    def address(self) -> str:
        """As it stands in a text, wherever the files are served from."""
        return ADDRESS + self.name

    @property
    def markdown(self) -> str:
        """What shows it in a text."""
        alt = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", escape_text(self.alt))
        return f"![{alt}]({self.address})"


def _remove_files(files: list[str], digest: str):
    """Unless the same file has come again meanwhile: then it has the same names.

    The picture is gone already; what a storage that is away keeps is dead weight, not an error.
    """
    if Image.objects.filter(digest=digest).exists():
        return
    for name in files:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.warning("지운 그림의 파일이 남았습니다: %s (%s)", name, error)
