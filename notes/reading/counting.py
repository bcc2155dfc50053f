"""From visits to rows: what a batch says about a day, added to what the day has already."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from notes.models import Note
from notes.models.reading import MissedSearch, NoteReading, Referrer, SiteReading
from notes.models.series import BEYOND_NUMBERS
from notes.reading.readers import DaysReaders
from notes.reading.visits import OTHER, Client, Day, Days, Named

# Of one day. Anybody can make up referrers and searches; the rarest go first.
MOST_REFERRERS, MOST_MISSES = 500, 200
PORTION = 200  # rows or numbers in one statement
GENTLY = 100  # visits between two pauses
# An address outside of any note in the hashes of readers; notes have their keys.
SITE = 0
# What makes two rows the same, as the unique indexes of `notes.models.reading` have it.
ADD = (
    "INSERT INTO {table} AS kept ({columns}) VALUES {rows} ON CONFLICT ({key}) DO UPDATE SET {sums}"
)


@dataclass
class Counted:
    """What is known of a day before the transaction begins."""

    found: Day
    keys: dict[Named, int]
    hashes: dict[int, int | str]


def count(
    visits: Sequence[tuple],
    misses: Iterable[tuple],
    client: Client,
    readers: DaysReaders | None = None,
    lost: int = 0,
    pause: Callable = lambda: None,
):
    """All of it in one transaction. Raises DatabaseError; then nothing of it is counted.

    `lost` are visits of today that nothing else is known of. `pause` is called between two pieces of
    thinking: other threads may have readers who wait.
    """
    days, readers = Days(client), readers or DaysReaders()
    for start in range(0, len(visits), GENTLY):
        days.add(visits[start : start + GENTLY])
        pause()
    days.add_misses(misses)
    if lost:
        days[timezone.localdate()].lost += lost
    counted = {day: _counted(day, found, readers, pause) for day, found in sorted(days.items())}
    with transaction.atomic():
        for day, each in counted.items():
            _write(day, each, readers.new(day, each.hashes))


def _counted(day: dt.date, found: Day, readers: DaysReaders, pause: Callable) -> Counted:
    """Notes that no reader can see (any more) count for the site alone."""
    keys = _keys(found.notes)
    pages = {key: found.readers[name] for name, key in keys.items() if name in found.readers}
    pages[SITE] = set().union(*found.readers.values())
    pages |= {_search(words): each for words, each in found.misses.items()}
    return Counted(found, keys, readers.hashes(day, pages, pause))


def _write(day: dt.date, counted: Counted, new: Counter):
    found, keys = counted.found, counted.keys
    rows = {
        (key, day): (new[key], found.views[name], found.robots[name]) for name, key in keys.items()
    }
    _add(NoteReading, ("note_id", "day"), rows)
    site = (new[SITE], found.views.total(), found.robots.total(), found.lost)
    _add(SiteReading, ("day",), {(day,): site} if any(site) else {})
    _add_referrers(day, found, keys)
    _add_misses(day, {words: new[_search(words)] for words in found.misses})


def _search(words: str) -> str:
    return f"search {words}"


def _keys(notes: Iterable[Named]) -> dict[Named, int]:
    """Keys of the published notes among them: one question for each series."""
    wanted: defaultdict[str, list] = defaultdict(list)
    for series, name in notes:
        wanted[series].append(name)
    found = {}
    for series, names in wanted.items():
        for start in range(0, len(names), PORTION):
            found |= _keys_in(series, names[start : start + PORTION])
    return found


def _keys_in(series: str, names: list) -> dict[Named, int]:
    if series:
        numbers = [name for name in names if name < BEYOND_NUMBERS]
        rows, column = Q(series__slug=series, number__in=numbers), "number"
    else:
        rows, column = Q(series=None, slug__in=names), "slug"
    notes = Note.objects.published().filter(rows).order_by().values_list(column, "pk")
    return {(series, name): key for name, key in notes}


def _add_referrers(day: dt.date, found: Day, keys: dict[Named, int]):
    views: defaultdict[tuple, int] = defaultdict(int)
    for (name, host), times in found.referrers.items():
        if name == OTHER or name in keys:
            views[day, host, keys.get(name)] += times
    rows = {key: (times,) for key, times in views.items()}
    _add(Referrer, ("day", "host", "note_id"), rows, key='day, host, COALESCE("note_id", 0)')
    _prune(Referrer, day, "views", MOST_REFERRERS)


def _add_misses(day: dt.date, readers: dict[str, int]):
    rows = {(day, words): (number,) for words, number in readers.items() if number}
    _add(MissedSearch, ("day", "words"), rows)
    _prune(MissedSearch, day, "readers", MOST_MISSES)


NUMBERS = {
    NoteReading: ("readers", "views", "robots"),
    SiteReading: ("readers", "views", "robots", "lost"),
    Referrer: ("views",),
    MissedSearch: ("readers",),
}


def _add(model: type[Model], names: tuple[str, ...], rows: Mapping[tuple, tuple], key: str = ""):
    """Add numbers to rows, which are made where there are none. Always in the same order, or two
    transactions could wait for each other."""
    numbers = NUMBERS[model]
    values = [key + sums for key, sums in sorted(rows.items(), key=lambda row: str(row[0]))]
    for start in range(0, len(values), PORTION):
        portion = values[start : start + PORTION]
        marks = f"({', '.join(['%s'] * len(portion[0]))})"
        sql = ADD.format(
            table=model._meta.db_table,
            columns=", ".join((*names, *numbers)),
            rows=", ".join([marks] * len(portion)),
            key=key or ", ".join(names),
            sums=", ".join(f"{name} = kept.{name} + excluded.{name}" for name in numbers),
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in portion for value in row])


def _prune(model: type[Model], day: dt.date, number: str, most: int):
    """Not at each row too many: at twice as many as are kept."""
    rows = model.objects.filter(day=day)
    if rows.count() > 2 * most:
        kept = rows.order_by(f"-{number}", "pk").values_list("pk", flat=True)[:most]
        rows.exclude(pk__in=list(kept)).delete()
