"""From visits to rows, on a real database: what is counted, what is kept, what never is."""

import datetime as dt
import json
import threading
import unicodedata

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models
from django.utils import timezone

from notes.models import MissedSearch, NoteReading, ReadingDay, Referrer, SeenReader, SiteReading
from notes.reading import counting
from notes.reading.buffer import Miss
from tests.notes.reading.conftest import ADDRESS, CHROME, KAKAOTALK, YETI, count, visit

pytestmark = pytest.mark.django_db
NOTE = "/series/소셜전략/1/"


def numbers(row) -> tuple[int, int, int]:
    return row.readers, row.views, row.robots


def of_note(note) -> tuple[int, int, int]:
    return numbers(NoteReading.objects.get(note=note))


def of_site() -> tuple[int, int, int]:
    return numbers(SiteReading.objects.get())


def test_reader_counts_once_a_day_however_often_they_come(note):
    count(visit(NOTE), visit(NOTE))
    count(visit(NOTE))

    assert of_note(note) == (1, 3, 0)
    assert of_site() == (1, 3, 0)
    assert NoteReading.objects.get().day == timezone.localdate()


def test_other_browser_and_other_address_are_other_readers(note):
    count(visit(NOTE), visit(NOTE, agent=KAKAOTALK), visit(NOTE, peer="203.0.113.8"))

    assert of_note(note) == (3, 3, 0)


def test_reader_of_two_notes_is_one_reader_of_the_site(note, make_note, series):
    second = make_note(series=series, number=2)
    single = make_note(slug="친구와-같이")
    count(visit(NOTE), visit("/series/소셜전략/2/"), visit("/notes/친구와-같이/"), visit("/"))

    assert of_note(note) == of_note(second) == of_note(single) == (1, 1, 0)
    assert of_site() == (1, 4, 0)


def test_telephone_that_changes_its_ipv6_address_is_one_reader(note):
    count(visit(NOTE, peer="2001:db8::7"), visit(NOTE, peer="2001:db8::ffff:8"))
    count(visit(NOTE, peer="2001:db8:0:1::7"))
    count(visit(NOTE, peer="::ffff:203.0.113.7"), visit(NOTE, peer="203.0.113.7"))

    assert of_note(note) == (3, 5, 0)


def test_robots_are_counted_apart(note):
    count(visit(NOTE, agent=YETI), visit(NOTE, agent=""), visit("/", agent=YETI))

    assert of_note(note) == (0, 0, 2)
    assert of_site() == (0, 0, 3)
    assert not SeenReader.objects.exists()


def test_address_in_another_form_is_the_same_page(note):
    count(visit(unicodedata.normalize("NFD", NOTE)))

    assert of_note(note) == (1, 1, 0)


@pytest.mark.parametrize(
    "path", ["/feed/", "/robots.txt", "/search/", "/moderation/", "/없는/", "/notes", "/%", ""]
)
def test_what_is_no_page_counts_nowhere(note, path):
    count(visit(path))

    assert not SiteReading.objects.exists()


def test_bytes_that_are_no_text_count_nowhere(note):
    count(visit()._replace(path="/notes/\xff\xfe/"))

    assert not SiteReading.objects.exists()


def test_note_that_nobody_can_see_counts_for_the_site_alone(make_note, series):
    make_note(series=series, number=1, status="draft")
    count(visit(NOTE), visit("/notes/사라진-글/"), visit(f"/series/소셜전략/{'9' * 30}/"))

    assert of_site() == (1, 3, 0)
    assert not NoteReading.objects.exists()


def test_day_begins_at_midnight_of_the_sites_time_zone(note, time_machine):
    seoul = timezone.get_default_timezone()
    time_machine.move_to(dt.datetime(2026, 11, 27, 0, 0, 5, tzinfo=seoul))
    midnight = int(dt.datetime(2026, 11, 27, tzinfo=seoul).timestamp())
    count(visit(NOTE, moment=midnight - 1), visit(NOTE, moment=midnight))

    days = NoteReading.objects.order_by("day").values_list("day", "readers")
    assert list(days) == [(dt.date(2026, 11, 26), 1), (dt.date(2026, 11, 27), 1)]


def test_time_zone_of_three_quarters_of_an_hour(settings, note, time_machine):
    settings.TIME_ZONE = "Asia/Kathmandu"
    moment = dt.datetime(2026, 11, 26, 18, 14, 59, tzinfo=dt.UTC)
    time_machine.move_to(moment, tick=False)
    second = int(moment.timestamp())
    count(visit(NOTE, moment=second), visit(NOTE, moment=second + 1))

    days = NoteReading.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [dt.date(2026, 11, 26), dt.date(2026, 11, 27)]


def test_hosts_that_readers_come_from(note):
    naver = "https://search.naver.com/search.naver?query=소셜전략"
    count(visit(NOTE, referrer=naver), visit(NOTE, referrer=naver), visit("/", referrer=naver))
    count(visit(NOTE, referrer="https://search.naver.com/"), visit(NOTE, referrer=""))
    count(visit(NOTE, referrer="https://spam.example/", agent=YETI))

    rows = Referrer.objects.order_by("note").values_list("note", "host", "views")
    assert set(rows) == {(note.pk, "search.naver.com", 3), (None, "search.naver.com", 1)}


