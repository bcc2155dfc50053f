"""Figures: what the judge let in, held and refused, what people thought of it, and how soon."""

import datetime as dt
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from comments.models import Comment
from comments.moderation import counting
from comments.moderation.figures import duration

pytestmark = pytest.mark.django_db
SEOUL = dt.timezone(dt.timedelta(hours=9))
FIGURES = "/moderation/figures/"
NOW = dt.datetime(2026, 11, 26, 15, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def came(make_comment, make_note, clock):
    """A comment that came so many days ago and was decided some time after."""
    note = make_note()

    def make(status, days=0.0, act="", by=None, after=timedelta(hours=1), checks=(), **fields):
        at = timezone.now() - timedelta(days=days)
        verdicts = [
            {"check": name, "action": action, "weight": weight, "reason": "까닭"}
            for name, action, weight in checks
        ]
        comment = make_comment(note, status=status, created_at=at, verdicts=verdicts, **fields)
        if act:
            clock.move_to(at + after, tick=False)
            getattr(comment, act)(by)
            clock.move_to(NOW, tick=False)
        return comment

    return make


def page(client, address=FIGURES) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return BeautifulSoup(answer.content, "html.parser")


def totals(found) -> dict[str, str]:
    return {term.text: term.find_next("dd").text for term in found.select(".numbers__totals dt")}


def table(found, heading: str) -> list[list[str]]:
    section = found.find("h2", string=heading).find_parent("section")
    return [[cell.text for cell in row(["th", "td"])] for row in section.select("tbody tr")]


def bars(found) -> dict[str, list[str]]:
    rows = found.select(".numbers__more tbody tr")
    return {row.th.text: [cell.text for cell in row("td")] for row in rows}


def test_comments_are_counted_by_what_the_judge_said(moderator_client, came):
    for status in ("published", "published", "held", "held", "held", "spam"):
        came(status)
    came("held", act="approve")
    came("published", act="remove")

    found = page(moderator_client)

    expected = {"받음": "8", "바로 공개": "3", "보류": "4", "스팸": "1"}
    assert totals(found).items() >= expected.items()


def test_what_is_not_judged_is_not_counted(moderator_client, came):
    came("published")
    came("published", is_by_author=True)
    came("published", import_ref="wp:1")

    assert totals(page(moderator_client))["받음"] == "1"


def test_days_are_those_of_the_sites_zone(moderator_client, came):
    midnight = (NOW - dt.datetime(2026, 11, 26, tzinfo=SEOUL)) / timedelta(days=1)
    second = 1 / 86_400
    came("held", days=midnight - second)
    came("spam", days=midnight + second)
    came("published", days=midnight + 29 - second)
    came("published", days=midnight + 29 + second)

    rows = bars(page(moderator_client))

    assert len(rows) == 30
    assert {day: row for day, row in rows.items() if row[0] != "0"} == {
        "11월 26일": ["1", "0", "1", "0"],
        "11월 25일": ["1", "0", "0", "1"],
        "10월 28일": ["1", "1", "0", "0"],
    }


@pytest.mark.parametrize(
    ("query", "count", "first", "received"),
    [
        ("", 30, "10월 28일", "1"),
        ("?days=30", 30, "10월 28일", "1"),
        ("?days=90", 30, "8월 29일", "2"),
        ("?days=365", 73, "2025. 11. 27.", "3"),
        ("?days=열둘", 30, "10월 28일", "1"),
    ],
)
def test_spans(moderator_client, came, query, count, first, received):
    for days in (3, 60, 300, 400):
        came("held", days=days)

    found = page(moderator_client, FIGURES + query)

    assert totals(found)["받음"] == received
    assert (len(bars(found)), list(bars(found))[-1]) == (count, first)
    assert sum(int(row[0]) for row in bars(found).values()) == int(received)
    assert len(found.select(".chart--received rect.chart__bar")) == count


def test_verdicts_that_people_overruled(moderator_client, came):
    for act in ("approve", "approve", "mark_as_spam", ""):
        came("held", act=act)
    for act in ("approve", "", "", "", ""):
        came("spam", act=act)
    for act in ("mark_as_spam", "remove", ""):
        came("published", act=act)
    came("held", act="approve").undo(None)

    assert table(page(moderator_client), "사람이 뒤집은 판정") == [
        ["보류했다가 승인", "5", "2", "40.0%"],
        ["스팸으로 보았다가 승인", "5", "1", "20.0%"],
        ["바로 공개했다가 스팸으로 정하거나 지움", "3", "2", "66.7%"],
    ]


def test_time_to_a_decision_is_of_held_comments_and_their_first_one(moderator_client, came):
    for minutes in range(1, 12):
        came("held", days=3, act="approve", after=timedelta(minutes=minutes))
    late = came("held", days=2, act="approve", after=timedelta(hours=30))
    late.remove(None)
    came("spam", days=9, act="approve", after=timedelta(days=8))
    came("held")

    waited = totals(page(moderator_client))

    assert (waited["한가운데 댓글"], waited["열에 아홉은 이 안에"]) == ("6분", "11분")
    came("held", days=5, act="approve", after=timedelta(hours=27, minutes=5))
    assert totals(page(moderator_client))["열에 아홉은 이 안에"] == "1일 3시간"


def test_nobody_has_decided_yet(moderator_client, came):
    came("held")

    assert "보류된 댓글을 아직 아무도 정하지 않았습니다." in page(moderator_client).text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1분"), (59, "1분"), (3600, "1시간"), (3660, "1시간 1분"), (86400 * 2 + 60, "2일")],
)
def test_durations(seconds, said):
    assert duration(timedelta(seconds=seconds)) == said


