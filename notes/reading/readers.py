"""Who was here today already, without knowing who: hashes with the secret of the day.

A hash is made of page, network and browser with a random salt. It lives in the database, so that all
processes and machines together count a reader once a day; the salt and all hashes of a day are
deleted an hour after it has ended.
"""

import datetime as dt
import secrets
from collections.abc import Iterable
from hashlib import blake2b

from django.db import connection, transaction
from django.utils import timezone

from notes.models.reading import ReadingDay, SeenReader

# After the end of a day: for visits that still wait to be counted, and a log that is read hourly.
KEPT = dt.timedelta(hours=1)
PORTION = 400  # rows in one statement


def oldest_day() -> dt.date:
    """Days before it are forgotten."""
    return timezone.localdate(timezone.now() - KEPT)


def forget():
    """Delete what is left of days that are over. Nearly always a look at two rows and nothing else.

    Called every minute by each process of the web server, whether anybody reads or not, and once at
    its start.
    """
    before = oldest_day()
    if ReadingDay.objects.filter(day__lt=before).exists():
        with transaction.atomic():
            SeenReader.objects.filter(day__lt=before).delete()
            ReadingDay.objects.filter(day__lt=before).delete()


class DaysReaders:
    """The readers of one day. Of days that are forgotten it knows what it has seen itself: a log of
    yesterday that is counted in one go needs no more."""

    _of_old_days: dict[dt.date, tuple[bytes, set[int]]]

    def __init__(self):
        self._of_old_days = {}

    def new(self, day: dt.date, pages: dict[object, Iterable[tuple]]) -> dict[object, int]:
        """How many of each page's readers were not there on this day before. Remembers them.

        Inside a transaction, which it makes the only one that counts for this day.
        """
        salt, seen = self._secret(day)
        hashes = {
            _hash(salt, page, reader): page for page, readers in pages.items() for reader in readers
        }
        first = _not_in(seen, hashes) if seen is not None else _remember(day, sorted(hashes))
        found = dict.fromkeys(pages, 0)
        for each in first:
            found[hashes[each]] += 1
        return found

    def _secret(self, day: dt.date) -> tuple[bytes, set[int] | None]:
        if day < oldest_day():
            return self._of_old_days.setdefault(day, (secrets.token_bytes(32), set()))
        made = ReadingDay(day=day, salt=secrets.token_bytes(32))
        ReadingDay.objects.bulk_create([made], ignore_conflicts=True)
        return bytes(ReadingDay.objects.select_for_update().get(day=day).salt), None


def _hash(salt: bytes, page: object, reader: tuple) -> int:
    text = "\0".join(map(str, (page, *reader)))
    digest = blake2b(text.encode("utf-8", "replace"), key=salt, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _not_in(seen: set[int], hashes: dict[int, object]) -> set[int]:
    first = hashes.keys() - seen
    seen |= first
    return first


def _remember(day: dt.date, hashes: list[int]) -> list[int]:
    """Those that were not there, in as few statements as hold them."""
    first = []
    for start in range(0, len(hashes), PORTION):
        portion = hashes[start : start + PORTION]
        rows = ", ".join(["(%s, %s)"] * len(portion))
        sql = f"INSERT INTO notes_seenreader (hash, day) VALUES {rows}"
        values = [value for each in portion for value in (each, day)]
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ON CONFLICT (hash) DO NOTHING RETURNING hash", values)
            first += [row[0] for row in cursor.fetchall()]
    return first
