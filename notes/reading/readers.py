"""Who was here today already, without knowing who: hashes with the secret of the day.

A hash is made of page, network and browser with a random salt. It lives in the database, so that all
processes and machines together count a reader once a day; the salt and all hashes of a day are
deleted an hour after it has ended.
"""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import blake2b

from django.db import connection, transaction
from django.utils import timezone

from notes.models.reading import ReadingDay, SeenReader

# After the end of a day: for visits that still wait to be counted, and a log that is read hourly.
KEPT = dt.timedelta(hours=1)
PORTION = 400  # rows in one statement
GENTLY = 200  # readers between two pauses

Page = Hashable


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
    """The readers of days. Of a day that is forgotten it knows what it has seen itself: a log of
    yesterday that is counted in one go needs no more."""

    def __init__(self):
        self._salts: dict[dt.date, bytes] = {}
        self._seen_on_old_days: dict[dt.date, set[int]] = {}

    def hashes(
        self, day: dt.date, pages: Mapping[Page, Iterable[tuple]], pause: Callable = lambda: None
    ) -> dict[int, Page]:
        """One for each page's reader. Outside of the transaction: nobody waits for it."""
        salt, found = self._salt(day), {}
        for page, readers in pages.items():
            for number, reader in enumerate(readers):
                found[_hash(salt, page, reader)] = page
                if number % GENTLY == GENTLY - 1:
                    pause()
        return found

    def new(self, day: dt.date, hashes: Mapping[int, Page]) -> Counter[Page]:
        """How many of each page's readers were not there on this day before. Remembers them.

        Inside a transaction, which it makes the only one that counts for this day.
        """
        if ReadingDay.objects.select_for_update().filter(day=day).first():
            return Counter(hashes[each] for each in _remember(day, sorted(hashes)))
        seen = self._seen_on_old_days.setdefault(day, set())
        first = hashes.keys() - seen
        seen |= first
        return Counter(hashes[each] for each in first)

    def _salt(self, day: dt.date) -> bytes:
        if day not in self._salts:
            self._salts[day] = _shared_salt(day) or secrets.token_bytes(32)
        return self._salts[day]


def _shared_salt(day: dt.date) -> bytes | None:
    """Made by whoever is the first of all processes; nothing for a day that is forgotten."""
    if day < oldest_day():
        return None
    made = ReadingDay(day=day, salt=secrets.token_bytes(32))
    ReadingDay.objects.bulk_create([made], ignore_conflicts=True)
    return bytes(ReadingDay.objects.get(day=day).salt)


def _hash(salt: bytes, page: Page, reader: tuple) -> int:
    text = "\0".join(map(str, (page, *reader)))
    digest = blake2b(text.encode("utf-8", "replace"), key=salt, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


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
