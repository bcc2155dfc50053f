"""The puzzle that the owner may have browsers solve: never asked of everybody, never the last word."""

import base64
import json
import re
import time
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from altcha import Challenge, Payload, Solution, solve_challenge
from django.urls import reverse
from django.utils import timezone

from comments import proofs
from comments.models import Comment, SpamPolicy, SpentProof
from comments.proofs import challenge_for, forget_spent_proofs, proof_of
from comments.spam.proof import proof
from comments.spam.verdicts import HOLD, Submission
from comments.tokens import OLDEST, make_token
from notes.models import Site
from tests.comments.test_once import send_at_once

REASON = "계산 문제를 풀지 않음 (스크립트를 쓰지 않는 사람일 수 있음)"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """As in earnest, with fewer rounds."""
    monkeypatch.setattr(proofs, "ROUNDS", 20)


@pytest.fixture
def wanted(db):
    Site.objects.update(hold_first_timers=False)
    SpamPolicy.objects.create(wants_proof=True)


def solved(challenge: dict, **changed) -> str:
    """What a browser sends: the challenge as it came, but for what is `changed`, and what solves it."""
    asked = Challenge.from_dict(json.loads(json.dumps(challenge)))
    found = solve_challenge(asked)
    challenge = challenge | {"parameters": challenge["parameters"] | changed.pop("parameters", {})}
    payload = {"challenge": challenge | changed, "solution": found.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def token_of(note, seconds=30) -> str:
    with time_machine.travel(time.time() - seconds, tick=False):
        return make_token(note.pk)


def test_proof_is_a_solution_for_this_token():
    solution = solved(challenge_for("12.345:abc"))

    found = proof_of(solution, "12.345:abc")

    assert re.fullmatch("[0-9a-f]{32}", found.digest)
    assert abs(found.expires_at.timestamp() - time.time() - OLDEST) < 5
    assert proof_of(solution, "12.345:다른") is None
    assert proof_of(solved(challenge_for("12.345:abc")), "12.345:abc").digest != found.digest


def test_proof_is_over_with_the_token():
    solution = solved(challenge_for("토큰"))

    with time_machine.travel(time.time() + OLDEST + 2):
        assert proof_of(solution, "토큰") is None


@pytest.mark.parametrize(
    "changed",
    [
        {"parameters": {"salt": "00" * 16}},
        {"parameters": {"cost": 1}},
        {"parameters": {"keyPrefix": ""}},
        {"parameters": {"expiresAt": 9_999_999_999}},
        {"parameters": {"data": {"token": "다른 토큰"}}},
        {"signature": "0" * 64},
        {"signature": None},
    ],
)
def test_proof_of_a_puzzle_that_was_changed_is_none(changed):
    assert proof_of(solved(challenge_for("토큰")), "토큰")
    assert proof_of(solved(challenge_for("토큰"), **changed), "토큰") is None


def test_proof_with_a_wrong_key_is_none():
    challenge = Challenge.from_dict(challenge_for("토큰"))
    wrong = Payload(challenge, Solution(counter=3, derived_key="00" * 32))

    assert proof_of(wrong.to_base64(), "토큰") is None


@pytest.mark.parametrize(
    "nonsense",
    [
        "", "풀이", "e30=", "bnVsbA==", "W10=", "!!!!", "A" * 5000,
        base64.b64encode(b'{"challenge": [], "solution": 1}').decode(),
        base64.b64encode(b'{"challenge": {"parameters": 1}, "solution": {}}').decode(),
        base64.b64encode(b"[" * 2000).decode(),
        base64.b64encode(b"\xff\xfe").decode(),
    ],
)  # fmt: skip
def test_nonsense_is_no_proof(nonsense):
    assert proof_of(nonsense, "토큰") is None


def test_check_holds_whoever_was_asked_in_vain():
    caught = proof(Submission("김독자", "스크립트 없이 남겨요.", is_proved=False))

    assert (caught.check, caught.action, caught.reason) == ("proof", HOLD, REASON)
    assert proof(Submission("김독자", "스크립트로 남겨요.", is_proved=True)) is None
    assert proof(Submission("김독자", "묻지 않았어요.")) is None
    assert proof(Submission("단골", "또 왔어요.", is_proved=False, is_known_good=True)) is None


def test_token_brings_a_puzzle_where_one_is_wanted(
    wanted, client, make_note, django_assert_num_queries
):
    note = make_note()

    with django_assert_num_queries(1):
        answer = client.get(reverse("comments:token"), {"note": note.pk}).json()

    parameters = answer["challenge"]["parameters"]
    assert parameters["data"] == {"token": answer["token"]}
    assert parameters["algorithm"] == "PBKDF2/SHA-256"
    assert proof_of(solved(answer["challenge"]), answer["token"])


def test_page_of_a_note_is_the_same_with_and_without(client, make_note):
    note = make_note()
    before = client.get(note.get_absolute_url()).content

    SpamPolicy.objects.create(wants_proof=True)

    assert client.get(note.get_absolute_url()).content == before


def test_comment_with_a_proof_appears(wanted, send, make_note):
    note = make_note()
    token = token_of(note)

    send(note, token=token, proof=solved(challenge_for(token)))

    comment = Comment.objects.get()
    assert (comment.status, comment.verdicts) == (Comment.PUBLISHED, [])
    assert SpentProof.objects.count() == 1


def test_comment_without_one_waits_and_its_writer_reads_why(wanted, send, client, make_note):
    response = send(make_note())

    comment = Comment.objects.get()
    assert response.status_code == 303 and comment.status == Comment.HELD
    assert [verdict["reason"] for verdict in comment.verdicts] == [REASON]
    page = client.get(response["Location"].partition("#")[0]).text
    assert "스크립트를 꺼 두셔도 괜찮아요" in page


def test_proof_is_worth_one_comment(wanted, send, make_note):
    note = make_note()
    token = token_of(note)
    solution = solved(challenge_for(token))

    for body in ("처음 남기는 말이에요.", "같은 풀이로 또 남겨요.", "처음 남기는 말이에요."):
        assert send(note, token=token, proof=solution, body=body).status_code == 303

    said = {comment.body: comment.verdicts for comment in Comment.objects.all()}
    assert [verdict["check"] for verdict in said.pop("같은 풀이로 또 남겨요.")] == ["proof"]
    assert said == {"처음 남기는 말이에요.": []}


def test_known_reader_needs_none(wanted, send, make_note, known_reader):
    send(make_note(), **known_reader)

    assert Comment.objects.newest_first().first().status == Comment.PUBLISHED


def test_nobody_is_asked_where_none_is_wanted(send, client, make_note, django_assert_num_queries):
    Site.objects.update(hold_first_timers=False)
    note = make_note()
    token = token_of(note)

    send(note, token=token, proof=solved(challenge_for(token)))

    assert Comment.objects.get().verdicts == []
    assert not SpentProof.objects.exists()
    assert "proof" not in client.get(f"/comments/{note.pk}/new/").text


def test_preview_brings_a_puzzle_for_its_token(wanted, send, make_note):
    note = make_note()
    page = send(note, token="", body="미리 보고 보내요. 글자(文字)도요.").text
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    challenge = json.loads(unescape(re.search(r'data-challenge="([^"]+)"', page)[1]))

    with time_machine.travel(time.time() + 10):
        send(note, token=token, proof=solved(challenge))

    assert Comment.objects.get().status == Comment.PUBLISHED


def test_page_that_comes_back_keeps_what_was_solved(wanted, send, make_note):
    note = make_note()
    token = token_of(note)
    solution = solved(challenge_for(token))

    page = send(note, token=token, proof=solution, preview="1").text

    assert unescape(re.search(r'name="proof" value="([^"]*)"', page)[1]) == solution
    assert 'data-challenge=""' in page


def test_edit_of_a_comment_asks_for_none_and_keeps_the_reason(wanted, send, client, make_note):
    send(make_note())
    page = client.get("/comments/mine/").text
    slip = re.search(r'href="(/comments/mine/[^"/]+/)"', page)[1]
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(f"{slip}edit/").text)[1]

    client.post(f"{slip}edit/", {"name": "김독자", "body": "고쳐 쓴 말이에요.", "seen": seen})

    comment = Comment.objects.get()
    assert comment.body == "고쳐 쓴 말이에요."
    assert [verdict["check"] for verdict in comment.verdicts] == ["proof"]


def test_spent_proofs_are_forgotten_when_they_are_too_old(db):
    now = timezone.now()
    SpentProof.objects.create(digest="a" * 32, expires_at=now - timedelta(seconds=1))
    SpentProof.objects.create(digest="b" * 32, expires_at=now + timedelta(hours=1))

    assert forget_spent_proofs.call() == 1
    assert SpentProof.objects.get().digest == "b" * 32


@pytest.mark.django_db(transaction=True)
def test_proof_sent_at_once_with_other_words_is_worth_one_comment(make_note, posted):
    SpamPolicy.objects.create(wants_proof=True)
    note = make_note()
    token = token_of(note)
    solution = solved(challenge_for(token))
    forms = [
        posted(note, token=token, proof=solution, body=f"{word} 사람인 척하며 남기는 말이에요.")
        for word in ("첫째", "둘째", "셋째", "넷째")
    ]

    answers = send_at_once(note, forms)

    said = [{verdict["check"] for verdict in comment.verdicts} for comment in Comment.objects.all()]
    assert [status for status, _place in answers] == [303] * 4
    assert sorted("proof" in checks for checks in said) == [False, True, True, True]
