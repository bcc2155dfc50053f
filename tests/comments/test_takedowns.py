"""게시중단: off the page for some days, its writer told and heard, and back by itself."""

import threading
import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.daily import queue_daily_work
from comments.models import AlreadyDecided, Comment, LogEntry, Takedown
from comments.personal_data import columns_of
from comments.slips import slip_path
from comments.takedowns import LONGEST_OBJECTION, end, end_takedown, object_to, take_down
from comments.webmentions.storing import withdraw
from notes.models import PageChange

LIST = "/moderation/takedowns/"
ASKED = {"asked_by": "이웃 010-0000-0000", "reason": "제 이름과 집 주소를 적었습니다.", "days": 30}
OBJECTION = "제가 겪은 일을 적었을 뿐이고, 이름은 이미 신문에 나왔습니다."


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.fixture
def comment(make_comment, make_note, make_series):
    note = make_note(series=make_series("소셜전략"))
    return make_comment(
        note, name="홍길동", body="그 집 주소는 이렇습니다.", email="hong@example.com"
    )


@pytest.fixture
def down(comment, moderator):
    return take_down(comment, moderator, **ASKED)


def url_of(comment):
    return f"/moderation/comments/{comment.pk}/takedown/"


def slip_of(comment):
    return slip_path(comment.pk, comment.created_at)


def ask(client, comment, **fields):
    return client.post(url_of(comment), ASKED | {"seen": comment.state} | fields)


