"""Several at the same moment, each with a connection of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.akismet import settling
from comments.akismet.asking import ask
from comments.models import AkismetAnswer, Comment, Decision
from comments.moderation.decisions import decide
from comments.slips import slip_path
from notes.models import Note
from tests.comments.spam.test_learning_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "전략을 친구와 같이 세워 보았더니 훨씬 오래 갔습니다."


@pytest.fixture
def comment(akismet, queue, make_note, send):
    send(make_note(), body=BODY)
    return Comment.objects.get()


def row() -> AkismetAnswer:
    return AkismetAnswer.objects.select_related("comment__note").get()


def test_two_workers_answer_once(akismet, comment):
    """They had other answers, too: one of them counts, whole."""
    ham, spam = row(), row()
    said = []

    errors = at_once(
        lambda: said.append(settling.answered(ham, "ham")),
        lambda: said.append(settling.answered(spam, "discard")),
    )

    assert errors == []
    found = row()
    assert sorted(said) == sorted([found.comment.status, settling.LATE])
    right = {"ham": ("published", 1), "discard": ("spam", 0)}[found.answer]
    assert (found.comment.status, found.comment.note.comment_count) == right
    assert [verdict["check"] for verdict in found.comment.verdicts] == ["akismet"]


def test_two_tasks_about_one_comment(akismet, comment):
    assert at_once(lambda: ask.call(comment.pk), lambda: ask.call(comment.pk)) == []

    assert row().comment.status == Comment.PUBLISHED
    assert Note.objects.get().comment_count == 1


def test_two_failures_are_asked_again_once(akismet, comment):
    akismet.moods = ["error", "error"]
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    said = []
    errors = at_once(*[lambda: said.append(ask.call(comment.pk))] * 2)

    assert errors == []
    # Whoever begins after the other has failed finds nothing to do.
    assert "later" in said and set(said) <= {"later", settling.LATE, "not asked"}
    assert DBTaskResult.objects.filter(task_path=ask.module_path).count() == 1
    assert row().failures == 1


@pytest.mark.parametrize(("act", "status"), [("approve", "published"), ("mark_as_spam", "spam")])
def test_moderator_decides_while_the_answer_is_on_its_way(akismet, comment, moderator, act, status):
    def decided():
        found = Comment.objects.get(pk=comment.pk)
        decide(found, getattr(Comment, act), found.state, moderator)

    akismet.answer = "discard"
    akismet.on_request = decided

    assert ask.call(comment.pk) == status

    found = row().comment
    assert found.status == status and found.decided_at
    assert [verdict["check"] for verdict in found.verdicts] == ["akismet"]
    assert Decision.objects.count() == 1
    assert found.note.comment_count == (status == "published")


def test_decision_taken_back_leaves_it_to_the_answer(akismet, comment, moderator):
    """A moderator who changes their mind while it is on its way has said nothing."""

    def changed_mind():
        found = Comment.objects.get(pk=comment.pk)
        found.mark_as_spam(moderator).undo(moderator)

    akismet.on_request = changed_mind

    assert ask.call(comment.pk) == Comment.PUBLISHED


def test_writer_changes_the_words_while_the_answer_is_on_its_way(akismet, comment, client):
    """The answer is about words that nobody sees any more."""
    new = f"{BODY} 고쳐 적습니다."

    def edited():
        akismet.on_request = lambda: None
        form = {"name": comment.name, "kind": comment.kind, "body": new, "seen": comment.state}
        url = f"{slip_path(comment.pk, comment.created_at)}edit/"
        assert client.post(url, form).status_code == 303

    akismet.on_request = edited

    assert ask.call(comment.pk) == settling.LATE

    found = row()
    assert (found.answer, found.comment.status, found.comment.body) == ("waiting", "held", new)
    assert [verdict["check"] for verdict in found.comment.verdicts] == ["akismet_waiting"]
    assert ask.call(comment.pk) == Comment.PUBLISHED
    assert akismet.asked()[-1]["comment_content"] == new


def test_comment_is_erased_while_the_answer_is_on_its_way(akismet, comment):
    akismet.on_request = lambda: Comment.objects.get().delete()

    assert ask.call(comment.pk) == settling.LATE
    assert not AkismetAnswer.objects.exists()


def test_no_transaction_is_open_while_it_is_asked(akismet, comment):
    """A service that hangs holds no row and no writer: others write meanwhile."""
    akismet.on_request = lambda: Comment.objects.create(
        note=comment.note,
        name="이웃",
        body="그사이에 남긴 말",
        created_at=timezone.now() - timedelta(1),
    )

    assert ask.call(comment.pk) == Comment.PUBLISHED
    assert Comment.objects.count() == 2
