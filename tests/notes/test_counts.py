"""Kept counts say what counting says: whatever is written, in whichever way, whatever the time is."""

import datetime as dt
import threading
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.models import Author, Month, Note, Series, Tag, Tagged, counts
from tests.notes.test_views import seoul

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC)
SERIES, AUTHORS, TAGS = ["소셜전략", "여름"], ["각주", "김독자"], ["전략", "모임", "꼬리"]


# What counting says ------------------------------------------------------------------------------


def slowly_counted(model, latest=False) -> dict:
    published = Note.objects.published_condition("notes__")
    rows = model.objects.annotate(
        slow=Count("notes", filter=published, distinct=True),
        slow_latest=Max("notes__published_at", filter=published),
    ).filter(slow__gt=0)
    return {row.pk: (row.slow, row.slow_latest) if latest else row.slow for row in rows}


def slowly_counted_months() -> list:
    months: dict = {}
    for at in Note.objects.published().values_list("published_at", flat=True):
        at = timezone.localtime(at)
        start = timezone.make_aware(dt.datetime(at.year, at.month, 1))
        months[start] = months.get(start, 0) + 1
    return sorted(months.items(), reverse=True)


def check():
    series = Series.objects.with_note_counts()
    slow = slowly_counted(Series, latest=True)
    assert {each.pk: (each.note_count, each.latest_at) for each in series} == slow
    lately = [each.latest_at for each in Series.objects.lately_updated(9)]
    assert lately == sorted((latest for _count, latest in slow.values()), reverse=True)
    for model in (Author, Tag):
        kept = {each.pk: each.note_count for each in model.objects.with_note_counts()}
        assert kept == slowly_counted(model)
    assert Month.objects.published() == slowly_counted_months()
    for note in Note.objects.published().exclude(series=None):
        published = Note.objects.published().filter(series=note.series)
        position = published.filter(number__lte=note.number).count()
        place = note.neighbours()
        assert (place.position, place.count) == (position, published.count())
    listed = Tagged.objects.filter(published_at__lte=timezone.now())
    links = Note.tags.through.objects.filter(Note.objects.published_condition("note__"))
    pairs = links.values_list("note_id", "tag_id", "note__published_at")
    assert sorted(listed.values_list("note_id", "tag_id", "published_at")) == sorted(pairs)


# What happens to notes ---------------------------------------------------------------------------

some_series = st.sampled_from([None, *SERIES])
some_author = st.sampled_from([None, *AUTHORS])
some_tags = st.sets(st.sampled_from(TAGS))
some_status = st.sampled_from(["draft", "published", "published"])
some_days = st.integers(-70, 70)
which = st.integers(0, 9)
fields = st.fixed_dictionaries(
    {"series": some_series, "author": some_author, "status": some_status, "days": some_days}
)
actions = st.one_of(
    st.tuples(st.just("create"), fields, some_tags),
    st.tuples(st.just("import_"), st.lists(fields, max_size=3), some_tags),
    st.tuples(st.just("change"), which, fields),
    st.tuples(st.just("save some fields"), which, some_days),
    st.tuples(st.just("update"), which, some_status, some_author),
    st.tuples(st.just("delete"), which),
    st.tuples(st.just("delete many"), which),
    st.tuples(st.just("set tags"), which, some_tags),
    st.tuples(st.just("tag notes"), st.sampled_from(TAGS), st.sets(which, max_size=3)),
    st.tuples(st.just("delete tag"), st.sampled_from(TAGS)),
    st.tuples(st.just("delete author"), st.sampled_from(AUTHORS)),
    st.tuples(st.just("save owners")),
    st.tuples(st.just("wait"), st.integers(1, 60)),
)


