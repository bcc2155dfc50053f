"""How many notes each hundred numbers of a series have: so a note's place is found without counting
the thousands before it. Counted and read as `notes.models.counts` says."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from notes.models.fields import KeptCount

SIZE = 100


class Hundred(models.Model):
    """The numbers from `position * SIZE` on."""

    series = models.ForeignKey(
        "notes.Series", on_delete=models.CASCADE, related_name="hundreds", db_index=False
    )
    position = models.PositiveIntegerField()
    dated_count = KeptCount(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="hundred_once_in_series"),
        ]

    def __str__(self):
        return f"{self.series_id}: {self.position}"


def hundreds_of(places: Iterable[tuple[int | None, int | None]]) -> set[tuple[int, int]]:
    """Of pairs of a series and a number."""
    return {(series, number // SIZE) for series, number in places if series and number}


def count_hundreds(hundreds: Iterable[tuple[int, int]] | None, get_model=apps.get_model):
    """Count these anew, or (None) all that have a note. For `notes.models.counts` alone."""
    notes = get_model("notes", "Note").objects.filter(status="published")
    if hundreds is None:
        hundreds = hundreds_of(notes.values_list("series_id", "number").iterator())
    rows = get_model("notes", "Hundred").objects
    new = [rows.model(series_id=series, position=position) for series, position in hundreds]
    rows.bulk_create(new, ignore_conflicts=True)
    for series, position in hundreds:
        low = position * SIZE
        theirs = notes.filter(series=series, number__gte=low, number__lt=low + SIZE)
        rows.filter(series=series, position=position).update(dated_count=theirs.count())