def after(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def log() -> list:
    entries = LogEntry.objects.order_by("pk")
    return [(entry.act, entry.by and entry.by.username, entry.detail) for entry in entries]


def reread(row):
    return type(row).objects.get(pk=row.pk)


# To take one down ---------------------------------------------------------------------------------


def test_form_shows_the_comment_and_thirty_days(moderator_client, comment):
    page = moderator_client.get(url_of(comment)).text

    assert "그 집 주소는 이렇습니다." in page
    assert 'value="30"' in page
    assert 'min="1"' in page and 'max="30"' in page


def test_comment_goes_for_a_while_and_everything_is_written_down(
    moderator_client, moderator, comment, client
):
    page = comment.note.get_absolute_url()

    answer = ask(moderator_client, comment, days="7", asked_by=nfd(" 이웃  사람 "))

    assert (answer.status_code, answer["Location"]) == (303, LIST)
    comment = reread(comment)
    assert comment.status == Comment.SUSPENDED
    assert comment.note.comment_count == 0
    assert "그 집 주소" not in Client().get(page).text
    takedown = Takedown.objects.get()
    assert (takedown.asked_by, takedown.started_by) == ("이웃 사람", moderator)
    assert takedown.until - takedown.started_at == pytest.approx(
        timedelta(days=7), abs=timedelta(seconds=5)
    )
    decision = comment.decisions.get()
    assert (decision.moderator, decision.from_status) == (moderator, "published")
    assert log() == [("taken_down", "moderator", {"days": 7})]
    assert "이웃 사람" in moderator_client.get(LIST).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": "0"}, "1에서 30 사이의 수로 적어 주세요."),
        ({"days": "31"}, "1에서 30 사이의 수로 적어 주세요."),
        ({"days": "사흘"}, "1에서 30 사이의 수로 적어 주세요."),
        ({"days": ""}, "며칠인지 적어 주세요."),
        ({"asked_by": " "}, "누가 요청했는지 적어 주세요."),
        ({"asked_by": "\u3164"}, "누가 요청했는지 적어 주세요."),
        ({"reason": "\u200b"}, "까닭을 적어 주세요."),
        ({"reason": "가" * 2001}, "2,000자까지 쓸 수 있습니다. 지금은 2,001자입니다."),
    ],
)
def test_what_is_wrong_comes_back_with_a_sentence(moderator_client, comment, fields, sentence):
    answer = ask(moderator_client, comment, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    for words in (ASKED | fields).values():
        if str(words).strip().isprintable():
            assert str(words).strip() in answer.text
    assert reread(comment).status == Comment.PUBLISHED
    assert not Takedown.objects.exists()


def test_what_changed_meanwhile_is_read_first(moderator_client, comment):
    seen = comment.state
    comment.mark_as_spam(None)

    answer = ask(moderator_client, comment, seen=seen)

    assert answer.status_code == 409
    assert "그사이 바뀌었습니다. 지금 상태: 스팸." in answer.text
    assert ASKED["reason"] in answer.text
    assert ask(moderator_client, comment).status_code == 303


def test_twice_is_once(moderator_client, moderator, comment, down):
    assert moderator_client.get(url_of(comment))["Location"] == LIST
    assert ask(moderator_client, reread(comment))["Location"] == LIST
    with pytest.raises(AlreadyDecided):
        take_down(reread(comment), moderator, **ASKED)
    assert Takedown.objects.count() == 1
    assert len(log()) == 1


# The end of it ------------------------------------------------------------------------------------


def test_it_is_back_by_itself_as_it_was(comment, down):
    before = (comment.published_at, None)

    assert not end_takedown.call(takedown=down.pk)
    with after(30.1):
        assert end_takedown.call(takedown=down.pk)
        assert not end_takedown.call(takedown=down.pk)

    comment = reread(comment)
    assert comment.status == Comment.PUBLISHED
    assert (comment.published_at, comment.decided_at) == before
    assert comment.note.comment_count == 1
    down = reread(down)
    assert (down.outcome, down.ended_by) == (Takedown.EXPIRED, None)
    assert log()[1:] == [("takedown_ended", None, {"outcome": "expired"})]


def test_daily_work_ends_what_a_lost_task_has_not(comment, down):
    queue_daily_work()
    assert reread(comment).status == Comment.SUSPENDED

    with after(31):
        queue_daily_work()

    assert reread(comment).status == Comment.PUBLISHED


def test_task_waits_for_the_last_moment(comment, moderator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    down = take_down(comment, moderator, **ASKED)

    waiting = DBTaskResult.objects.get(task_path=end_takedown.module_path)
    assert waiting.run_after == down.until


def test_held_one_waits_again_afterwards(make_comment, moderator):
    held = make_comment(status="held")
    down = take_down(held, moderator, **ASKED)

    end(down, Takedown.EXPIRED)

    assert reread(held).status == Comment.HELD


@pytest.mark.parametrize(
    ("outcome", "status", "sentence"),
    [("restored", "published", "다시 올렸습니다."), ("removed", "removed", "아주 내렸습니다.")],
)
def test_moderator_ends_it_before_its_time(
    moderator_client, comment, down, outcome, status, sentence
):
    url = f"{LIST}{down.pk}/end/"

    page = moderator_client.post(url, {"outcome": outcome}, follow=True).text

    assert sentence in page
    assert reread(comment).status == status
    down = reread(down)
    assert (down.outcome, down.ended_by.username) == (outcome, "moderator")
    assert log()[1:] == [("takedown_ended", "moderator", {"outcome": outcome})]
    page = moderator_client.post(url, {"outcome": "restored"}, follow=True).text
    assert "이미 끝난 게시중단이어서" in page
    assert reread(comment).status == status


@pytest.mark.parametrize("outcome", ["", "expired", "없음"])
def test_end_of_an_unknown_kind_changes_nothing(moderator_client, down, outcome):
    answer = moderator_client.post(f"{LIST}{down.pk}/end/", {"outcome": outcome})

    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert reread(down).ended_at is None


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (Comment.approve, "restored"),
        (Comment.hold, "restored"),
        (Comment.undo, "restored"),
        (Comment.mark_as_spam, "removed"),
        (Comment.remove, "removed"),
    ],
)
def test_decision_in_the_queue_ends_it(comment, down, make_user, act, outcome):
    other = make_user("다른운영자")

    act(reread(comment), other)

    down = reread(down)
    assert (down.outcome, down.ended_by) == (outcome, other)
    assert log()[1:] == [("takedown_ended", "다른운영자", {"outcome": outcome})]
    with after(40):
        assert not end_takedown.call(takedown=down.pk)
        queue_daily_work()
    assert reread(down).outcome == outcome


def test_taking_such_a_decision_back_goes_on_with_it(comment, down, moderator):
    decision = reread(comment).mark_as_spam(moderator)

    decision.undo(moderator)

    assert reread(comment).status == Comment.SUSPENDED
    assert reread(down).ended_at is None
    assert [act for act, _by, _detail in log()] == ["taken_down", "takedown_ended", "taken_down"]
    with after(31):
        queue_daily_work()
    assert reread(comment).status == Comment.PUBLISHED


