"""What a moderator says otherwise is sent back: once, and the last word counts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.akismet.telling import GRACE, WAITS
from comments.models import AkismetAnswer, Comment, SpamPolicy
from comments.moderation.decisions import decide_all, undo_all

pytestmark = pytest.mark.django_db
BODY = "전략을 친구와 같이 세워 보았더니 훨씬 오래 갔습니다."


@pytest.fixture
def asked(queue, clock, make_comment):
    """A comment about which Akismet was asked, as it stands with its answer."""

    def make(answer="ham", note=None, **fields):
        verdict = {"check": "akismet", "reason": "…", "action": "", "weight": 0}
        words = {"name": "김독자", "body": BODY, "address": "203.0.113.77"}
        words |= {"status": Comment.HELD, "verdicts": [verdict]}
        comment = make_comment(note, **words | fields)
        now = timezone.now()
        AkismetAnswer.objects.create(comment=comment, made_at=now, sent_at=now, answer=answer)
        clock.shift(timedelta(minutes=1))  # an import decides in the moment of writing
        return comment

    return make


def told(service) -> list[tuple[str, str]]:
    return [
        (name, sent["comment_content"])
        for name, sent in service.requests
        if name.startswith("submit")
    ]


def test_spam_that_it_took_for_korean_ham_is_sent_back(akismet, asked, work, moderator):
    comment = asked("ham", email="reader@example.com")
    comment.mark_as_spam(moderator)

    assert work() == []
    assert work(GRACE) == ["spam"]

    assert told(akismet) == [("submit-spam", BODY)]
    assert "reader@example.com" not in str(akismet.requests)
    row = AkismetAnswer.objects.get()
    assert (row.told, row.told_at) == ("spam", timezone.now())


def test_ham_that_it_took_for_spam_is_sent_back(akismet, asked, work, moderator):
    asked("discard", status=Comment.SPAM).approve(moderator)

    assert work(GRACE) == ["ham"]
    assert told(akismet) == [("submit-ham", BODY)]


@pytest.mark.parametrize(
    ("answer", "act"), [("ham", "approve"), ("spam", "mark_as_spam"), ("discard", "mark_as_spam")]
)
def test_what_it_says_itself_is_not_repeated(akismet, asked, work, moderator, answer, act):
    getattr(asked(answer), act)(moderator)

    assert work(GRACE) == ["nothing to tell"]
    assert akismet.requests == []


@pytest.mark.parametrize(("act", "label"), [("approve", "ham"), ("mark_as_spam", "spam")])
def test_who_never_answered_hears_either(akismet, asked, work, moderator, act, label):
    getattr(asked("none"), act)(moderator)

    assert work(GRACE) == [label]


def test_removing_and_holding_say_nothing(akismet, asked, work, moderator):
    asked().remove(moderator)
    asked(status=Comment.PUBLISHED).hold(moderator)

    assert work(GRACE) == []
    assert akismet.requests == []


def test_decision_taken_back_in_time_is_never_told(akismet, asked, work, moderator):
    comment = asked()
    comment.mark_as_spam(moderator)
    comment.undo(moderator)

    assert work(GRACE) == ["nothing to tell"]
    assert akismet.requests == []


def test_last_word_wins(akismet, asked, work, moderator):
    comment = asked("ham")
    comment.mark_as_spam(moderator)
    assert work(GRACE) == ["spam"]
    comment.undo(moderator)
    assert work(GRACE) == []
    comment.approve(moderator)
    assert work(GRACE) == ["ham"]
    comment.undo(moderator)
    comment.mark_as_spam(moderator)
    comment.approve(moderator)
    assert work(GRACE) == ["nothing to tell"] * 2

    assert [name for name, _body in told(akismet)] == ["submit-spam", "submit-ham"]
    assert AkismetAnswer.objects.get().told == "ham"


def test_only_about_what_it_was_asked(akismet, queue, work, make_comment, moderator):
    make_comment(status=Comment.HELD, address="203.0.113.77").mark_as_spam(moderator)

    assert not DBTaskResult.objects.exists()


def test_what_waits_for_its_answer_and_was_never_sent(akismet, asked, work, moderator):
    comment = asked("waiting")
    AkismetAnswer.objects.update(sent_at=None)
    comment.mark_as_spam(moderator)

    assert work(GRACE) == ["nothing to tell"]


def test_other_words_than_it_was_asked_about(akismet, asked, work, moderator):
    comment = asked()
    Comment.objects.update(edited_at=timezone.now())
    comment.refresh_from_db()
    comment.mark_as_spam(moderator)

    assert work(GRACE) == ["nothing to tell"]


def test_forgotten_address_is_not_made_up(akismet, asked, work, moderator):
    comment = asked(network="203.0.113.0/24")
    comment.mark_as_spam(moderator)
    Comment.objects.update(address=None)

    assert work(GRACE) == ["nothing to tell"]
    assert akismet.requests == []


def test_without_a_key_nothing_is_told(akismet, asked, work, moderator):
    asked().mark_as_spam(moderator)
    SpamPolicy.objects.update(akismet_key="")

    assert work(GRACE) == ["nothing to tell"]
    assert akismet.requests == []


def test_erased_comment_is_told_of_no_more(akismet, asked, work, moderator):
    comment = asked()
    comment.mark_as_spam(moderator)
    comment.delete()

    assert work(GRACE) == ["nothing to tell"]


def test_failure_is_told_later_and_given_up_at_last(akismet, asked, work, moderator):
    akismet.moods = ["error", "garbage"]
    asked().mark_as_spam(moderator)

    assert work(GRACE) == ["later"]
    assert work(WAITS[0]) == ["later"]
    assert work(WAITS[1]) == ["spam"]
    akismet.moods = ["cut"] * 9
    asked().mark_as_spam(moderator)
    assert [work(wait) for wait in (GRACE, *WAITS)] == [["later"]] * len(WAITS) + [["given up"]]


def test_copies_decided_with_one_press_are_told_once(akismet, asked, work, make_note, moderator):
    note = make_note()
    texts = [BODY, BODY, "짧다", "짧다", "다른 이야기를 길게 적어 보았습니다. 카지노는 아닙니다."]
    comments = [asked(note=note, body=body) for body in texts]
    seen = {comment.pk: comment.state for comment in comments}
    found = Comment.objects.filter(note=note)

    batch = decide_all(found, Comment.mark_as_spam, seen, moderator)
    work(GRACE)

    assert sorted(body for _name, body in told(akismet)) == sorted({*texts})
    undo_all(batch.decisions, found, moderator)
    for comment in found.order_by("pk")[:2]:  # one by one: each is a word of its own
        comment.approve(moderator)
    work(GRACE)
    assert ("submit-ham", BODY) in told(akismet)


def test_decision_about_others_costs_no_query(
    asked, make_comment, moderator, django_assert_max_num_queries, settings
):
    plain = make_comment(status=Comment.HELD, address="203.0.113.77")
    with django_assert_max_num_queries(50) as without:
        plain.remove(moderator)
    other = make_comment(status=Comment.HELD, address="203.0.113.77")
    AkismetAnswer.objects.create(comment=other, made_at=timezone.now())
    with django_assert_max_num_queries(50) as beside:
        other.remove(moderator)

    assert len(without) == len(beside)
    assert not any("akismet" in query["sql"] for query in beside.captured_queries)
