import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from notes.desk.charts import Chart
from notes.desk.spans import Span
from notes.models import Author, MissedSearch, NoteReading, Referrer, SiteReading
from tests.notes.desk.conftest import EDITOR, MODERATOR

pytestmark = pytest.mark.django_db
SEOUL = dt.timezone(dt.timedelta(hours=9))
NUMBERS = "/desk/numbers/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 26, 15, tzinfo=SEOUL), tick=False)
    return dt.date(2026, 11, 26)


def read(note, day, readers, views=None, robots=0):
    views = readers if views is None else views
    NoteReading.objects.create(note=note, day=day, readers=readers, views=views, robots=robots)


def page(client, address=NUMBERS) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return BeautifulSoup(answer.content, "html.parser")


def totals(found: BeautifulSoup) -> dict[str, str]:
    return {dt_.text: dt_.find_next("dd").text for dt_ in found.select(".numbers__totals dt")}


def table(found: BeautifulSoup, heading: str) -> list[list[str]]:
    section = found.find("h2", string=heading).find_parent("section")
    return [[cell.text for cell in row(["th", "td"])] for row in section.select("tbody tr")]


def days(found: BeautifulSoup) -> list[list[str]]:
    return [[c.text for c in row(["th", "td"])] for row in found.select(".numbers__more tbody tr")]


@pytest.fixture
def note(make_note, make_series):
    return make_note(series=make_series(title="소셜전략"), number=1)


# Who sees what ----------------------------------------------------------------------------------


def test_editors_see_the_whole_site(client_of, note, today):
    SiteReading.objects.create(day=today, readers=1234, views=2345, robots=56, lost=7)
    read(note, today, 30, 40)
    Referrer.objects.create(day=today, note=None, host="naver.com", views=3)
    Referrer.objects.create(day=today, note=note, host="소셜전략.한국", views=4)
    MissedSearch.objects.create(day=today, words="봄날의 산책", readers=2)

    found = page(client_of(EDITOR))

    assert totals(found) == {"독자": "1,234", "열람": "2,345", "댓글": "0", "로봇": "56"}
    assert table(found, "많이 읽은 글") == [["소셜전략 1 : 친구와 같이 시작하기", "30", "40"]]
    assert table(found, "들어온 곳") == [["소셜전략.한국", "4"], ["naver.com", "3"]]
    assert table(found, "찾지 못한 검색") == [["봄날의 산책", "2"]]
    assert "세지 못한 것: 7" in found.text


def test_authors_see_their_own_notes_and_nothing_else(
    author_client, make_note, make_comment, today
):
    own = make_note("내 글", author=author_client.user.author)
    other = make_note("남의 글", author=Author.objects.create(name="다른 사람"))
    for note, readers in ((own, 3), (other, 5)):
        read(note, today, readers)
        Referrer.objects.create(day=today, note=note, host=f"{note.pk}.example", views=1)
        make_comment(note)
    make_comment(other)
    SiteReading.objects.create(day=today, readers=99, views=99, lost=9)
    MissedSearch.objects.create(day=today, words="봄날의 산책", readers=2)

    found = page(author_client)

    assert totals(found) == {"독자": "3", "열람": "3", "댓글": "1", "로봇": "0"}
    assert [row[0] for row in table(found, "많이 읽은 글")] == ["내 글"]
    assert table(found, "들어온 곳") == [[f"{own.pk}.example", "1"]]
    assert "봄날" not in found.text and "세지 못한" not in found.text
    assert totals(page(author_client, f"{NUMBERS}{own.pk}/"))["독자"] == "3"
    assert author_client.get(f"{NUMBERS}{other.pk}/").status_code == 404


def test_strangers_sign_in_and_moderators_stay_outside(client, client_of, note):
    moderator = client_of(MODERATOR)
    for address in (NUMBERS, f"{NUMBERS}{note.pk}/"):
        assert client.get(address)["Location"].startswith("/account/login/")
        assert moderator.get(address).status_code == 403


def test_nothing_can_be_sent_there(owner_client, note):
    assert owner_client.post(NUMBERS).status_code == 405


# What they show ---------------------------------------------------------------------------------