def test_second_takedown_does_not_open_the_first(comment, down, moderator):
    end(down, Takedown.RESTORED, moderator)

    second = take_down(reread(comment), moderator, **ASKED | {"days": 3})

    assert Takedown.objects.open().get() == second
    assert reread(down).outcome == Takedown.RESTORED


def test_erased_comment_takes_it_along_and_the_log_knows(comment, down):
    reread(comment).delete()

    assert not Takedown.objects.exists()
    assert log()[1:] == [("takedown_ended", None, {"outcome": "removed"})]
    with pytest.raises(AlreadyDecided):
        end(down, Takedown.RESTORED)
    with after(31):
        assert not end_takedown.call(takedown=down.pk)


def test_page_elsewhere_that_changes_brings_nothing_back(make_comment, moderator):
    """What its source says now is no reason; that it is gone takes the comment off for good."""
    from comments.webmentions.mentions import Mention
    from comments.webmentions.storing import store, web_address

    source = web_address("https://a.example/글")
    note = make_comment().note
    mention = Mention(name="이웃 블로그", text="첫 말")
    comment = store(note, source, mention)
    down = take_down(comment, moderator, **ASKED)

    mention = Mention(name="이웃 블로그", text="다른 말")
    assert store(note, source, mention).status == Comment.SUSPENDED
    assert reread(down).ended_at is None
    withdraw(note, source, "원래 글이 사라졌습니다.")
    assert reread(comment).status == Comment.REMOVED
    assert reread(down).outcome == Takedown.REMOVED


# What its writer reads and says -------------------------------------------------------------------


def test_slip_says_until_when_and_leads_to_the_objection(comment, down, client):
    slip = slip_of(comment)  # signed anew each second
    page = client.get(slip).text

    day = timezone.localtime(down.until)
    assert f"{day.year}년 {day.month}월 {day.day}일까지 내려 두고" in page
    assert f"{slip}objection/" in page
    for words in (ASKED["asked_by"], ASKED["reason"]):
        assert words not in page


def test_objection_is_heard_once(comment, down, moderator_client):
    slip = slip_of(comment)
    url = f"{slip}objection/"
    stranger = Client(enforce_csrf_checks=True)
    form = stranger.get(url)
    assert "no-store" in form["Cache-Control"]
    assert ASKED["reason"] not in form.text

    answer = stranger.post(url, {"objection": nfd(f" {OBJECTION}\n")})

    assert (answer.status_code, answer["Location"]) == (303, slip)
    down = reread(down)
    assert down.objection == OBJECTION
    assert log()[1:] == [("objected", None, {})]
    assert OBJECTION in moderator_client.get(LIST).text
    page = stranger.get(slip_of(comment)).text
    assert "남기신 이의는 운영자가 읽고 정해요." in page
    assert "objection/" not in page
    assert stranger.get(url).status_code == 303
    assert stranger.post(url, {"objection": "또 한마디"}).status_code == 303
    assert reread(down).objection == OBJECTION


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "이의를 적어 주세요."),
        ("\u200b \u3164", "이의를 적어 주세요."),
        ("가" * (LONGEST_OBJECTION + 1), "2,000자까지 쓸 수 있어요. 지금은 2,001자예요."),
    ],
)
def test_objection_without_words_comes_back(comment, down, client, words, sentence):
    answer = client.post(f"{slip_of(comment)}objection/", {"objection": words})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert words.strip("\u200b \u3164") in answer.text
    assert reread(down).objected_at is None