class Site:
    """A site that does what it is told; what was read at its beginning goes stale on purpose."""

    def __init__(self):
        self.now = START
        self.series = {name: Series.objects.create(title=name) for name in SERIES}
        self.number = 0

    def note(self, series, author, status, days):
        self.number += 1
        note = Note(title="글", slug=f"글-{self.number}", body="가", status=status)
        self.fill(note, series, author, status, days)
        note.prepare()
        return note

    def fill(self, note, series, author, status, days):
        note.series = self.series.get(series)
        note.number = self.number * 10 if series else None
        note.author = author and Author.objects.get_or_create(name=author)[0]
        note.status, note.published_at = status, self.now + dt.timedelta(days=days)

    def pick(self, which):
        return Note.objects.order_by("pk")[which : which + 1]

    def create(self, fields, tags):
        note = self.note(**fields)
        note.save()
        note.tags.set(Tag.objects.named(sorted(tags)))

    def import_(self, many, tags):
        notes = Note.objects.bulk_create(self.note(**fields) for fields in many)
        link = Note.tags.through
        tags = Tag.objects.named(sorted(tags))
        link.objects.bulk_create(link(note=note, tag=tag) for note in notes for tag in tags)
        counts.retag([note.pk for note in notes])

    def change(self, which, fields):
        self.number += 1
        for note in self.pick(which):
            self.fill(note, **fields)
            note.save()

    def save_some_fields(self, which, days):
        for note in self.pick(which):
            note.published_at = self.now + dt.timedelta(days=days)
            note.save(update_fields=["published_at"])

    def update(self, which, status, author):
        notes = Note.objects.filter(number__gte=which * 10)
        author = Author.objects.filter(name=author).first()
        notes.update(status=status, author=author)

    def delete(self, which):
        for note in self.pick(which):
            note.delete()

    def delete_many(self, which):
        Note.objects.filter(pk__in=list(Note.objects.values_list("pk", flat=True)[which:])).delete()

    def set_tags(self, which, tags):
        for note in self.pick(which):
            note.tags.set(Tag.objects.named(sorted(tags)))

    def tag_notes(self, name, which):
        (tag,) = Tag.objects.named([name])
        notes = [note for k in which for note in self.pick(k)]
        tag.notes.set(notes) if notes else tag.notes.clear()

    def delete_tag(self, name):
        Tag.objects.filter(name=name).delete()

    def delete_author(self, name):
        Author.objects.filter(name=name).delete()

    def save_owners(self):
        for owner in self.series.values():
            owner.save()

    def wait(self, days):
        self.now += dt.timedelta(days=days)


class _Undo(Exception):
    pass


@given(st.lists(actions, max_size=12))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sequence_of_writes_and_waits_is_counted_right(db, steps):
    try:
        with transaction.atomic():
            site = Site()
            for name, *details in steps:
                with mock.patch("django.utils.timezone.now", lambda: site.now):
                    getattr(site, name.replace(" ", "_"))(*details)
                    check()
            with mock.patch("django.utils.timezone.now", lambda: site.now):
                counts.recount()
                check()
            raise _Undo
    except _Undo:
        pass


def test_tag_that_is_added_lists_the_note_once_under_each(make_note):
    note = make_note(tags=["모임"])
    note.tags.add(*Tag.objects.named(["전략"]))

    assert Tagged.objects.filter(note=note).count() == 2
    assert [tag.note_count for tag in Tag.objects.with_note_counts()] == [1, 1]


def test_scheduled_note_is_counted_from_its_moment_on(make_note, make_series, client):
    series = make_series(title="소셜전략")
    make_note("첫 글", series=series, number=1, tags=["전략"], published_at=seoul(2026, 3, 1))
    make_note("다음 글", series=series, number=2, tags=["전략"], published_at=seoul(2026, 4, 1))

    for day, count in ((seoul(2026, 3, 31, 23, 59), 1), (seoul(2026, 4, 1), 2)):
        with mock.patch("django.utils.timezone.now", lambda day=day: day):
            for address in ("/series/", "/tags/"):
                assert f"{count}편" in client.get(address).content.decode()
            assert client.get("/archive/").context["total"] == count


def test_series_that_was_read_before_keeps_its_count_when_saved(make_note, make_series):
    series = make_series(title="소셜전략")
    make_note(series=series, number=1)
    series.description = "다시 쓴 소개"
    series.save()

    (again,) = Series.objects.with_note_counts()
    assert (again.note_count, again.description) == (1, "다시 쓴 소개")


def test_change_of_words_alone_counts_nothing(make_note, django_assert_max_num_queries):
    note = Note.objects.get(pk=make_note("첫 글", tags=["전략"]).pk)
    note.title = "고친 글"
    with mock.patch.object(counts, "one_at_a_time", side_effect=AssertionError):
        note.save()
        Note.objects.update(comment_count=3)


def test_months_are_counted_again_in_another_time_zone(make_note, settings):
    make_note(published_at=seoul(2026, 4, 1))
    assert Month.objects.are_of_this_time_zone()
    with timezone.override("America/New_York"):
        assert not Month.objects.are_of_this_time_zone()
        counts.recount(apps.get_model)
        assert Month.objects.are_of_this_time_zone()
        assert [(start.month, count) for start, count in Month.objects.published()] == [(3, 1)]


@pytest.mark.django_db(transaction=True)
def test_notes_of_one_series_published_at_the_same_moment_are_all_counted(make_series):
    series, tag = make_series(title="소셜전략"), Tag.objects.create(name="전략")
    author = Author.objects.create(name="각주")
    together = threading.Barrier(4)

    def publish(number):
        try:
            together.wait()
            with transaction.atomic():
                note = Note(series=series, number=number, title="글", author=author, body="가")
                note.publish(seoul(2026, 3, number))
                note.tags.add(tag)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[number]) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    owners = [m.objects.with_note_counts().get() for m in (Series, Author, Tag)]
    assert [owner.note_count for owner in owners] == [4, 4, 4]
    assert [count for _start, count in Month.objects.published()] == [4]
    assert Tagged.objects.count() == 4
