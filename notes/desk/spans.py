"""Stretches of time that the pages of numbers show, a bar for each day or month."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

DAYS, MONTHS = 30, 12
NAMES = {"days": _("30일"), "months": _("12달")}


@dataclass(frozen=True)
class Span:
    """`starts` are the first days of its bars, oldest first; the last one has today in it."""

    name: str
    starts: tuple[dt.date, ...]
    last: dt.date

    @classmethod
    def named(cls, name: str) -> "Span":
        """Any other name is that of days."""
        today = timezone.localdate()
        if name == "months":
            return cls(name, tuple(_month_before(today, back) for back in _back(MONTHS)), today)
        return cls("days", tuple(today - dt.timedelta(back) for back in _back(DAYS)), today)

    @classmethod
    def of_days(cls, days: int, in_bar: int) -> "Span":
        """So many days up to today, of which each bar has `in_bar`."""
        today = timezone.localdate()
        starts = (today - dt.timedelta(back) for back in _back(days) if (back + 1) % in_bar == 0)
        return cls("days", tuple(starts), today)

    @property
    def first(self) -> dt.date:
        return self.starts[0]

    @property
    def moments(self) -> list[dt.datetime]:
        """When each bar begins, in the site's time zone."""
        return [timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in self.starts]

    def sums(self, by_day: Mapping[dt.date, int]) -> list[int]:
        """One number a bar."""
        sums = dict.fromkeys(self.starts, 0)
        for day, number in by_day.items():
            if (start := day if self.name == "days" else day.replace(day=1)) in sums:
                sums[start] += number
        return list(sums.values())

    def labels(self) -> list[str]:
        form = "MONTH_DAY_FORMAT" if self.name == "days" else "YEAR_MONTH_FORMAT"
        return [date_format(start, form) for start in self.starts]


def _back(count: int) -> range:
    return range(count - 1, -1, -1)


def _month_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)