def test_checks_are_counted_and_what_they_wanted(moderator_client, came):
    against, links, known = ("honeypot", "spam", 0), ("link_count", "", 40), (
        "known_good_commenter", "publish", 0,
    )  # fmt: skip
    came("spam", act="approve", checks=[against, links])
    came("spam", checks=[against])
    came("published", checks=[links, known])
    came("held", act="approve", checks=[("akismet", "", 0)])  # a note: it asks for nothing
    came("published", act="mark_as_spam", checks=[known])
    came("held", act="approve", checks=[("bayes", "", -30), ("나중 검사", "hold", 0)])
    came("held", act="remove", checks=[("bayes", "", -30)])

    assert table(page(moderator_client), "검사마다") == [
        ["전에 정한 댓글과 닮음", "2", "1", "50.0%"],
        ["보이지 않는 칸을 채움", "2", "1", "50.0%"],
        ["전에 승인된 사람", "2", "1", "50.0%"],
        ["링크", "2", "1", "50.0%"],
        ["나중 검사", "1", "1", "100.0%"],
    ]


def test_checks_of_many_comments_are_those_of_the_newest(moderator_client, came, monkeypatch):
    monkeypatch.setattr(counting, "MOST_CHECKED", 2)
    monkeypatch.setattr("comments.moderation.figures.MOST_CHECKED", 2)
    for days in range(5):
        came("held", days=days, checks=[(f"검사{days}", "hold", 0)])

    found = page(moderator_client)

    assert [row[0] for row in table(found, "검사마다")] == ["검사0", "검사1"]
    assert "가장 최근 댓글 2개로 세었습니다." in found.text


def test_moderators_decisions_and_those_that_were_taken_back(moderator_client, came, make_user):
    kim, lee = make_user("kim", first_name="운영 김"), make_user("lee")
    for _times in range(3):
        came("held", act="approve", by=kim)
    came("held", act="remove", by=kim).undo(lee)
    came("spam", days=40, act="approve", by=lee)
    came("spam", days=1, act="approve", by=lee)

    assert table(page(moderator_client), "운영자마다") == [
        ["운영 김", "4", "1", "25.0%"],
        ["lee", "1", "0", "0.0%"],
    ]


def test_nothing_came_is_said(moderator_client):
    found = page(moderator_client)

    assert "지난 30일 동안 온 댓글이 없습니다." in found.text
    assert not found.select("svg.chart__bars")


def test_chart_says_in_words_what_it_shows(moderator_client, came):
    came("held", days=2)
    came("held", days=2)
    found = page(moderator_client)

    chart = found.select_one(".chart--held svg")
    assert chart["role"] == "img"
    described = found.find(id=chart["aria-describedby"]).text
    assert described == "가장 많을 때: 11월 24일, 2"
    assert found.find(id=chart["aria-labelledby"]).text == "보류한 댓글"


@pytest.mark.parametrize("count", [1, 3, 40])
def test_figures_take_the_same_queries(
    moderator_client, came, make_user, count, django_assert_num_queries
):
    for number in range(count):
        checks = [(f"check{number}", "hold", 0)]
        came("held", act="approve", by=make_user(f"사람{number}"), checks=checks)
    page(moderator_client)

    # Session, user, comments, moderators, checks, times; the frame asks for the site.
    with django_assert_num_queries(7):
        moderator_client.get(FIGURES)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_figures_are_only_read(moderator_client, method):
    assert getattr(moderator_client, method)(FIGURES).status_code == 405
    assert not Comment.objects.exists()
