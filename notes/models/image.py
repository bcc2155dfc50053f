import logging
import re

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notes.interchange.escaping import escape_text
from notes.models.author import Author
from notes.models.fields import LineField
from notes.models.note import Note
from notes.models.series import Series
from notes.models.site import Site
from notes.picture_names import ADDRESS, FOLDER, PictureName
from notes.text import clean_line

# Every text that can hold a picture.
TEXTS = ((Note, "body"), (Series, "description"), (Author, "about"), (Site, "about"))
MAX_NAMED = 5

logger = logging.getLogger(__name__)


class ImageInUse(Exception):
    """Says where the picture is still shown."""


class ImageQuerySet(models.QuerySet):
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

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("그림")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.original_name or self.name

    def save(self, **options):
        self.original_name = clean_line(self.original_name)[-200:]
        super().save(**options)

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
        titles = ", ".join(str(text) for text in self.uses()[:MAX_NAMED])
        return titles and _("아직 쓰이는 그림이라 지울 수 없습니다: %(titles)s") % {
            "titles": titles
        }

    def uses(self) -> list[models.Model]:
        """The notes, drafts among them, and the other texts that show it, in no certain order."""
        mention = f"{FOLDER}{self.picture_name.digest}-"
        return [
            found
            for model, text in TEXTS
            for found in model.objects.filter(**{f"{text}__contains": mention})
        ]

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
