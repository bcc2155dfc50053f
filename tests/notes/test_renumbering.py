"""Other numbers for notes that have been read: nothing that led somewhere leads nowhere."""

import itertools
import unicodedata
from contextlib import suppress
from urllib.parse import quote

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.models import Draft, Hundred, Note, Series
from notes.models.renumbering import MOST, Refused, inserted, packed, swapped
from notes.page_changes import Changes
from notes.search import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(make_series):
    return make_series(unicodedata.normalize("NFD", "소셜전략"))


@pytest.fixture
def make_numbered(make_note, series):
    def make(*numbers, **fields):
        return [
            make_note(f"{number}번으로 난 글", series=series, number=number, **fields)
            for number in numbers
        ]

    return make


def numbers_of(series):
    return dict(series.notes.order_by("number").values_list("number", "title"))


def page(client, number, slug="소셜전략"):
    return client.get(f"/series/{slug}/{number}/")


class TestMoving:
    def test_old_address_leads_to_the_note(self, client, series, make_numbered):
        (note,) = make_numbered(3)

        assert series.renumber({note.pk: 7}) == [note]

        answer = page(client, 3)
        assert (answer.status_code, answer["Location"]) == (301, quote("/series/소셜전략/7/"))
        assert note.title in page(client, 7).text

    def test_two_notes_change_places(self, client, series, make_numbered):
        third, fourth = make_numbered(3, 4)

        series.renumber(swapped(series, 3, 4))

        assert third.title in page(client, 4).text
        assert fourth.title in page(client, 3).text, "whoever has the number now is shown"
        series.renumber({fourth.pk: 9})
        assert page(client, 3)["Location"] == quote("/series/소셜전략/9/")

    def test_all_or_none(self, series, make_numbered):
        first, second = make_numbered(1, 2)

        with pytest.raises(Refused, match=r"2번은 다른 글\(2번으로 난 글\)의 번호입니다"):
            series.renumber({first.pk: 2})
        with pytest.raises(Refused, match="같은 번호"):
            series.renumber({first.pk: 5, second.pk: 5})
        with pytest.raises(Refused, match="1부터"):
            series.renumber({first.pk: 5, second.pk: 0})
        with pytest.raises(Refused, match="그사이"):
            series.renumber({first.pk: 5, 10**9: 6})
        with pytest.raises(Refused, match=f"{MOST}편까지"):
            series.renumber(dict.fromkeys(range(MOST + 1), 1))
        assert list(numbers_of(series)) == [1, 2]

    def test_greatest_number_of_all_is_one_like_others(self, series, make_numbered):
        first, last = make_numbered(1, 2**31 - 1)

        series.renumber({first.pk: 2**31 - 1, last.pk: 2**31 - 2})

        assert list(numbers_of(series)) == [2**31 - 2, 2**31 - 1]


class TestWishes:
    def test_note_put_between_pushes_others_as_far_as_the_next_gap(self, series, make_numbered):
        one, two, four, six = make_numbered(1, 2, 4, 6)

        assert inserted(series, 6, 1) == {six.pk: 1, one.pk: 2, two.pk: 3}
        assert inserted(series, 1, 4) == {one.pk: 4, four.pk: 3}
        assert inserted(series, 1, 3) == {one.pk: 3}

    def test_gaps_are_closed_in_a_range(self, series, make_numbered):
        two, _three, six, nine = make_numbered(2, 3, 6, 9)

        assert packed(series, 2, 8) == {six.pk: 4}
        assert packed(series, 4, None) == {six.pk: 4, nine.pk: 5}
        assert two.pk in packed(series, 1, None)

    def test_number_that_nobody_has(self, series):
        for wish in (swapped, inserted):
            with pytest.raises(Refused, match="5번 글이 없습니다"):
                wish(series, 5, 1)

    def test_too_many_are_refused(self, series):
        Note.objects.bulk_create(
            Note(series=series, number=number, title="글", status=Note.PLANNED)
            for number in range(2, MOST + 4)
        )

        with pytest.raises(Refused):
            packed(series, 1, None)
        with pytest.raises(Refused):
            inserted(series, MOST + 3, 2)
        assert len(series.renumber(packed(series, 1, MOST))) == MOST - 1


