"""How many notes a month of the archive has. Counted and read as `notes.models.counts` says."""

import datetime as dt
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import Count, Subquery
from django.utils import timezone

from notes.models.fields import KeptCount


class MonthQuerySet(models.QuerySet):
    def published(self) -> list[tuple[dt.datetime, int]]:
        """(first moment in the site's time zone, number of published notes), newest first.

        Months without any are left out. One query, a row for each month.
        """
        this_month = first_moment(timezone.localtime())
        later = apps.get_model("notes", "Note").objects.scheduled()
        later = later.filter(published_at__lt=end_of(this_month)).order_by().values("status")
        later = Subquery(later.annotate(later=Count("pk")).values("later"))
        begun = self.filter(start__lte=this_month, dated_count__gt=0).order_by("-start")
        rows = begun.values_list("start", "dated_count", later)
        months = [(start, count, later or 0) for start, count, later in rows]
        if months and months[0][0] == this_month:
            start, count, scheduled = months[0]
            months[0] = (start, count - scheduled, scheduled)
        return [(timezone.localtime(start), count) for start, count, _later in months if count]

    def are_of_this_time_zone(self) -> bool:
        """Nothing but the setting says in which time zone months begin, and a setting can change."""
        starts = map(timezone.localtime, self.values_list("start", flat=True))
        return all(start == first_moment(start) for start in starts)


class Month(models.Model):
    """`start` is its first moment in the site's time zone."""

    start = models.DateTimeField(primary_key=True)
    dated_count = KeptCount(default=0)

    objects = MonthQuerySet.as_manager()

    def __str__(self):
        return f"{timezone.localtime(self.start):%Y-%m}"


def first_moment(moment: dt.datetime) -> dt.datetime:
    """Of the month in which a moment lies that is given in the site's time zone."""
    return timezone.make_aware(dt.datetime(moment.year, moment.month, 1))


def end_of(start: dt.datetime) -> dt.datetime:
    """The first moment of the month after the one that begins at `start`; for the last one, its last."""
    year, month = start.year + start.month // 12, start.month % 12 + 1
    if year > dt.MAXYEAR:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    return timezone.make_aware(dt.datetime(year, month, 1))


def months_of(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    return {first_moment(timezone.localtime(moment)) for moment in moments}


def count_months(starts: Iterable[dt.datetime] | None, get_model=apps.get_model):
    """Count these months anew, or (None) all that have a note. For `notes.models.counts` alone."""
    notes = get_model("notes", "Note").objects.filter(status="published")
    if starts is None:
        starts = months_of(notes.values_list("published_at", flat=True).iterator())
    months = get_model("notes", "Month").objects
    months.bulk_create([months.model(start=start) for start in starts], ignore_conflicts=True)
    for start in starts:
        theirs = notes.filter(published_at__gte=start, published_at__lt=end_of(start))
        months.filter(start=start).update(dated_count=theirs.count())
