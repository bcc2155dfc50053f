"""Two moderators at the same moment lose no count and never wait for each other for ever."""

import threading
from contextlib import suppress

import pytest
from django.db import connections, transaction

from comments.forgetting import forget_spam
from comments.models import AlreadyDecided, Comment, Lesson, TokenCount, Training
from comments.models.token_count import COMMENTS
from comments.spam import learning
from comments.spam.learning import rebuild, renew_lessons, together
from comments.spam.pruning import prune_tokens
from comments.spam.training import Example, teach
from tests.comments.spam.test_learning import BAIT, THANKS, counts

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 8


def at_once(*works):
    """Each in a thread of its own; answers what they raised."""
    barrier, errors = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait(timeout=20)
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def sum_of_lessons():
    found = {}
    for lesson in [*Lesson.objects.all(), *Training.objects.all()]:
        for token in lesson.standing:
            spam, ham = found.get((lesson.bucket, token), (0, 0))
            found[lesson.bucket, token] = (
                spam + (lesson.label == "spam"),
                ham + (lesson.label == "ham"),
            )
    return found


def without_totals(found):
    return {key: value for key, value in found.items() if not key[1].startswith("#")}


@pytest.fixture
def comments(make_comment, make_note):
    notes = [make_note(), make_note()]

    def make(k):
        body = f"{BAIT} {k}번째" if k % 2 else f"{THANKS} {k}번째"
        return make_comment(notes[k % 2], body=body, status=Comment.HELD)

    return [make(k) for k in range(2 * EACH)]


def decide(comments):
    for comment in comments:
        comment.mark_as_spam(None) if "카지노" in comment.body else comment.approve(None)


def test_decisions_at_once_lose_no_count(comments):
    first, second = comments[:EACH], comments[EACH:]
    assert at_once(lambda: decide(first), lambda: decide(list(reversed(second)))) == []

    assert counts()["ko", COMMENTS] == (EACH, EACH)
    assert without_totals(counts()) == sum_of_lessons()


def test_batches_at_once_lose_no_count(comments):
    def batch(some):
        with transaction.atomic(), together():
            decide(some)

    # Under notes of their own: whoever decides in one transaction holds the note's row as well.
    assert at_once(lambda: batch(comments[::2]), lambda: batch(comments[1::2])) == []

    assert counts()["ko", COMMENTS] == (EACH, EACH)
    assert without_totals(counts()) == sum_of_lessons()


def test_taking_back_and_teaching_the_same_words_at_once(comments):
    decide(comments[:EACH])

    def undo():
        for comment in comments[:EACH]:
            comment.undo(None)

    assert at_once(undo, lambda: decide(comments[EACH:])) == []

    assert counts()["ko", COMMENTS] == (EACH // 2, EACH // 2)
    assert without_totals(counts()) == sum_of_lessons()
    assert not TokenCount.objects.filter(spam=0, ham=0).exists()


def test_rebuilding_while_somebody_decides(comments):
    decide(comments[:EACH])
    assert at_once(lambda: list(rebuild()), lambda: decide(comments[EACH:])) == []

    assert counts()["ko", COMMENTS] == (EACH, EACH)
    assert without_totals(counts()) == sum_of_lessons()


def test_one_comment_decided_twice_at_once_teaches_once(comments):
    comment = comments[0]
    copies = [Comment.objects.get(pk=comment.pk) for _k in range(2)]
    errors = at_once(lambda: copies[0].approve(None), lambda: copies[1].mark_as_spam(None))

    assert [type(error).__name__ for error in errors] == ["AlreadyDecided"]
    assert sorted(counts()["ko", COMMENTS]) == [0, 1]
    assert without_totals(counts()) == sum_of_lessons()


def test_changing_labels_at_once_loses_no_count(comments):
    decide(comments)
    copies = [Comment.objects.get(pk=comment.pk) for comment in comments]

    def turn(some):
        for comment in some:
            comment.approve(None) if "카지노" in comment.body else comment.mark_as_spam(None)

    assert at_once(lambda: turn(copies[:EACH]), lambda: turn(copies[EACH:][::-1])) == []

    assert set(Lesson.objects.filter(tokens__contains="w:카지노").values_list("label")) == {
        ("ham",)
    }
    assert counts()["ko", COMMENTS] == (EACH, EACH)
    assert without_totals(counts()) == sum_of_lessons()


def test_pruning_while_somebody_decides(comments):
    decide(comments[:EACH])
    Lesson.objects.update(prune_from="2020-01-01T00:00Z", moved=-1)  # all that is rare goes

    def undo_and_decide():
        for comment in comments[:EACH]:
            comment.undo(None)
        decide(comments[EACH:])

    works = (lambda: prune_tokens.call(), undo_and_decide, lambda: prune_tokens.call())
    assert at_once(*works) == []

    assert counts()["ko", COMMENTS] == (EACH // 2, EACH // 2)
    assert without_totals(counts()) == sum_of_lessons()


def test_pruning_while_a_note_goes(comments):
    decide(comments)
    Lesson.objects.update(prune_from="2020-01-01T00:00Z", moved=-1)
    note = comments[0].note

    assert at_once(lambda: prune_tokens.call(), note.delete) == []

    assert counts()["ko", COMMENTS] in ((0, EACH), (EACH, 0))
    assert without_totals(counts()) == sum_of_lessons()


def test_renewing_while_somebody_decides(comments, monkeypatch):
    decide(comments[:EACH])
    monkeypatch.setattr(learning, "VERSION", learning.VERSION + 1)
    monkeypatch.setattr(learning, "RENEWED_AT_ONCE", 3)
    assert at_once(lambda: renew_lessons.call(), lambda: decide(comments[EACH:])) == []

    assert set(Lesson.objects.values_list("version")) == {(learning.VERSION,)}
    assert without_totals(counts()) == sum_of_lessons()


def test_the_same_file_read_twice_at_once_teaches_once(comments):
    examples = [Example("spam", "", "", f"{BAIT} {k}번째 줄") for k in range(EACH)]
    read = [lambda: teach(examples)] * 2
    assert at_once(*read, lambda: decide(comments)) == []

    assert Training.objects.count() == EACH
    assert counts()["ko", COMMENTS] == (2 * EACH, EACH)
    assert without_totals(counts()) == sum_of_lessons()


def test_forgetting_while_somebody_takes_decisions_back(comments):
    spam = [comment for comment in comments if "카지노" in comment.body]
    decide(comments)
    Comment.objects.filter(status=Comment.SPAM).update(decided_at="2020-01-01T00:00Z")

    def undo():
        for comment in spam[::-1]:
            with suppress(AlreadyDecided):
                comment.undo(None)

    assert at_once(lambda: forget_spam.call(), undo) == []

    left = Comment.objects.with_words().filter(pk__in=[comment.pk for comment in spam])
    assert set(left.values_list("status")) <= {(Comment.HELD,)}
    gone = Comment.objects.exclude(forgotten_at=None)
    assert set(gone.values_list("status", "body")) <= {(Comment.SPAM, "")}
    assert counts()["ko", COMMENTS] == (gone.count(), EACH)
    assert without_totals(counts()) == sum_of_lessons()
