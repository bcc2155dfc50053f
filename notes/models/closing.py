"""Until when a note takes comments: through a day in the site's time zone. No job closes anything.

What a note says of itself comes first (its switch, its own day), then its series, then the site. Where
a note is planned readers ask until it is written: days after its publication are not counted yet.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

MOST_DAYS = 3650


@dataclass(frozen=True)
class Closing:
    """`last_day` is the last one on which comments are, or were, taken; None where nobody set one.

    `days` says after how many a rule of the series or the site sets it.
    """

    is_closed: bool = False
    last_day: date | None = None
    days: int | None = None

    @classmethod
    def of(cls, note, site) -> "Closing":
        """Asks nothing of the database when the note's series is loaded."""
        if not note.is_open_for_comments:
            return cls(is_closed=True)
        days = None if note.comments_close_on else _days(note, site)
        since = None if note.is_planned else note.published_at
        last = note.comments_close_on or _last_day(since, days)
        return cls(bool(last) and timezone.localdate() > last, last, days)


def _days(note, site) -> int | None:
    """After how many days; nothing where no rule closes it."""
    series = note.series.close_comments_after_days if note.series_id else None
    return (site.close_comments_after_days if series is None else series) or None


def _last_day(published_at: datetime | None, days: int | None) -> date | None:
    if not (published_at and days):
        return None
    day = timezone.localdate(published_at).toordinal() + days
    return date.fromordinal(min(day, date.max.toordinal()))


# What closes by itself ---------------------------------------------------------------------------


def days_that_ended(after: datetime, until: datetime) -> list[date]:
    """The days whose last moment lies between the two, in the site's time zone."""
    first, last = timezone.localdate(after), timezone.localdate(until)
    return [first + timedelta(days=each) for each in range((last - first).days)]


def closed_after(day: date):
    """The notes whose last day this was, of those that have a page. Three queries."""
    get = apps.get_model
    site = get("notes", "Site").objects.current().close_comments_after_days
    series = get("notes", "Series").objects.filter(close_comments_after_days__gt=0)
    rules = Q(pk__in=[])
    if site:
        as_site = Q(series=None) | Q(series__close_comments_after_days=None)
        rules |= as_site & _published_on(day - timedelta(days=site))
    for days in series.order_by().values_list("close_comments_after_days", flat=True).distinct():
        own = Q(series__close_comments_after_days=days)
        rules |= own & _published_on(day - timedelta(days=days))
    notes = get("notes", "Note").objects.announced().filter(is_open_for_comments=True)
    return notes.filter(Q(comments_close_on=day) | (Q(comments_close_on=None) & rules)).order_by()


def _published_on(day: date) -> Q:
    start, end = (
        timezone.make_aware(datetime.combine(each, datetime.min.time()))
        for each in (day, day + timedelta(days=1))
    )
    return Q(published_at__gte=start, published_at__lt=end)
