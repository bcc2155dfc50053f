"""How well the judge did, in the order in which moderators decided."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments.models import Comment, Lesson, TokenCount
from comments.spam.bayes import look_up, weigh
from comments.spam.report import report_since
from comments.spam.training import Example, teach
from comments.spam.verdicts import Submission
from tests.comments.spam.test_learning import BAIT, THANKS, counts

pytestmark = pytest.mark.django_db


# What nobody would take for spam but who has been told that it is.
ODD = "마루 도라지 물푸레 참외 나물 솔방울 돗자리"


@pytest.fixture
def decide(make_comment, make_note, moderator):
    """Decides, and answers whether the learner had taken it for spam until then."""
    note = make_note()

    def made(label, body, ago, *verdicts, **fields):
        """So many minutes ago."""
        said = [{"check": c, "action": a, "weight": w, "reason": ""} for c, a, w in verdicts]
        at = timezone.now() - timedelta(minutes=ago)
        fields = {"status": Comment.HELD, "verdicts": said, "created_at": at} | fields
        comment = make_comment(note, body=body, **fields)
        asked = Submission(comment.name, comment.body, website=comment.website)
        was_caught = weigh(look_up(asked)).is_like_spam
        comment.mark_as_spam(moderator) if label == "spam" else comment.approve(moderator)
        Comment.objects.filter(pk=comment.pk).update(decided_at=at + timedelta(seconds=9))
        return was_caught

    return made


def taught(decide, count, ago=900) -> list[bool]:
    """What the learner said to the spam among them."""
    said = []
    for k in range(count):
        said.append(decide("spam", f"{ODD} {k}번째 안내", ago - 2 * k))
        decide("ham", f"{THANKS} {k}번째 생각", ago - 2 * k - 1)
    return said


def test_learner_is_asked_before_it_is_taught(decide):
    said = taught(decide, 12)
    assert not said[0] and said[-1]

    learner = report_since(timezone.now() - timedelta(days=1)).learner

    assert (learner.spam, learner.ham) == (12, 12)
    assert learner.caught == sum(said)
    assert learner.wrong == 0


def test_order_is_that_of_the_decisions_and_not_of_the_comments(decide):
    said = taught(decide, 12)
    long_ago = timezone.now() - timedelta(days=2)
    assert decide("spam", f"{ODD} 나중에 본 것", 1, created_at=long_ago)

    learner = report_since(timezone.now() - timedelta(days=1)).learner

    assert (learner.spam, learner.caught) == (13, sum(said) + 1)


def test_what_came_before_teaches_and_is_not_counted(decide):
    taught(decide, 12, ago=3 * 24 * 60)
    assert decide("ham", f"{ODD} 하지만 알고 보니 정상", 5)
    decide("spam", f"{ODD} 또 하나", 4)

    learner = report_since(timezone.now() - timedelta(days=1)).learner

    assert (learner.spam, learner.ham, learner.caught, learner.wrong) == (1, 1, 1, 1)


def test_files_teach_first(decide):
    teach([Example("spam", "", "", f"{ODD} {k}") for k in range(12)])
    teach([Example("ham", "", "", f"{THANKS} {k}") for k in range(12)])
    decide("spam", f"{ODD} 새로 온 것", 5)

    assert report_since(timezone.now() - timedelta(days=1)).learner.caught == 1


def test_checks_are_right_or_wrong_by_what_was_decided(decide):
    decide("spam", BAIT, 9, ("link_count", "", 40), ("first_time_commenter", "hold", 0))
    decide("ham", THANKS, 8, ("link_count", "", 20), ("known_good_commenter", "publish", 0))
    decide("spam", f"{BAIT} 또", 7, ("known_good_commenter", "publish", 0))

    checks = report_since(timezone.now() - timedelta(days=1)).checks

    said = {name: (each.right, each.wrong) for name, each in checks.items()}
    assert said == {
        "link_count": (1, 1),
        "first_time_commenter": (1, 0),
        "known_good_commenter": (1, 1),
    }


def test_the_table_is_korean_and_nothing_is_written(decide, capsys):
    caught = sum(taught(decide, 8))
    wrong = decide("ham", f"{BAIT} 정상", 5, ("link_count", "", 40))
    known, lessons = counts(), set(Lesson.objects.values_list())

    call_command("spam_report", "--days", "7")

    said = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert lines[0] == "지난 7일 동안"
    assert "받은 댓글 17개: 바로 공개 0, 보류 17, 스팸 0" in lines
    assert "보류했다가 승인 9 / 17 52.9 %" in lines
    assert "스팸으로 보았다가 승인 0 / 0 –" in lines
    assert "배우는 판정: 결정 17개를 순서대로, 그전까지 배운 것으로만 물음" in lines
    assert f"스팸을 알아봄 {caught} / 8 {100 * caught / 8:.1f} %" in lines
    assert f"정상을 스팸으로 봄 {int(wrong)} / 9 {100 * wrong / 9:.1f} %" in lines
    assert lines[-2:] == ["검사 말함 맞음 틀림 틀린 비율", "링크 1 0 1 100.0 %"]
    assert (counts(), set(Lesson.objects.values_list())) == (known, lessons)


def test_a_site_without_decisions_is_told_so(db, capsys):
    call_command("spam_report")

    said = capsys.readouterr().out
    assert "그동안 배운 결정이 없습니다." in said
    assert not TokenCount.objects.exists()


@pytest.mark.parametrize("days", ["0", "-3", "99999999999"])
def test_days_that_cannot_be_meant(db, days):
    with pytest.raises(CommandError, match="--days는 1부터 36,500까지의 수여야 합니다."):
        call_command("spam_report", "--days", days)


def test_forgotten_words_are_judged_by_what_was_learned(decide, capsys):
    from comments.forgetting import forget_spam

    taught(decide, 8)
    Comment.objects.filter(status="spam").update(
        decided_at=timezone.now() - timedelta(days=200), created_at="2011-04-07T00:00Z"
    )
    forget_spam.call()

    report = report_since(timezone.now() - timedelta(days=300))

    assert (report.learner.spam, report.forgotten) == (8, 8)
    call_command("spam_report", "--days", "300")
    assert "(8개는 오래되어 내용이 없으므로 배운 낱말만으로 물음)" in capsys.readouterr().out
