from django.conf import settings
from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from notes.markdown import render
from notes.models.counts import Counted, note_count
from notes.models.fields import BodyField, LineField
from notes.models.shown import Shown, ShownQuerySet
from notes.paths import Path
from notes.text import slugify

PAGE = Path("notes:author_detail", str)
LONGEST_SLUG = 80


class AuthorQuerySet(ShownQuerySet):
    def with_note_counts(self):
        """Adds `note_count` (published notes only) and leaves out bylines that no reader would see."""
        from notes.models.note import Note

        scheduled = Note.objects.scheduled().filter(author=OuterRef("pk"))
        counted = self.annotate(note_count=note_count(scheduled))
        return counted.filter(dated_count__gt=0, note_count__gt=0)


class Author(Shown, Counted):
    """A byline. It may belong to an account, or only to an imported name."""

    TEXT = "about"

    name = LineField(_("이름"), max_length=100)
    slug = models.CharField(
        _("주소"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        help_text=_("비워 두면 이름으로 만듭니다."),
    )
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
    about = BodyField(_("소개"), blank=True, help_text=_("마크다운으로 적습니다."))
    about_html = models.TextField(editable=False, default="")

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("글쓴이")
        indexes = [models.Index(fields=["name", "id"], name="author_by_name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = self._free_slug()
        self.about_html = render(self.about).html
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return PAGE(self.slug)

    def _free_slug(self) -> str:
        """Of the name, with a number behind it where another byline has it: two people, two pages."""
        wanted = slugify(self.slug or self.name, max_length=LONGEST_SLUG - 4) or "author"
        starts_alike = Author.objects.filter(slug__startswith=wanted).exclude(pk=self.pk)
        taken = set(starts_alike.values_list("slug", flat=True))
        candidates = [wanted, *(f"{wanted}-{count}" for count in range(2, len(taken) + 2))]
        return next(slug for slug in candidates if slug not in taken)
