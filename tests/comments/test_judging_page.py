"""The page on which the owner sees what the checks did, and chooses how they are weighed."""

import html
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from comments.models import Comment, LogEntry, SpamPolicy
from comments.moderation.sensitivity import Consequence, consequences
from comments.spam import CHECKS
from comments.spam.names import NAMES, looks_at
from comments.spam.verdicts import ALWAYS_ASKED
from comments.spam.weights import EFFECTS, SENSITIVITIES
from notes.desk.roles import MODERATOR, set_roles

JUDGE = "/moderation/judge/"
SWITCHES = [check.__name__ for check in CHECKS if check.__name__ not in ALWAYS_ASKED]


def words_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def typed(**fields):
    usual = {"sensitivity": "normal", "forget_spam_after_days": "180", "asked": SWITCHES}
    return usual | fields


@pytest.fixture
def judged(make_comment, make_note):
    """A comment as the judge left it: what was weighed, what was decided, and by a person what."""
    note = make_note()

    def make(weight=0, action="", decided="", check="link_count", **fields):
        verdicts = [{"check": "token_age", "reason": "2초", "action": "", "weight": weight}]
        if action:
            verdicts.append({"check": check, "reason": "까닭", "action": action, "weight": 0})
        status = decided or Comment.HELD
        at = timezone.now() - timedelta(days=1)
        decided_at = {"decided_at": timezone.now()} if decided else {}
        columns = {"status": status, "created_at": at, "score": weight, **decided_at}
        return make_comment(note, verdicts=verdicts, **columns | fields)

    return make


def since():
    return timezone.now() - timedelta(days=90)


# What each sensitivity would have come to --------------------------------------------------------


def test_consequences_are_held_against_what_people_decided(judged):
    judged(60, decided=Comment.PUBLISHED)
    judged(60, decided=Comment.SPAM)
    judged(60)
    judged(120, decided=Comment.PUBLISHED)
    judged(40, decided=Comment.SPAM)
    judged(0, decided=Comment.PUBLISHED)

    assert consequences(since()) == {
        "lenient": Consequence(held=1, held_for_score=1, passed=2),
        "normal": Consequence(
            held=3, spam=1, held_for_score=1, taken_for_spam=1, passed=1
        ),
        "strict": Consequence(held=4, spam=1, held_for_score=1, taken_for_spam=1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "action", "expected"),
    [
        (0, "hold", Consequence(held=1)),  # a first-timer waits whatever the sum
        (120, "hold", Consequence(spam=1, taken_for_spam=1)),
        (0, "spam", Consequence(spam=1, taken_for_spam=1)),
        (120, "publish", Consequence()),
        (0, "remove", Consequence()),
    ],
)
def test_consequences_know_what_decides_by_itself(judged, weight, action, expected):
    judged(weight, action, decided=Comment.PUBLISHED)

    assert consequences(since())["normal"] == expected


def test_consequences_leave_out_what_is_switched_off(judged):
    judged(60)
    judged(0, "hold", check="text_limit")

    assert consequences(since())["normal"].held == 2
    assert consequences(since(), ["token_age"])["normal"].held == 1
    assert consequences(since(), ["token_age", "text_limit"])["normal"].held == 0


def test_consequences_are_of_what_was_judged_lately(judged):
    judged(60, created_at=timezone.now() - timedelta(days=91))
    judged(60, import_ref="wp-1")
    judged(60, is_by_author=True)

    assert consequences(since()) == {name: Consequence() for name in SENSITIVITIES}


# The page ----------------------------------------------------------------------------------------


def test_page_shows_every_check_with_what_it_caught(moderator_client, judged):
    judged(60, decided=Comment.PUBLISHED)
    judged(60, decided=Comment.SPAM)

    page = BeautifulSoup(moderator_client.get(JUDGE).text, "html.parser")

    rows = page.select(".judging__check")
    assert len(rows) == len(CHECKS)
    [fast] = [row for row in rows if "너무 빨리 보냄" in row.text]
    said = " ".join(fast.text.split())
    assert said == (
        "너무 빨리 보냄 +60 양식을 열고 3초가 되기 전에 보냈는지 봅니다. 걸린 것 2, 그중 틀린 것 1"
    )
    assert fast.find("input", value="token_age").has_attr("checked")
    [trap] = [row for row in rows if "보이지 않는 칸을 채움" in row.text]
    assert "늘 켜져 있음" in trap.text and "바로 스팸" in trap.text and not trap.find("input")


def test_page_says_what_each_choice_would_have_come_to(moderator_client, judged):
    for _ in range(3):
        judged(60, decided=Comment.PUBLISHED)
    judged(60, decided=Comment.SPAM)

    page = words_of(moderator_client.get(JUDGE))

    assert (
        "느긋하게 무게 70부터 보류, 140부터 스팸 보류 0, 스팸 0. 승인된 것 중 0개가 무게 때문에 보류되고"
        " 0개가 스팸으로 갔을 것이고, 스팸으로 정한 것 중 1개가 그대로 올라갔을 것입니다."
    ) in page
    assert "보통 무게 50부터 보류, 100부터 스팸 보류 4, 스팸 0. 승인된 것 중 3개가" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_a_fixed_number_of_queries(
    moderator_client, judged, django_assert_num_queries, count
):
    for _ in range(count):
        judged(60)

    with django_assert_num_queries(6):  # session, person, site, the policy, two that count
        moderator_client.get(JUDGE)


