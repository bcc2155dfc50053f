"""Two moderators at the same moment lose no count and never wait for each other for ever."""

import threading

import pytest
from django.db import connections, transaction

from comments.models import Comment, Lesson, TokenCount
from comments.models.token_count import COMMENTS
from comments.spam.learning import rebuild, together
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
    for lesson in Lesson.objects.all():
        for token in lesson.tokens.split("\n"):
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