def test_objection_from_another_site_is_refused(comment, down, client):
    answer = client.post(
        f"{slip_of(comment)}objection/",
        {"objection": OBJECTION},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert reread(down).objected_at is None


def test_there_is_nothing_to_object_to_in_a_public_comment(comment, client):
    slip = slip_of(comment)
    answer = client.post(f"{slip}objection/", {"objection": OBJECTION})

    assert (answer.status_code, answer["Location"]) == (303, slip)
    assert log() == []


def test_too_late_an_objection_changes_nothing(comment, down):
    end(down, Takedown.RESTORED)

    assert not object_to(down, OBJECTION)


def test_writers_data_has_it_without_who_asked(comment, down):
    object_to(down, OBJECTION)

    [told] = columns_of(reread(comment))["takedowns"]
    assert told["objection"] == OBJECTION
    assert "asked_by" not in told and "reason" not in told


# The list -----------------------------------------------------------------------------------------


def test_list_has_objections_first_then_what_ends_soonest(
    moderator_client, make_comment, moderator
):
    names = ("늦음", "빠름", "이의")
    rows = {
        name: take_down(make_comment(name=name), moderator, **ASKED | {"days": days})
        for name, days in zip(names, (20, 10, 30), strict=True)
    }
    object_to(rows["이의"], OBJECTION)

    page = moderator_client.get(LIST).text

    assert sorted(names, key=lambda name: page.index(f"<strong>{name}")) == ["이의", "빠름", "늦음"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_one_and_with_three(
    moderator_client, make_comment, moderator, count, django_assert_num_queries
):
    for number in range(2 * count):
        down = take_down(make_comment(), moderator, **ASKED)
        if number % 2:
            end(down, Takedown.RESTORED, moderator)
    moderator_client.get(LIST)

    with django_assert_num_queries(
        5
    ):  # session, account, site, those that go on, those of the past
        assert moderator_client.get(LIST).text.count("<strong>") == 2 * count


DOWN, GONE = "게시중단 요청이 있어 잠시 내린 댓글입니다.", "지워진 댓글입니다."


@pytest.mark.parametrize("answers", [1, 60])
def test_its_place_says_why_where_it_has_answers(
    comment, moderator, make_comment, client, answers, django_assert_max_num_queries
):
    for number in range(answers):
        make_comment(parent=comment, name="이웃", body=f"{number}번째 답입니다.")
    page = comment.note.get_absolute_url()

    down = take_down(comment, moderator, **ASKED)
    with django_assert_max_num_queries(5):
        while_down = client.get(page).text
    end(down, Takedown.REMOVED, moderator)
    removed = client.get(page).text

    assert (DOWN in while_down, GONE in while_down) == (True, False)
    assert (DOWN in removed, GONE in removed) == (False, True)


def test_place_of_a_removed_one_says_so_at_once(comment, moderator, make_comment):
    """Its page is kept for everybody, and no count of it changes."""
    make_comment(parent=comment)
    comment.remove(moderator)
    before = PageChange.objects.order_by("pk").last().pk

    take_down(comment, moderator, **ASKED)

    told = PageChange.objects.filter(pk__gt=before).values_list("tags", flat=True)
    assert f"comments-{comment.note_id}" in " ".join(told).split()


def test_readers_see_it_go_and_come_back(comment, moderator):
    before = PageChange.objects.order_by("pk").last().pk

    down = take_down(comment, moderator, **ASKED)
    end(down, Takedown.RESTORED, moderator)

    told = PageChange.objects.filter(pk__gt=before).values_list("tags", flat=True)
    assert sum(f"comments-{comment.note_id}" in tags.split() for tags in told) >= 2


# At the same moment -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def together(self, *acts) -> list[bool]:
        """Who was told that it is done already answers False."""
        connections.close_all()
        start, answers = threading.Barrier(len(acts)), []

        def run(act):
            start.wait(60)
            try:
                act()
                answers.append(True)
            except AlreadyDecided:
                answers.append(False)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[act], daemon=True) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(answers) == len(acts)
        return sorted(answers)

    def test_of_four_takedowns_one_begins(self, comment, moderator):
        def act():
            take_down(Comment.objects.get(pk=comment.pk), moderator, **ASKED)

        assert self.together(*[act] * 4) == [False, False, False, True]
        assert Takedown.objects.count() == 1
        assert comment.decisions.count() == 1

    def test_of_the_end_and_a_decision_one_wins(self, comment, down, moderator):
        seen = reread(comment)

        answers = self.together(
            lambda: end(down, Takedown.RESTORED, moderator), lambda: seen.approve(moderator)
        )

        assert answers == [False, True]
        assert reread(comment).status == Comment.PUBLISHED
        assert [act for act, _by, _detail in log()] == ["taken_down", "takedown_ended"]

    def test_of_the_end_and_erasing_nothing_is_left_over(self, comment, down):
        seen = reread(comment)

        self.together(lambda: end(down, Takedown.EXPIRED), lambda: seen.delete())

        assert not Comment.objects.exists()
        assert [act for act, _by, _detail in log()] == ["taken_down", "takedown_ended"]
        seen.note.refresh_from_db()
        assert seen.note.comment_count == 0