def test_owner_chooses_and_it_counts_at_once(moderator_client, send, make_note):
    note = make_note(published_at=timezone.now() - timedelta(days=400))
    two = "하나 https://a.example 둘 https://b.example 셋 https://c.example 입니다"
    send(note, client=Client(), body=two)
    asked = [name for name in SWITCHES if name != "old_note"]

    response = moderator_client.post(JUDGE, typed(sensitivity="strict", asked=asked), follow=True)

    assert "저장했습니다. 이제부터 오는 댓글에 적용됩니다." in words_of(response)
    policy = SpamPolicy.objects.get()
    assert (policy.sensitivity, policy.switched_off) == ("strict", "old_note")
    page = BeautifulSoup(response.text, "html.parser")
    assert not page.find("input", value="old_note").has_attr("checked")
    assert page.find("input", value="strict").has_attr("checked")
    send(note, client=Client(), body=f"{two} 다시")
    found = [{v["check"] for v in each.verdicts} for each in Comment.objects.order_by("pk")]
    assert "old_note" in found[0] and "old_note" not in found[1]
    assert "link_count" in found[0] & found[1]


def test_what_the_owner_chose_is_written_down(moderator_client, moderator):
    asked = [name for name in SWITCHES if name != "old_note"]
    chosen = typed(
        sensitivity="lenient", asked=asked, forget_spam_after_days="90", wants_proof="on"
    )
    moderator_client.post(JUDGE, chosen)
    moderator_client.post(JUDGE, chosen)
    moderator_client.post(JUDGE, typed(sensitivity="lenient"))

    first, second = LogEntry.objects.order_by("pk")
    assert (first.act, first.by) == (LogEntry.JUDGING_CHANGED, moderator)
    assert first.detail == {
        "sensitivity": ["normal", "lenient"],
        "forget_spam_after_days": [180, 90],
        "wants_proof": [False, True],
        "switched_off": ["old_note"],
    }
    assert second.detail["switched_on"] == ["old_note"]
    log = words_of(moderator_client.get("/moderation/log/?act=judging"))
    assert "스팸 판정을 바꾸었습니다." in log
    assert "스팸: 180일에서 90일로, 민감도: 보통 → 느긋하게, 끔: 오래된 글, 계산 문제를 냄" in log


def test_saving_leaves_the_rest_of_the_row_alone(moderator_client):
    SpamPolicy.objects.create(akismet_key="열쇠")

    moderator_client.post(JUDGE, typed(sensitivity="strict"))

    policy = SpamPolicy.objects.get()
    assert (policy.akismet_key, policy.sensitivity) == ("열쇠", "strict")


def test_what_has_no_switch_cannot_be_switched_off(moderator_client):
    moderator_client.post(JUDGE, typed(asked=[]))

    assert set(SpamPolicy.objects.get().switched_off.split()) == set(SWITCHES)
    assert moderator_client.post(JUDGE, typed(asked=["honeypot"])).status_code == 422


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"forget_spam_after_days": "29"}, "30 이상"),
        ({"forget_spam_after_days": "스무날"}, "정수"),
        ({"sensitivity": "아무렇게"}, "올바르게 선택해 주세요"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(moderator_client, fields, sentence):
    asked = [name for name in SWITCHES if name != "old_note"]

    response = moderator_client.post(JUDGE, typed(asked=asked, wants_proof="on", **fields))

    assert response.status_code == 422
    said = words_of(response)
    assert "아직 저장하지 않았습니다." in said and sentence in said
    page = BeautifulSoup(response.text, "html.parser")
    assert not page.find("input", value="old_note").has_attr("checked")
    assert page.find("input", {"name": "wants_proof"}).has_attr("checked")
    days = page.find("input", {"name": "forget_spam_after_days"})["value"]
    assert days == fields.get("forget_spam_after_days", "180")
    assert not SpamPolicy.objects.exists()


def test_moderators_read_and_do_not_choose(client, make_user):
    user = make_user()
    set_roles(user, [MODERATOR])
    client.force_login(user)

    response = client.get(JUDGE)

    assert "여기에서 고르는 것은 사이트의 주인이 합니다." in words_of(response)
    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one(".judging__all").has_attr("disabled")
    assert page.find("button", string="저장") is None
    assert client.post(JUDGE, typed(sensitivity="strict")).status_code == 403
    assert not SpamPolicy.objects.exists()


def test_page_is_there_in_english(english, moderator_client):
    page = words_of(moderator_client.get(JUDGE))

    assert "Was it sent less than 3 seconds after the form was opened?" in page
    assert "Held 0, spam 0. Of what was approved, 0 would have been held" in page


# What it is made of ------------------------------------------------------------------------------


def test_every_check_has_a_name_a_sentence_and_an_effect():
    names = {check.__name__ for check in CHECKS}

    assert names <= set(NAMES)
    assert [name for name in names if "%" in looks_at(name) or not looks_at(name)] == []
    # The rule's effect is what its moderator said; the learner's weights stand with the learner.
    assert names - set(EFFECTS) <= {"rule", "bayes"}
    assert names >= ALWAYS_ASKED


def test_old_verdicts_are_readable(moderator_client, make_comment):
    verdict = {
        "check": "no_hangul",
        "reason": "한글이 없음 (글자 47자)",
        "action": "",
        "weight": 40,
    }
    make_comment(status="held", verdicts=[verdict])

    assert "한글이 없음 (글자 47자) (+40)" in moderator_client.get("/moderation/").text
    figures = moderator_client.get("/moderation/figures/").text
    assert '<th scope="row">한글이 없음' in figures
