"""Numbers and dates as pages print them by the dozen. Django's own filters take ten times as long. And why
a file cannot be had."""

import datetime as dt
import errno
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_FAULTS = {
    errno.ENOENT: gettext_noop("그런 파일이나 폴더가 없습니다"),
    errno.EISDIR: gettext_noop("파일이 아니라 폴더입니다"),
    errno.ENOTDIR: gettext_noop("폴더가 아닌 것이 길에 있습니다"),
    errno.EACCES: gettext_noop("그럴 권한이 없습니다"),
    errno.EROFS: gettext_noop("읽기만 되는 곳입니다"),
    errno.ENOSPC: gettext_noop("디스크에 자리가 없습니다"),
}


def grouped(number: int) -> str:
    """`12,345`: Korean and English agree."""
    return f"{number:,}"


def machine_time(at: dt.datetime) -> str:
    """For `datetime="…"`, in the time zone that `at` has: `2026-11-25T09:30:00+0900`."""
    said = at.isoformat(timespec="seconds")
    return f"{said[:-3]}{said[-2:]}"


@lru_cache(maxsize=4096)
def short_date(day: dt.date, language: str) -> str:
    """A day in few signs. `language` is the active one: who prints many asks for it once."""
    return date_format(day, "SHORT_DATE_FORMAT")


def fault(error: OSError) -> str:
    """What the system says in English, for what happens to people with files."""
    said = _FAULTS.get(error.errno)
    return _(said) if said else error.strerror or str(error)
