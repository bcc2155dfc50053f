"""What readers see of a note's history. Written here as the desk writes it: by its own functions."""

import datetime as dt
import unicodedata
from urllib.parse import quote

import pytest
import time_machine
from bs4 import BeautifulSoup

from notes.desk import saving
from notes.desk.forms import PUBLISH, SAVE
from notes.models import Note, Revision, Series

pytestmark = pytest.mark.django_db
SERIES = quote("/series/소셜전략/")
PAGE = f"{SERIES}1/changes/"
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def note(make_note, make_series):
    return make_note("같이 시작하기", series=make_series(), body="혼자 하는 전략을 세웁니다.")


@pytest.fixture
def write(make_user):
    """`write(note, "글", "까닭")` publishes a text; `act=SAVE` only saves it."""
    user = make_user(is_superuser=True)

    def submit(note, body, reason="", act=PUBLISH, **words):
        note = Note.objects.get(pk=note.pk)
        draft = saving.draft_of(note)
        posted = saving.words_now(draft) | {"body": body, "reason": reason, "state": draft.state}
        form, draft = saving.submit(note, user, posted | words, act)
        assert form.is_valid(), form.errors
        return draft.note

    return submit


def page_of(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def reasons(page):
    return [heading.text for heading in page.select(".change__reason")]


class TestNotePage:
    def test_without_told_changes_there_is_nothing_to_see(self, client, note, write):
        write(note, "말없이 고친 글")

        assert "바뀐 곳" not in client.get(f"{SERIES}1/").text
        assert client.get(PAGE).status_code == 404

    def test_told_changes_are_counted_and_led_to(self, client, note, write):
        for number in range(3):
            write(note, f"고친 글 {number}", f"까닭 {number}")

        page = page_of(client, f"{SERIES}1/")

        link = page.select_one(".note__foot a")
        assert (link.text.strip(), link["href"]) == ("바뀐 곳 3번", PAGE)
        assert page.select_one("[data-revisits]")["data-revisits"] == "3"
        assert page.select_one("[data-revisits]").has_attr("hidden")

    def test_it_costs_no_query(self, client, note, write, django_assert_max_num_queries):
        write(note, "고친 글", "틀린 말")

        with django_assert_max_num_queries(5):
            client.get(f"{SERIES}1/")


class TestList:
    def test_newest_first_with_what_changed_and_why(self, client, note, write):
        write(note, "혼자 하는 전략이 섭니다.", "틀린 말을 고침")
        write(note, "함께 하는 전략이 섭니다.", unicodedata.normalize("NFD", "뜻을 바로잡음"))

        page = page_of(client)

        assert reasons(page) == ["뜻을 바로잡음", "틀린 말을 고침"]
        assert [each.text for each in page.select("del")] == [
            "지움: 혼자",
            "지움: 을",
            "지움: 세웁",
        ]
        assert page.select_one("meta[name=robots]")["content"] == "noindex"
        assert page.select_one(".page-head a")["href"] == f"{SERIES}1/"

    def test_what_was_not_public_or_not_told_is_no_news(self, client, note, write):
        write(note, "저장만 한 글", "저장한 까닭", act=SAVE)
        write(note, "말없이 고친 글")
        write(note, "까닭을 적고 고친 글", "까닭")

        page = page_of(client)

        assert reasons(page) == ["까닭"]
        assert "저장" not in page.main.text
        assert page.select_one("del").text.strip() == "지움: 말없이"

    def test_scheduled_text_is_no_news(self, client, make_note, make_series, write):
        with time_machine.travel(START, tick=False) as traveller:
            note = make_note(
                series=make_series(), body="예약한 글", published_at=START + dt.timedelta(days=1)
            )
            write(note, "예약하고 고친 글", "아직 아무도 못 봄")
            assert client.get(PAGE).status_code == 404
            traveller.shift(dt.timedelta(days=2))
            assert client.get(PAGE).status_code == 404

            write(note, "나온 뒤에 고친 글", "틀린 말")

            page = page_of(client)
            assert reasons(page) == ["틀린 말"]
            assert page.select_one("del").text.strip() == "지움: 예약하고"

    def test_note_that_goes_back_to_a_later_date_has_no_page_until_then(self, client, note, write):
        write(note, "고친 글", "틀린 말")
        with time_machine.travel(START, tick=False) as traveller:
            write(note, "나중에 낼 글", "뒤로 미룸", published_at="2026-11-02T18:00")
            assert client.get(PAGE).status_code == 404
            traveller.shift(dt.timedelta(days=2))
            assert reasons(page_of(client)) == ["틀린 말"]

    def test_withdrawn_note_has_none_and_has_them_again(self, client, note, write):
        write(note, "고친 글", "틀린 말")
        saving.withdraw(note)
        assert client.get(PAGE).status_code == 404

        write(note, "다시 낸 글", "다시 냄")

        assert reasons(page_of(client)) == ["다시 냄", "틀린 말"]

    def test_reason_alone_is_told_as_well(self, client, note, write):
        write(note, note.body, "태그를 붙임", tags="전략")

        assert "글의 말은 그대로입니다." in page_of(client).main.text

    def test_title_is_compared_too_and_escaped(self, client, note, write):
        write(note, note.body, "제목을 고침", title="<b>같이 걷기")

        page = page_of(client)

        assert page.select_one("ins").text == "넣음: <b>"
        assert page.select(".diff b") == []

    def test_note_outside_a_series(self, client, make_note, write):
        note = make_note("홀로 선 글", slug="홀로-선-글", body="앞의 글")
        write(note, "뒤의 글", "틀린 말")

        assert reasons(page_of(client, f"{note.get_absolute_url()}changes/")) == ["틀린 말"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same(self, client, note, write, count, django_assert_num_queries):
        for number in range(count):
            write(note, f"고친 글 {number}", f"까닭 {number}")

        with django_assert_num_queries(4):  # the note, its changes, what was there before, the site
            client.get(PAGE)
        with django_assert_num_queries(4):
            client.get(f"{PAGE}?since=0")

    def test_many_come_in_pages_and_no_other_address_makes_one(self, client, note, write):
        for number in range(12):
            write(note, f"고친 글 {number}", f"까닭 {number}")
        first = page_of(client)
        older = first.select_one(".pages__older")["href"]
        assert reasons(first) + reasons(page_of(client, PAGE + older)) == [
            f"까닭 {number}" for number in range(11, -1, -1)
        ]

        oldest = Revision.objects.told().order_by("pk").first()
        silent = Revision.objects.order_by("pk").first()
        for rubbish in ("", "0", "x", "007", "9" * 30, str(oldest.pk), str(silent.pk), "²"):
            answer = client.get(PAGE, {"before": rubbish})
            assert (answer.status_code, answer["Location"]) == (302, PAGE), rubbish


class TestSince:
    def test_everything_since_then_at_once(self, client, note, write):
        write(note, "혼자 하는 전략이 섭니다.", "첫째")
        write(note, "함께 하는 전략이 섭니다.", "둘째")
        write(note, "함께 하는 전략이 섰습니다.", "셋째")

        from_the_first, from_the_second = (
            page_of(client, f"{PAGE}?since={number}") for number in (0, 2)
        )

        assert [each.text for each in from_the_first.select("ins")] == [
            "넣음: 함께",
            "넣음: 이",
            "넣음: 섰습",
        ]
        assert [each.text for each in from_the_second.select("ins")] == ["넣음: 섰습"]
        assert [each.text.split()[-1] for each in from_the_first.select(".change__reasons li")] == [
            "셋째",
            "둘째",
            "첫째",
        ]

    def test_there_are_no_more_addresses_than_changes(self, client, note, write):
        write(note, "고친 글", "틀린 말")

        for query in ("since=1", "since=-1", "since=00", "since=x", "since=", "since=0&before=1"):
            answer = client.get(f"{PAGE}?{query}")
            assert (answer.status_code, answer["Location"]) == (302, PAGE), query
        assert client.get(f"{PAGE}?since=0").status_code == 200


class TestMoved:
    def test_old_address_of_a_series_answers_301(self, client, note, write):
        write(note, "고친 글", "틀린 말")
        series = Series.objects.get()
        series.slug = "함께전략"
        series.save()

        answer = client.get(PAGE)

        assert answer.status_code == 301
        assert answer["Location"] == quote("/series/함께전략/1/changes/")
        assert client.get(quote("/series/함께전략/7/changes/")).status_code == 404

    def test_decomposed_address(self, client, note, write):
        write(note, "고친 글", "틀린 말")

        answer = client.get(quote(unicodedata.normalize("NFD", "/series/소셜전략/1/changes/")))

        assert (answer.status_code, answer["Location"]) == (301, PAGE)
