"""Comments close by themselves, at midnight in the site's time zone, and hold whom the owner wants held."""

import datetime as dt
import unicodedata

import pytest
import time_machine
from django.utils import timezone

from comments.models import Comment
from comments.webmentions.receiving import take_in
from notes.models import Site
from notes.page_changes import Changes

pytestmark = pytest.mark.django_db
PUBLISHED = dt.datetime.fromisoformat("2026-11-01T23:30:00+09:00")  # still the first in Seoul
LAST_MOMENT, CLOSED = "2026-12-01 23:59:59 +0900", "2026-12-02 00:00 +0900"


@pytest.fixture
def policy(db):
    """`policy(close_comments_after_days=30)` is what the owner says."""

    def say(**fields):
        site = Site.objects.current()
        for name, value in fields.items():
            setattr(site, name, value)
        site.save()

    return say


@pytest.fixture
def note(make_note, make_series):
    return make_note(series=make_series(), number=3, published_at=PUBLISHED)


def at(moment: str):
    return time_machine.travel(moment, tick=False)


class TestDay:
    def test_last_moment_and_first_moment(self, client, send, note, policy):
        policy(close_comments_after_days=30)

        with at(LAST_MOMENT):
            page = client.get(note.get_absolute_url()).text
            assert "2026년 12월 1일까지 댓글을 받습니다." in page and "data-comment-form" in page
            assert send(note).status_code == 303
        with at(CLOSED):
            page = client.get(note.get_absolute_url()).text
            assert (
                "공개하고 30일 동안만 댓글을 받는 글이어서, 2026년 12월 1일에 닫았습니다."
                in " ".join(page.split())
            )
            assert "data-comment-form" not in page and ">답글</a>" not in page
            assert send(note).status_code == 403

    def test_words_that_come_too_late_can_be_copied(self, send, note, policy):
        policy(close_comments_after_days=30)
        words = unicodedata.normalize("NFD", "자정에 보낸 <긴> 이야기")

        with at(CLOSED):
            answer = send(note, body=words)

        assert "자정에 보낸 &lt;긴&gt; 이야기</textarea>" in answer.text
        assert "2026년 12월 1일에 닫았습니다" in answer.text
        assert Comment.objects.count() == 0

    def test_form_of_its_own_closes_too(self, client, note, policy):
        policy(close_comments_after_days=30)

        with at(CLOSED):
            assert client.get(f"/comments/{note.pk}/new/").status_code == 403

    def test_other_sites_are_told(self, client, note, policy, settings):
        from comments.webmentions.addresses import web_address
        from notes.canonical import absolute

        policy(close_comments_after_days=30)
        addresses = (
            web_address("https://blog.example/답/"),
            web_address(absolute(note.get_absolute_url())),
        )

        with at(CLOSED):
            assert 'rel="webmention"' not in client.get(note.get_absolute_url()).text
            assert take_in(*addresses) == "the note takes no comments any more"
        with at(LAST_MOMENT):
            assert 'rel="webmention"' in client.get(note.get_absolute_url()).text


class TestWhoSays:
    @pytest.mark.parametrize(
        ("of_site", "of_series", "of_note", "last"),
        [
            (None, None, None, None),
            (30, None, None, "2026-12-01"),
            (30, 0, None, None),
            (None, 7, None, "2026-11-08"),
            (30, 7, None, "2026-11-08"),
            (30, 7, "2027-03-01", "2027-03-01"),
            (None, None, "2026-11-02", "2026-11-02"),
            (0, None, None, None),
        ],
    )
    def test_note_comes_first_then_series_then_site(
        self, note, policy, of_site, of_series, of_note, last
    ):
        policy(close_comments_after_days=of_site)
        note.series.close_comments_after_days = of_series
        note.comments_close_on = of_note and dt.date.fromisoformat(of_note)

        closing = note.closing(Site.objects.current())

        assert closing.last_day == (last and dt.date.fromisoformat(last))

    def test_switch_is_stronger_than_any_day(self, note, policy):
        note.is_open_for_comments, note.comments_close_on = False, dt.date(2999, 1, 1)

        assert note.closing(Site.objects.current()).is_closed

    def test_old_notes_of_an_import_are_closed(self, client, make_note, policy):
        policy(close_comments_after_days=30)
        old = make_note(published_at=timezone.now() - dt.timedelta(days=5000))

        assert "data-comment-form" not in client.get(old.get_absolute_url()).text

    def test_end_of_time_is_a_day_too(self, make_note, policy):
        policy(close_comments_after_days=3650)
        note = make_note(published_at=dt.datetime(9998, 1, 1, tzinfo=dt.UTC))

        assert note.closing(Site.objects.current()).last_day == dt.date.max


class TestFinishedPages:
    def test_page_is_forgotten_at_midnight(self, make_note, make_series, policy):
        policy(close_comments_after_days=30)
        own_rule = make_series("여름", close_comments_after_days=7)
        never = make_series("겨울", close_comments_after_days=0)
        as_site = make_note(series=make_series(), published_at=PUBLISHED)
        alone = make_note(published_at=PUBLISHED)
        by_series = make_note(series=own_rule, published_at=PUBLISHED + dt.timedelta(days=23))
        by_day = make_note(comments_close_on=dt.date(2026, 12, 1), published_at=PUBLISHED)
        others = [
            make_note(series=never, published_at=PUBLISHED),
            make_note(published_at=PUBLISHED + dt.timedelta(minutes=30)),  # the next day
            make_note(published_at=PUBLISHED, comments_close_on=dt.date(2026, 12, 2)),
            make_note(published_at=PUBLISHED, is_open_for_comments=False),
        ]
        with at(LAST_MOMENT):
            changes = Changes()
            assert changes.read() == set()
        with at(CLOSED):
            told = changes.read()
            assert changes.read() == set(), "once"
        closed = [as_site, alone, by_series, by_day]
        assert told == {f"comments-{note.pk}" for note in closed}
        site = Site.objects.current()
        with at(CLOSED):
            assert all(note.closing(site).is_closed for note in closed)
            assert not any(note.closing(site).is_closed for note in others[:3])

    def test_midnight_costs_three_questions_and_other_seconds_none(
        self, note, django_assert_num_queries
    ):
        with at("2026-12-01 23:59 +0900"):
            changes = Changes()
            changes.read()
        with at(LAST_MOMENT), django_assert_num_queries(2):
            changes.read()
        with at(CLOSED), django_assert_num_queries(5):
            changes.read()


class TestFirstTimers:
    def test_stranger_is_published_at_once_where_the_owner_says_so(self, send, note, policy):
        policy(hold_first_timers=False)

        send(note)

        assert Comment.objects.get().status == Comment.PUBLISHED

    def test_other_checks_go_on(self, send, note, policy):
        policy(hold_first_timers=False)

        send(
            note,
            body="https://a.example https://b.example https://c.example 보세요 https://d.example",
        )

        comment = Comment.objects.get()
        assert comment.status == Comment.HELD
        assert "link_count" in [verdict["check"] for verdict in comment.verdicts]
