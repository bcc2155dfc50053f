from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.korean_markdown.citations import LONGEST_KEY, name_key


class SeriesNameQuerySet(models.QuerySet):
    def remember(self, series):
        """What a stored series is called now, beside all that it was called before."""
        rows = [self.model(series=series, key=key) for key in sorted(keys_of(series))]
        self.bulk_create(rows, ignore_conflicts=True)

    def leads(self, keys: Iterable[str]) -> dict[str, int]:
        """Primary keys of the series that go by these names. One query.

        What is called so now comes before what was once: by its title, then by its address, then by
        a former one; the older series before the younger.
        """
        rows = self.filter(key__in=keys).select_related("series")
        rows = rows.only("key", "series__title", "series__slug")
        found = sorted(rows, key=lambda row: (row.rank, row.series_id), reverse=True)
        return {row.key: row.series_id for row in found}


class SeriesName(models.Model):
    """A name that a series goes or went by in citations: its titles, and its slugs."""

    series = models.ForeignKey(
        "notes.Series", on_delete=models.CASCADE, related_name="names", db_index=False
    )
    key = models.CharField(max_length=LONGEST_KEY)  # notes.korean_markdown.citations.name_key

    objects = SeriesNameQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("시리즈를 부르는 이름")
        constraints = [
            models.UniqueConstraint(fields=["key", "series"], name="series_name_once"),
        ]

    def __str__(self):
        return self.key

    @property
    def rank(self) -> int:
        names = [name_key(self.series.title), name_key(self.series.slug)]
        return names.index(self.key) if self.key in names else len(names)


def keys_of(series) -> set[str]:
    return {name_key(series.title), name_key(series.slug)} - {""}
