"""공감: counted once a person, told to nobody, taken back only by an explicit wish."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from comments import agreeing
from comments.models import Agreement, Comment
from comments.visitor import Visitor
from notes.models import Note

PHONE, LAPTOP = {"user-agent": "삼성 브라우저 29"}, {"user-agent": "Firefox/149"}
JSON = {"accept": "application/json"}
LATER = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _new_pace(monkeypatch):
    """What one test sent is no business of the next."""
    monkeypatch.setattr(agreeing, "pace", agreeing.Pace())


@pytest.fixture
def press(client):
    """A press of the button under a comment; answers the response."""

    def press_button(comment, wish="", headers=PHONE, client=client, **environ):
        posted = {"comment": getattr(comment, "pk", comment)} | ({"wish": wish} if wish else {})
        return client.post("/comments/agree/", posted, headers=headers, **environ)

    return press_button


def count_of(comment) -> int:
    """As kept with the row; it always is the number of rows."""
    count = Comment.objects.values_list("agree_count", flat=True).get(pk=comment.pk)
    assert count == comment.agreements.count()
    return count


def test_reader_agrees_and_is_led_back_to_the_comment(client, press, make_comment):
    comment = make_comment(body="**전략(戰略)**을 같이 세우면 됩니다.")
    page = comment.note.get_absolute_url()
    assert f"value={comment.pk}>공감</button>" in client.get(page).text

    response = press(comment)

    assert (response.status_code, response["Location"]) == (303, comment.get_absolute_url())
    assert not response.cookies
    assert f"<button form=agree name=comment value={comment.pk}>공감 1</button>" in (
        client.get(page).text
    )
    assert client.get(page).text.count('<form id="agree"') == 1
    assert count_of(comment) == 1


def test_script_hears_the_new_number_and_a_sentence(press, make_comment):
    comment = make_comment()
    press(comment, headers=LAPTOP)

    answers = [
        press(comment, wish=wish, headers=PHONE | JSON).json()
        for wish in ("agree", "withdraw", "withdraw")
    ]

    assert answers == [
        {"said": "공감했어요.", "agreed": True, "label": "공감 2"},
        {"said": "공감을 거두었어요.", "agreed": False, "label": "공감 1"},
        {"said": "공감을 거두었어요.", "agreed": False, "label": "공감 1"},
    ]
    assert count_of(comment) == 1


def test_two_quick_presses_are_one_voice(press, make_comment):
    comment = make_comment()

    answers = [press(comment) for _press in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert press(comment, headers=PHONE | JSON).json()["said"] == "공감했어요."
    assert count_of(comment) == 1


def test_press_of_another_day_is_asked_about_and_takes_nothing_back(press, make_comment):
    comment = make_comment()
    press(comment)

    with time_machine.travel(timezone.now() + LATER, tick=False):
        page, said = press(comment), press(comment, headers=PHONE | JSON).json()

    assert page.status_code == 200
    assert "이 댓글에는 이미 공감하셨어요." in page.text
    assert 'name="wish" value="withdraw"' in page.text
    assert "no-store" in page["Cache-Control"] and 'content="noindex"' in page.text
    assert said == {
        "said": "이 댓글에는 이미 공감하셨어요. 다시 누르면 거둡니다.",
        "agreed": True,
        "label": "공감 1",
    }
    assert count_of(comment) == 1


def test_agreement_is_taken_back_from_that_page(press, make_comment):
    comment = make_comment()
    press(comment)

    response = press(comment, wish="withdraw")

    assert (response.status_code, response["Location"]) == (303, comment.get_absolute_url())
    assert count_of(comment) == 0


def test_one_voice_a_network_and_browser(press, make_comment):
    comment = make_comment()
    for headers, address in (
        (PHONE, "203.0.113.1"),
        (PHONE, "203.0.113.250"),  # the same household
        (LAPTOP, "203.0.113.1"),
        (PHONE, "198.51.100.1"),
        (PHONE, "2001:db8:1:2::3"),
        (PHONE, "2001:db8:1:9::3"),
    ):
        press(comment, headers=headers, REMOTE_ADDR=address)

    assert count_of(comment) == 4


def test_rows_lead_back_to_nobody(press, make_comment, settings):
    comments = [make_comment(), make_comment()]
    for comment in comments:
        press(comment)
    voters = list(Agreement.objects.values_list("voter", flat=True))

    assert len(set(voters)) == 2  # nobody sees that it was one person
    settings.SECRET_KEY = "다른 글방의 비밀"
    visitor = Visitor(network="127.0.0.0/24", user_agent=PHONE["user-agent"])
    assert agreeing.voter_of(comments[0], visitor) not in voters


@pytest.mark.parametrize("status", ["held", "spam", "removed"])
@pytest.mark.parametrize("headers", [{}, JSON])
def test_nothing_is_told_of_a_comment_that_is_not_public(press, make_comment, status, headers):
    hidden = make_comment(status=status, name="숨은이")

    there, nowhere = press(hidden, headers=headers), press(hidden.pk + 1, headers=headers)

    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert count_of(hidden) == 0


def test_nothing_is_told_of_a_note_that_is_not_public(press, make_comment):
    comment = make_comment()

    for hidden in ({"published_at": timezone.now() + LATER}, {"status": Note.DRAFT}):
        Note.objects.update(**hidden)
        assert press(comment).status_code == 404
    assert count_of(comment) == 0


@pytest.mark.parametrize("named", ["", "공감", "-1", "²", "1" * 40, "1e3"])
def test_nothing_else_is_taken_for_a_comment(db, press, named):
    assert press(named).status_code == 404


def test_comment_that_is_decided_about_at_the_same_moment_has_none(
    press, make_comment, monkeypatch
):
    comment = make_comment()

    def found_a_moment_ago(pk):
        Comment.objects.get(pk=pk).remove(None)
        return comment

    monkeypatch.setattr(agreeing, "comment_for_all", found_a_moment_ago)

    assert press(comment).status_code == 404
    assert count_of(comment) == 0


def test_other_sites_and_get_are_refused(client, press, make_comment):
    comment = make_comment()

    refused = press(comment, headers={"sec-fetch-site": "cross-site"})
    by_script = press(comment, headers={"origin": "https://evil.example"} | JSON)

    assert refused.status_code == by_script.status_code == 403
    assert "직접 눌러 주세요" in refused.text and "직접 눌러 주세요" in by_script.json()["said"]
    assert client.get("/comments/agree/").status_code == 405
    assert count_of(comment) == 0


def test_network_that_sends_too_many_is_asked_to_wait(press, make_comment, settings):
    settings.COMMENTS_PER_MINUTE = 1
    comments = [make_comment() for _number in range(agreeing.PER_COMMENT + 1)]
    answers = [press(comment) for comment in comments]

    assert [answer.status_code for answer in answers] == [303] * agreeing.PER_COMMENT + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert "1분쯤 뒤에 다시 눌러 주세요." in answers[-1].text
    assert press(comments[-1], headers=JSON).json().keys() == {"said"}
    assert press(comments[-1], REMOTE_ADDR="198.51.100.1").status_code == 303


def test_minute_is_over_for_everybody(monkeypatch, settings):
    settings.COMMENTS_PER_MINUTE = 1
    now = iter([*[0.0] * (agreeing.PER_COMMENT + 1), 60.0])
    monkeypatch.setattr(agreeing, "time", SimpleNamespace(monotonic=lambda: next(now)))
    pace = agreeing.Pace()

    said = [pace.is_too_many("203.0.113.0/24") for _sent in range(agreeing.PER_COMMENT + 2)]

    assert said == [*[False] * agreeing.PER_COMMENT, True, False]


def test_closed_conversation_may_still_be_agreed_with(client, press, make_comment):
    comment = make_comment()
    Note.objects.update(is_open_for_comments=False)

    assert press(comment).status_code == 303
    page = client.get(comment.note.get_absolute_url()).text
    assert "공감 1</button>" in page and "답글" not in page


def test_own_waiting_comment_has_no_button(client, send, make_note):
    note = make_note()
    send(note, body="확인을 기다리는 말")

    page = client.get(note.get_absolute_url()).text

    assert "확인을 기다리는 말" in page
    assert "form=agree" not in page


def test_form_page_has_the_form_that_its_buttons_belong_to(client, make_comment):
    page = client.get(f"/comments/{make_comment().note_id}/new/").text

    assert 'id="agree"' in page and "form=agree" in page


def test_large_numbers_are_grouped_and_order_nothing(client, make_comment):
    first = make_comment()
    second = make_comment(first.note)
    Comment.objects.filter(pk=second.pk).update(agree_count=12345)

    page = client.get(first.note.get_absolute_url()).text

    assert "공감 12,345</button>" in page
    assert page.index(f"id=comment-{first.pk}") < page.index(f"id=comment-{second.pk}")


def test_agreements_go_with_an_erased_comment(press, make_comment):
    comment, other = make_comment(), make_comment()
    press(comment)
    press(other)

    comment.delete()

    assert list(Agreement.objects.values_list("comment", flat=True)) == [other.pk]


def test_editing_and_deciding_leave_the_number_alone(press, make_comment, moderator):
    comment = make_comment()
    stale = Comment.objects.get(pk=comment.pk)
    press(comment)

    stale.body = "고쳐 쓴 말"
    stale.save()
    stale.hold(moderator)
    stale.approve(moderator)

    assert count_of(comment) == 1


def test_press_costs_a_handful_of_queries(press, make_comment, django_assert_num_queries):
    press(make_comment())
    comment = make_comment()

    # The comment; begin, hold, look, savepoint, insert, release, count twice, touch, commit.
    with django_assert_num_queries(11):
        press(comment)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("people", [20, 10])
def test_twenty_presses_at_once_are_as_many_voices_as_people(make_comment, people):
    comment = make_comment()
    barrier, codes = threading.Barrier(20, timeout=60), []

    def agree(voter):
        headers = {"user-agent": f"브라우저 {voter}"}
        barrier.wait()
        try:
            posted = {"comment": comment.pk}
            codes.append(Client().post("/comments/agree/", posted, headers=headers).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=agree, args=[k % people]) for k in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert codes == [303] * 20
    assert count_of(comment) == people


acts = st.tuples(
    st.sampled_from(["agree", "withdraw", "hold", "approve"]), st.integers(0, 2), st.integers(0, 1)
)


@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(script=st.lists(acts, max_size=12))
def test_number_is_that_of_the_rows_after_whatever_happens(make_comment, press, script):
    comments = [make_comment(), make_comment()]
    agreed = [set(), set()]
    for act, voter, which in script:
        comment = Comment.objects.get(pk=comments[which].pk)
        if act in ("hold", "approve"):
            if comment.status != {"hold": "held", "approve": "published"}[act]:
                getattr(comment, act)(None)
            continue
        press(comment, wish=act, headers={"user-agent": f"브라우저 {voter}"})
        if comment.is_public:
            (agreed[which].add if act == "agree" else agreed[which].discard)(voter)

    assert [count_of(comment) for comment in comments] == [len(voters) for voters in agreed]
