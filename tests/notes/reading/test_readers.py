"""The secret of a day: one for all who count, and gone an hour after the day."""

import datetime as dt

import pytest
from django.utils import timezone

from notes.models import ReadingDay, SeenReader
from notes.reading.readers import DaysReaders, forget, oldest_day

pytestmark = pytest.mark.django_db
SEOUL = dt.timezone(dt.timedelta(hours=9))
PAGE = "소셜전략 1"
READER, OTHER = ("203.0.113.7", "브라우저"), ("203.0.113.8", "브라우저")


def new(*readers, day=None) -> int:
    """As another process would: nothing but the database knows who was here."""
    return counted(DaysReaders(), {PAGE: readers}, day)[PAGE]


def counted(readers: DaysReaders, pages: dict, day=None) -> dict:
    day = day or timezone.localdate()
    return readers.new(day, readers.hashes(day, pages))


@pytest.fixture(autouse=True)
def evening(time_machine):
    """Eleven at night in Seoul."""
    time_machine.move_to(dt.datetime(2026, 11, 26, 23, tzinfo=SEOUL), tick=False)
    return time_machine


def test_all_processes_know_who_was_here():
    assert new(READER) == 1
    assert new(READER, OTHER) == 1
    assert new(OTHER) == 0
    assert ReadingDay.objects.count() == 1


def test_same_reader_is_another_one_tomorrow(evening):
    new(READER)
    hashes = set(SeenReader.objects.values_list("hash", flat=True))
    evening.move_to(dt.datetime(2026, 11, 27, 12, tzinfo=SEOUL))

    assert new(READER) == 1
    assert not hashes & set(
        SeenReader.objects.filter(day=dt.date(2026, 11, 27)).values_list("hash", flat=True)
    )
    first, second = ReadingDay.objects.values_list("salt", flat=True)
    assert bytes(first) != bytes(second)
    assert len(bytes(first)) == 32


def test_nothing_tells_that_readers_of_two_pages_are_one():
    new = counted(DaysReaders(), {"소셜전략 1": [READER], "소셜전략 2": [READER]})

    assert new == {"소셜전략 1": 1, "소셜전략 2": 1}
    assert SeenReader.objects.count() == 2


def test_day_is_forgotten_an_hour_after_its_end(evening, django_assert_num_queries):
    new(READER)
    evening.move_to(dt.datetime(2026, 11, 27, 0, 59, 59, tzinfo=SEOUL))
    with django_assert_num_queries(1):
        forget()
    assert SeenReader.objects.exists() and ReadingDay.objects.exists()
    # Visits of before midnight that waited until now.
    assert new(READER, OTHER, day=dt.date(2026, 11, 26)) == 1

    evening.move_to(dt.datetime(2026, 11, 27, 1, tzinfo=SEOUL))
    forget()

    assert not SeenReader.objects.exists() and not ReadingDay.objects.exists()


def test_today_stays_when_yesterday_is_forgotten(evening):
    new(READER)
    evening.move_to(dt.datetime(2026, 11, 27, 0, 30, tzinfo=SEOUL))
    new(READER)
    evening.move_to(dt.datetime(2026, 11, 27, 2, tzinfo=SEOUL))
    forget()

    assert list(ReadingDay.objects.values_list("day", flat=True)) == [dt.date(2026, 11, 27)]
    assert new(READER, OTHER) == 1


def test_for_a_forgotten_day_nothing_is_kept_again():
    old, readers = oldest_day() - dt.timedelta(days=1), DaysReaders()

    assert counted(readers, {PAGE: [READER, OTHER]}, old)[PAGE] == 2
    assert counted(readers, {PAGE: [READER]}, old)[PAGE] == 0
    assert not ReadingDay.objects.exists() and not SeenReader.objects.exists()


def test_day_that_is_forgotten_between_thinking_and_writing_leaves_nothing(evening):
    readers, day = DaysReaders(), timezone.localdate()
    hashes = readers.hashes(day, {PAGE: [READER, OTHER]})
    evening.move_to(dt.datetime(2026, 11, 27, 1, tzinfo=SEOUL))
    forget()

    assert readers.new(day, hashes)[PAGE] == 2
    assert not SeenReader.objects.exists()