class TestWhatFollows:
    def test_counts_search_pages_and_next_number(self, client, series, make_numbered):
        (note,) = make_numbered(3)
        make_numbered(250)
        changes = Changes()
        changes.read()

        series.renumber({note.pk: 120})

        counted = {each.position: each.dated_count for each in Hundred.objects.all()}
        assert {place: count for place, count in counted.items() if count} == {1: 1, 2: 1}
        assert [found.number for found in find("소셜전략 120").notes[:1]] == [120]
        assert "site" in changes.read()
        assert series.next_number() == 251
        assert Note.objects.get(pk=note.pk).neighbours().position == 1

    def test_feeds_know_it_by_what_they_knew(self, client, series, make_note, make_numbered):
        make_numbered(3, 4)

        def ids():
            said = client.get("/series/소셜전략/feed/json/").json()["items"]
            return {item["title"].partition(" : ")[2]: item["id"] for item in said}

        before = ids()
        series.renumber(swapped(series, 3, 4))
        assert ids() == before
        rss = client.get("/series/소셜전략/feed/rss/").text
        assert rss.count('isPermaLink="false"') == 2

        series.renumber({Note.objects.get(number=3).pk: 8})
        make_note("새 글", series=series, number=3)
        assert before.items() <= ids().items()
        assert len(set(ids().values())) == 3, "the number was free, what readers know it by was not"

        series = Series.objects.get(pk=series.pk)
        series.slug = "새-이름"
        series.save()
        after = client.get("/series/새-이름/feed/json/").json()["items"]
        assert {item["id"] for item in after} >= set(before.values())

    def test_waiting_words_go_along(self, series, make_numbered):
        note, other = make_numbered(1, 2)
        for each, number in ((note, "1"), (other, "77")):
            fields = {"series": str(series.pk), "number": number}
            draft = Draft(note=each)
            draft.hold({"title": "고치는 글", "body": "", **fields}, None)

        series.renumber({note.pk: 5, other.pk: 6})

        drafts = {draft.note_id: draft for draft in Draft.objects.select_related("note")}
        assert drafts[note.pk].fields["number"] == "5" and not drafts[note.pk].is_behind
        assert drafts[other.pk].fields["number"] == "77" and drafts[other.pk].is_behind

    def test_citation_leads_to_where_the_note_is(self, series, make_note, make_numbered):
        (note,) = make_numbered(3)
        citing = make_note(body="[[소셜전략 3]]을 보세요.")

        series.renumber({note.pk: 7})

        citing.refresh_from_db()
        assert quote("/series/소셜전략/7/") in citing.body_html

    def test_announced_number_takes_no_address_from_a_note(self, client, series, make_numbered):
        (note,) = make_numbered(3)
        series.renumber({note.pk: 7})
        (planned,) = make_numbered(3, status=Note.PLANNED)

        series.renumber({planned.pk: 9})

        assert page(client, 3)["Location"] == quote("/series/소셜전략/7/")

    def test_comments_below_an_old_address_are_found(self, client, series, make_numbered):
        (note,) = make_numbered(3)
        series.renumber({note.pk: 7})

        answer = client.get("/series/소셜전략/3/feed/")

        assert answer["Location"] == quote("/series/소셜전략/7/") + "feed/"

    def test_renamed_series_means_what_stood_there_last(self, client, series, make_numbered):
        make_numbered(3, 4)
        series.renumber(swapped(series, 3, 4))
        series = Series.objects.get(pk=series.pk)
        series.slug = "전략"
        series.save()

        answer = page(client, 3)

        assert answer["Location"] == quote("/series/전략/3/")
        assert "4번으로 난 글" in page(client, 3, "전략").text

    @pytest.mark.parametrize("count", [2, 4])
    def test_writes_numbers_by_few_statements(
        self, series, make_numbered, count, django_assert_max_num_queries
    ):
        notes = make_numbered(*range(1, count + 1), status=Note.DRAFT)
        wanted = {note.pk: note.number + 1 for note in notes}

        with django_assert_max_num_queries(24):
            series.renumber(wanted)


# Any sequence of it -------------------------------------------------------------------------------

places = st.integers(1, 6)
steps = st.one_of(
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("insert"), places, places),
    st.tuples(st.just("pack"), places, places),
    st.tuples(st.just("save"), places, places),
    st.tuples(st.just("new"), places, places),
    st.tuples(st.just("rename"), places, places),
)


class World:
    """What was read where: for each address the note that was seen there last."""

    def __init__(self):
        self.series = Series.objects.create(title="소셜전략")
        self.seen, self.titles = {}, itertools.count(1)
        for number in (1, 2, 4):
            self.new(number, 0)
        self.look()

    def new(self, number, _to):
        if not self.series.notes.filter(number=number).exists():
            Note.objects.create(
                series=self.series,
                number=number,
                title=f"글 {next(self.titles)}",
                status=Note.PUBLISHED,
                published_at=timezone.now(),
            )

    def swap(self, number, to):
        self.series.renumber(swapped(self.series, number, to))

    def insert(self, number, to):
        self.series.renumber(inserted(self.series, number, to))

    def pack(self, low, high):
        self.series.renumber(packed(self.series, low, high))

    def save(self, number, to):
        note = self.series.notes.filter(number=number).first()
        if note and not self.series.notes.filter(number=to).exists():
            note.number = to
            note.save()

    def rename(self, number, to):
        series = Series.objects.get(pk=self.series.pk)
        series.slug = f"소셜전략-{number}"
        series.save()
        self.series = series

    def look(self):
        for note in Note.objects.select_related("series"):
            self.seen[f"/series/{note.series.slug}/{note.number}/"] = note.title

    def check(self, client):
        numbers = list(self.series.notes.values_list("number", flat=True))
        assert len(set(numbers)) == len(numbers) and min(numbers) >= 1
        assert max(numbers) < 10**6, "no number of the way there stays"
        for address, title in self.seen.items():
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            assert all(status == 301 for _url, status in answer.redirect_chain)
            assert f"{title}</h1>" in answer.text, (address, title)
        ids = [item["id"] for item in client.get("/feed/json/").json()["items"]]
        assert len(set(ids)) == len(ids)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(script=st.lists(steps, min_size=2, max_size=7))
def test_every_address_that_was_read_leads_to_what_was_read_there_last(db, client, script):
    with transaction.atomic():
        world = World()
        for act, *where in script:
            with suppress(Refused):
                getattr(world, act)(*where)
            world.look()
        world.check(client)
        transaction.set_rollback(True)
