"""How verdicts become one answer, and the checks that look back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.spam import CHECKS, history, judge
from comments.spam.verdicts import HOLD, HOLD_AT, PUBLISH, SPAM, SPAM_AT, Submission, Verdict

LONG = "동네 책방을 열고 삼 년 동안 배운 것을 세 줄로 줄이면, 천천히, 같이, 꾸준히입니다."


def submission(body=LONG, **fields):
    return Submission(**{"name": "김독자", "body": body} | fields)


def answering(*verdicts):
    return [lambda _submission, verdict=verdict: verdict for verdict in verdicts]


def hard(action):
    return Verdict("hard", "굳은 판정", action)


def soft(weight):
    return Verdict("soft", "가벼운 판정", weight=weight)


@pytest.mark.parametrize(
    ("verdicts", "action"),
    [
        ([], PUBLISH),
        ([None, None], PUBLISH),
        ([soft(HOLD_AT - 1)], PUBLISH),
        ([soft(HOLD_AT - 1), soft(1)], HOLD),
        ([soft(SPAM_AT - 1), soft(1)], SPAM),
        ([hard(HOLD), hard(SPAM)], SPAM),
        ([hard(SPAM), hard(PUBLISH)], SPAM),
        ([hard(HOLD), hard(PUBLISH)], HOLD),
        ([hard(PUBLISH), soft(SPAM_AT)], PUBLISH),
        ([hard(HOLD), soft(SPAM_AT)], SPAM),
    ],
)
def test_judge_weighs(verdicts, action):
    judgement = judge(submission(), checks=answering(*verdicts))

    assert judgement.action == action
    assert judgement.verdicts == tuple(filter(None, verdicts))
    assert judgement.score == sum(verdict.weight for verdict in verdicts if verdict)


def test_judge_runs_every_check_and_keeps_every_reason(db):
    judgement = judge(
        submission(
            "Great post! https://a.example https://b.example https://c.example",
            website="https://d.example", honeypot="x", token_age=0.5,
        )
    )  # fmt: skip

    assert judgement.action == SPAM
    assert [verdict.check for verdict in judgement.verdicts] == [
        "honeypot", "token_age", "link_count", "website_only_spam", "first_time_commenter",
    ]  # fmt: skip
    assert all(
        set(verdict) == {"check", "reason", "action", "weight"} for verdict in judgement.as_json()
    )


def test_checks_are_named_like_their_verdicts():
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)


def test_judge_costs_a_fixed_number_of_queries(make_comment, settings, django_assert_num_queries):
    settings.COMMENTS_PER_MINUTE = 6
    for _ in range(3):
        make_comment(body=LONG, network="203.0.113.0/24")

    with django_assert_num_queries(3):
        judge(submission(network="203.0.113.0/24"))


def test_near_copy_finds_the_same_words_again(make_comment):
    earlier = make_comment(body=LONG)

    verdict = history.near_copy(submission("  " + LONG.replace("삼", "3").replace(",", "") + " ^^"))

    assert verdict.reason == f"먼저 온 댓글 {earlier.pk}번과 거의 같음"
    assert verdict.weight < SPAM_AT


def test_near_copy_of_spam_weighs_more(make_comment):
    make_comment(body=LONG)
    spam = make_comment(body=LONG + " 지금", status=Comment.SPAM)
    make_comment(body=LONG)

    verdict = history.near_copy(submission())

    assert verdict.reason == f"스팸으로 정한 댓글 {spam.pk}번과 거의 같음"
    assert verdict.weight >= SPAM_AT


@pytest.mark.parametrize(
    "body",
    [
        "동네 책방 이야기 잘 읽었습니다. 저는 반대로 빨리 접은 것이 다행이었다고 생각합니다.",
        f"> {LONG}\n\n이 말에 꼭 답하고 싶었어요. 천천히가 제일 어렵더라고요.",
        "감사합니다",
    ],
)
def test_near_copy_leaves_answers_quotes_and_thanks_alone(make_comment, body):
    make_comment(body=LONG)
    make_comment(body="감사합니다")

    assert history.near_copy(submission(body)) is None


def test_near_copy_does_not_compare_a_comment_with_itself(make_comment):
    comment = make_comment(body=LONG)

    assert history.near_copy(submission(comment_id=comment.pk)) is None


def test_near_copy_looks_at_a_bounded_number(make_comment, monkeypatch):
    note = make_comment(body=LONG).note
    for _ in range(2 * history.CANDIDATES):
        make_comment(note, body=LONG)
    compared = []
    monkeypatch.setattr(history, "_is_copy", lambda mine, body: compared.append(body))

    history.near_copy(submission())

    assert len(compared) == history.CANDIDATES


def test_rate_limit_holds_after_many_in_an_hour(make_comment, settings):
    settings.COMMENTS_PER_MINUTE = 6
    note = make_comment().note
    now = timezone.now()
    for minutes in range(history.HOURLY):
        make_comment(note, network="203.0.113.0/24", created_at=now - timedelta(minutes=minutes))

    caught = history.rate_limit(submission(network="203.0.113.0/24"))

    assert caught.action == HOLD
    assert caught.reason == "지난 1시간 동안 같은 네트워크(203.0.113.0/24)에서 12개 넘게 보냄"
    assert history.rate_limit(submission(network="198.51.100.0/24")) is None
    assert history.rate_limit(submission(network="")) is None


def test_rate_limit_forgets_after_an_hour(make_comment, settings):
    settings.COMMENTS_PER_MINUTE = 6
    note = make_comment().note
    earlier = timezone.now() - timedelta(minutes=61)
    for _ in range(history.HOURLY):
        make_comment(note, network="203.0.113.0/24", created_at=earlier)

    assert history.rate_limit(submission(network="203.0.113.0/24")) is None