def test_note_has_thirty_days_of_bars_and_the_same_as_a_table(
    owner_client, note, make_comment, today
):
    read(note, today, 4, 6, 2)
    read(note, today - dt.timedelta(29), 2)
    read(note, today - dt.timedelta(30), 100)
    make_comment(note)
    make_comment(note, status=Comment.SPAM)

    found = page(owner_client, f"{NUMBERS}{note.pk}/")

    readers = found.select(".chart--readers .chart__bar")
    assert [bar["height"] for bar in readers] == ["50", *["0"] * 28, "100"]
    assert [title.text for title in found.select(".chart--readers title")][-1] == "11월 26일: 4"
    drawing = found.select_one(".chart--readers svg")
    assert drawing["role"] == "img"
    assert found.find(id=drawing["aria-labelledby"]).text == "독자"
    assert found.find(id=drawing["aria-describedby"]).text == "가장 많을 때: 11월 26일, 4"
    assert days(found)[0] == ["11월 26일", "4", "6", "1", "2"]
    assert days(found)[-1] == ["10월 28일", "2", "2", "0", "0"]
    assert totals(found) == {"독자": "6", "열람": "8", "댓글": "1", "로봇": "2"}
    assert not found.select("[style], script:not([src]), style")


def test_twelve_months(owner_client, note, make_comment, today):
    for day, readers in ((today, 1), (dt.date(2026, 11, 1), 2), (dt.date(2025, 12, 1), 4)):
        read(note, day, readers)
    read(note, dt.date(2025, 11, 30), 100)
    # Half past midnight in Seoul is still the month before in Greenwich.
    make_comment(note, created_at=dt.datetime(2025, 12, 1, 0, 30, tzinfo=SEOUL))
    make_comment(note, created_at=dt.datetime(2025, 11, 30, 23, 59, tzinfo=SEOUL))

    found = page(owner_client, f"{NUMBERS}{note.pk}/?span=months")

    assert [row[:2] for row in days(found)] == [
        ["2026년 11월", "3"],
        *([f"2026년 {month}월", "0"] for month in range(10, 0, -1)),
        ["2025년 12월", "4"],
    ]
    assert [row[3] for row in days(found)][-1] == "1" == totals(found)["댓글"]
    assert found.select_one(".desk__tabs [aria-current]").text == "12달"


def test_empty_desk_says_so(owner_client, author_client):
    for client in (owner_client, author_client):
        found = page(client, f"{NUMBERS}?span=없는-기간")
        assert found.select_one(".desk__tabs [aria-current]").text == "30일"
        assert "아직 읽은 사람이 없습니다." in found.text
        assert not found.select("svg.chart__bars")


def test_draft_without_a_title_has_a_page(owner_client, make_note):
    note = make_note(title="", status="draft", slug="")

    assert page(owner_client, f"{NUMBERS}{note.pk}/").h1.text == "제목 없음"


def test_words_that_somebody_searched_for_are_text(owner_client, today):
    MissedSearch.objects.create(day=today, words="<b>굵게</b>", readers=1)

    assert table(page(owner_client), "찾지 못한 검색") == [["<b>굵게</b>", "1"]]


@pytest.mark.parametrize("address", [NUMBERS, f"{NUMBERS}?span=months"])
def test_more_notes_ask_no_more(client_of, author_client, make_note, make_comment, today, address):
    def fill(count):
        for number in range(count):
            note = make_note(f"글 {number}", author=author_client.user.author)
            read(note, today, number + 1)
            Referrer.objects.create(day=today, note=note, host=f"{note.pk}.example", views=1)
            make_comment(note)

    editor = client_of(EDITOR)
    fill(1)
    before = [queries(client, address) for client in (editor, author_client)]
    fill(2)

    assert [queries(client, address) for client in (editor, author_client)] == before
    assert max(before) <= 15


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


# Drawing ----------------------------------------------------------------------------------------


def test_bar_of_a_small_number_can_be_seen():
    chart = Chart.of("readers", "독자", ["가", "나", "다"], [0, 1, 1000])

    assert [bar.height for bar in chart.bars] == [0, 2, 100]
    assert (chart.total, chart.highest.label, chart.width) == (1001, "다", 30)


@pytest.mark.parametrize(
    ("day", "first"),
    [((2026, 11, 26), (2025, 12, 1)), ((2026, 12, 31), (2026, 1, 1)), ((2026, 1, 1), (2025, 2, 1))],
)
def test_months_go_over_the_turn_of_the_year(time_machine, day, first):
    time_machine.move_to(dt.datetime(*day, 12, tzinfo=SEOUL), tick=False)
    span = Span.named("months")

    assert (span.first, len(span.starts)) == (dt.date(*first), 12)
