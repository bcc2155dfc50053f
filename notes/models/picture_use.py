"""Which text shows which picture: kept when the text is written, so that nobody reads them all."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from notes.picture_names import pictures_in


class PictureUseQuerySet(models.QuerySet):
    def follow(self, pictures: set[str], is_new: bool, **owner):
        """What a text shows now. Call in the transaction that writes it.

        `owner` names the text: `note=…, is_draft=…`, `series=…`, `author=…` or `site=…`. A text that
        `is_new` was not there before, so that nothing is asked for one that shows no picture.
        """
        known = self.filter(**owner)
        before = set() if is_new else set(known.values_list("digest", flat=True))
        if gone := before - pictures:
            known.filter(digest__in=gone).delete()
        new = sorted(pictures - before)
        self.bulk_create(
            (self.model(digest=digest, **owner) for digest in new), ignore_conflicts=True
        )

    def follow_new_notes(self, notes: Iterable[models.Model]):
        """The same for notes that `bulk_create` has just made."""
        self.bulk_create(
            self.model(digest=digest, note=note)
            for note in notes
            for digest in sorted(pictures_in(note.body))
        )

    def by_digest(self, digests: Iterable[str]) -> dict[str, list[models.Model]]:
        """The texts that show each of these pictures: notes first, a note once. One query."""
        found = self.filter(digest__in=list(digests)).select_related(
            "note__series", "note__author", "series", "author", "site"
        )
        found = found.only("digest", "is_draft", *_NAMED).order_by("-note", "series", "author")
        texts: dict[str, dict] = defaultdict(dict)
        for use in found:
            texts[use.digest][use.text] = None
        return {digest: list(owners) for digest, owners in texts.items()}


# What the name of a text, and its place in the desk, are made of.
_NAMED = (
    "note__title note__number note__slug note__status note__published_at note__author__user"
    " note__series__title note__series__slug"
    " series__title series__slug author__name author__slug site__name"
).split()


class PictureUse(models.Model):
    """One picture in one text. A working copy (`is_draft`) is a text beside that of its note.

    It knows the picture by the beginning of its digest, as the text does: either may be there first.
    """

    digest = models.CharField(max_length=16)
    note = models.ForeignKey("notes.Note", on_delete=models.CASCADE, related_name="+", null=True)
    is_draft = models.BooleanField(default=False)
    series = models.ForeignKey("notes.Series", models.CASCADE, related_name="+", null=True)
    author = models.ForeignKey("notes.Author", models.CASCADE, related_name="+", null=True)
    site = models.ForeignKey("notes.Site", models.CASCADE, related_name="+", null=True)

    objects = PictureUseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["digest"], name="picture_use_of_digest")]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "is_draft", "digest"],
                condition=Q(note__isnull=False),
                name="picture_use_once_in_note",
            ),
        ]

    def __str__(self):
        return f"{self.digest}: {self.text}"

    @property
    def text(self) -> models.Model:
        """Whose text it is."""
        return self.note or self.series or self.author or self.site
