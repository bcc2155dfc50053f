from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notes.korean_markdown.citations import LONGEST_KEY
from notes.models.counts import portions


class CitationQuerySet(models.QuerySet):
    def cited_by(self, notes: Iterable) -> list[str]:
        """Tags (`notes.pages`) of the notes whose pages name these, while these are public."""
        cited = self.filter(note__in=notes, cited__isnull=False).values_list("cited", flat=True)
        return [f"note-{key}" for key in cited.distinct()]

    def of(self, notes: Iterable[int]) -> set[int]:
        """Primary keys of the notes that cite these: by a citation that once led to one of them, or
        by one that leads nowhere yet and names its place."""
        from notes.models.note import Note

        found: set[int] = set()
        for portion in portions(notes):
            places = Note.objects.filter(pk__in=portion, series__isnull=False).order_by()
            places = set(places.values_list("series_id", "number"))
            waiting = Q(cited=None, series__in={series for series, _number in places})
            waiting &= Q(number__in={number for _series, number in places})
            rows = self.filter(Q(cited__in=portion) | waiting)
            rows = rows.values_list("note_id", "cited_id", "series_id", "number")
            found |= {key for key, cited, *place in rows if cited or tuple(place) in places}
        return found

    def of_series(self, series, keys: Iterable[str]) -> set[int]:
        """Primary keys of the notes that cite this series, or nothing yet by one of these names."""
        mine = Q(series=series) | Q(cited__series=series)
        rows = self.filter(mine | Q(series=None, cited=None, key__in=keys))
        return set(rows.values_list("note_id", flat=True))


class Citation(models.Model):
    """`[[소셜전략 3]]` in the text of a note. Written by `notes.citations` alone.

    What it once meant it goes on meaning, be it renamed, renumbered or unpublished for a while: only
    what was deleted is looked for again.
    """

    note = models.ForeignKey(
        "notes.Note", on_delete=models.CASCADE, related_name="citations", db_index=False
    )
    name = models.CharField(max_length=200)  # as it was typed first
    key = models.CharField(max_length=LONGEST_KEY)  # one for all ways to type the name
    number = models.PositiveIntegerField()
    # None while no series goes by the name.
    series = models.ForeignKey(
        "notes.Series", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # None until a note of this number is public for the first time.
    cited = models.ForeignKey(
        "notes.Note", on_delete=models.SET_NULL, null=True, related_name="calls"
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("인용")
        constraints = [
            models.UniqueConstraint(fields=["note", "key", "number"], name="citation_once_in_note"),
        ]
        indexes = [
            models.Index(fields=["series", "number"], name="citation_of_number"),
            models.Index(
                fields=["key"], condition=Q(series__isnull=True), name="citation_of_nothing"
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.number}"