def test_of_made_up_hosts_only_the_most_frequent_are_kept(note, monkeypatch):
    monkeypatch.setattr(counting, "MOST_REFERRERS", 2)
    hosts = [visit(NOTE, referrer=f"https://{k}.example/") for k in range(5) for _time in range(k)]
    count(*hosts, *hosts)
    count(*(visit(NOTE, referrer=f"https://new{k}.example/") for k in range(3)))

    found = Referrer.objects.order_by("-views").values_list("host", "views")
    assert list(found)[:2] == [("4.example", 8), ("3.example", 6)]
    assert len(found) <= 4


def miss(words="봄날의 산책", address=ADDRESS, agent=CHROME) -> Miss:
    return Miss(words, address, agent, int(timezone.now().timestamp()))


def test_search_that_found_nothing_counts_once_a_reader(note):
    count(misses=[miss(), miss()])
    count(misses=[miss(), miss(address="203.0.113.8"), miss("다른 말")])

    found = MissedSearch.objects.order_by("-readers").values_list("words", "readers")
    assert list(found) == [("봄날의 산책", 2), ("다른 말", 1)]
    assert not SiteReading.objects.exists()


def test_of_made_up_searches_only_the_most_frequent_are_kept(db, monkeypatch):
    monkeypatch.setattr(counting, "MOST_MISSES", 2)
    count(misses=[miss("봄날", address=f"203.0.113.{k}") for k in range(3)])
    count(misses=[miss(f"말 {k}") for k in "가나다라마바"])

    found = MissedSearch.objects.order_by("-readers", "pk").values_list("words", flat=True)
    assert found[0] == "봄날" and len(found) == 2


def test_what_was_lost_is_said(note):
    count(visit(NOTE), lost=7)
    count(lost=3)

    assert SiteReading.objects.get().lost == 10


def test_many_readers_of_many_notes(make_note, series):
    notes = [make_note(series=series, number=number) for number in range(1, 4)]
    seen = [
        visit(f"/series/소셜전략/{number}/", peer=f"10.{number}.{k // 250}.{k % 250}")
        for number in range(1, 4)
        for k in range(900)
    ]
    count(*seen, *seen[:10])

    assert [of_note(note)[0] for note in notes] == [900, 900, 900]
    assert of_site() == (2700, 2710, 0)


def test_batch_is_counted_whole_or_not_at_all(note, monkeypatch):
    def fail(*_arguments):
        raise DatabaseError

    with monkeypatch.context() as patch, pytest.raises(DatabaseError):
        patch.setattr(counting, "_add_referrers", fail)
        count(visit(NOTE))
    count(visit(NOTE))

    assert of_note(note) == of_site() == (1, 1, 0)


def test_deleted_note_takes_its_numbers_along(note):
    count(visit(NOTE, referrer="https://naver.com/"))
    note.delete()

    assert not NoteReading.objects.exists() and not Referrer.objects.exists()
    assert of_site() == (1, 1, 0)


def test_batch_asks_no_more_for_more_readers(
    make_note, series, django_assert_num_queries, django_assert_max_num_queries
):
    for number in (1, 2, 3):
        make_note(series=series, number=number)
    with django_assert_max_num_queries(12) as captured:
        count(visit(NOTE, referrer="https://naver.com/"))
    with django_assert_num_queries(len(captured)):
        count(
            *(
                visit(
                    f"/series/소셜전략/{k % 3 + 1}/",
                    peer=f"10.0.0.{k}",
                    referrer=f"https://{k}.kr/",
                )
                for k in range(100)
            )
        )


# Nobody is in it -------------------------------------------------------------------------------


def everything_stored() -> str:
    """All values of all rows of all our tables, as text."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.BinaryField)]
        names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            found += cursor.fetchall()
    return json.dumps(found, default=str, ensure_ascii=False)


def test_neither_address_nor_browser_is_in_any_table(note):
    who = {"peer": "198.51.100.23", "forwarded": "198.51.100.24", "agent": KAKAOTALK}
    referrer = "https://reader.example/profile/198.51.100.23?name=홍길동"
    count(
        visit(NOTE, referrer=referrer, **who),
        visit(NOTE, referrer="http://198.51.100.23/", **who),
        misses=[miss(address="198.51.100.23", agent=KAKAOTALK)],
    )

    stored = everything_stored()
    assert "reader.example" in stored and "봄날의 산책" in stored
    for secret in ("198.51.100", "KAKAOTALK", "Mozilla", "Android", "홍길동", "profile"):
        assert secret not in stored, secret
    assert SeenReader.objects.count() == 3  # the note, the site, the search
    assert ReadingDay.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_processes_that_count_at_the_same_moment_count_every_reader_once(make_note, make_series):
    series = make_series(title="소셜전략")
    notes = [make_note(series=series, number=number) for number in (1, 2)]
    seen = [
        visit(f"/series/소셜전략/{number}/", peer=f"10.0.0.{k}", referrer=f"https://{k}.example/")
        for number in (1, 2)
        for k in range(40)
    ]

    def process(order):
        count(*order)
        connection.close()

    threads = [threading.Thread(target=process, args=(seen[:: (-1) ** k],)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [of_note(note) for note in notes] == [(40, 160, 0)] * 2
    assert of_site() == (40, 320, 0)
    assert ReadingDay.objects.count() == 1
