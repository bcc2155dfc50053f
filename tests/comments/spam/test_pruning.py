"""Seldom seen tokens go, and no decided comment's score moves by more than a hundredth for it."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.daily import queue_daily_work
from comments.models import Comment, Lesson, PrunedToken, TokenCount
from comments.models.token_count import COMMENTS, TOKENS
from comments.spam import learning, pruning, tokens
from comments.spam.pruning import prune_tokens
from tests.comments.spam.examples import age_lessons, decided, examples, probabilities
from tests.comments.spam.test_learning import BAIT, THANKS, counts
from tests.comments.spam.test_learning_at_once import sum_of_lessons, without_totals

pytestmark = pytest.mark.django_db
HUNDREDTH = 0.01
NEW = "돌담마루"  # in no example


@pytest.fixture
def site(make_note, monkeypatch):
    """Two hundred decided comments, none of them taught lately."""
    monkeypatch.setattr(pruning, "AT_ONCE", 40)
    note = make_note()
    decided(note, examples(200))
    age_lessons(weeks=9)
    return note


def moved(before: dict, after: dict) -> float:
    assert before.keys() == after.keys()
    return max(abs(before[pk] - after[pk]) for pk in before)


def test_pruning_moves_no_score_by_more_than_a_hundredth(site):
    before, rows = probabilities(), TokenCount.objects.count()
    totals = TokenCount.objects.filter(token__in=[COMMENTS, TOKENS])
    sizes, known = list(totals.order_by("pk").values_list()), counts()

    prune_tokens.call()

    left = TokenCount.objects.count()
    assert left < 0.8 * rows  # otherwise nothing was tried
    assert PrunedToken.objects.count() == rows - left
    assert 0 < moved(before, probabilities()) <= HUNDREDTH
    assert without_totals(counts()) == sum_of_lessons()
    assert list(totals.order_by("pk").values_list()) == sizes
    gone = known.keys() - counts().keys()
    assert all(sum(known[row]) == 1 for row in gone)


def test_repeated_pruning_stays_within_one_hundredth_in_all(site):
    before, left = probabilities(), []
    for _run in range(4):
        prune_tokens.call()
        left.append(TokenCount.objects.count())
        age_lessons(weeks=30)

    assert left[-1] < left[0]  # later looks found more
    assert moved(before, probabilities()) <= HUNDREDTH
    assert Lesson.objects.filter(moved__gt=HUNDREDTH).count() == 0
    assert without_totals(counts()) == sum_of_lessons()


def test_each_step_of_teaching_and_pruning_in_turns_is_small(site):
    """Who says again what was pruned teaches anew; pruning again moves nobody's score."""
    for some in (examples(260)[200:230], examples(260)[230:]):
        decided(site, some)
        age_lessons(weeks=30)
        before = probabilities()
        prune_tokens.call()
        assert moved(before, probabilities()) <= HUNDREDTH


def test_token_that_comes_back_is_not_pruned_again(site, make_comment):
    decided(site, [{"label": "spam", "author": "", "url": "", "text": f"{BAIT} {NEW} {THANKS}"}])
    first = Comment.objects.latest("pk")
    Lesson.objects.exclude(pk=first.pk).update(
        prune_from=timezone.now() + timezone.timedelta(days=1)
    )
    age_lessons(weeks=9)
    Lesson.objects.filter(pk=first.pk).update(moved=-1)  # whatever it moves
    prune_tokens.call()
    assert ("ko", f"w:{NEW}") not in counts()

    decided(
        site, [{"label": "ham", "author": "", "url": "", "text": f"{NEW} 이야기를 들었습니다."}]
    )
    age_lessons(weeks=30)
    Lesson.objects.update(moved=-1)
    prune_tokens.call()

    assert counts()["ko", f"w:{NEW}"] == (0, 1)
    assert ("ko", "w:이야기를") not in counts()  # nobody had said that before


def test_young_lessons_stay_whole(make_note):
    decided(make_note(), examples(40))
    known = counts()

    queue_daily_work()

    assert counts() == known


def test_what_a_pruned_comment_taught_is_taken_back_exactly(make_comment, moderator, site):
    known = counts()
    comment = make_comment(site, body=f"{BAIT} {NEW}", status=Comment.HELD)
    comment.mark_as_spam(moderator)
    age_lessons(weeks=9)
    Lesson.objects.exclude(pk=comment.pk).update(
        prune_from=timezone.now() + timezone.timedelta(days=1)
    )
    Lesson.objects.filter(pk=comment.pk).update(moved=-1)
    prune_tokens.call()
    lesson = Lesson.objects.get(pk=comment.pk)
    assert f"w:{NEW}" not in lesson.standing and len(lesson.standing) < lesson.size

    comment.undo(moderator)
    assert counts() == known

    comment.mark_as_spam(moderator)  # whole again
    assert counts()["ko", f"w:{NEW}"] == (1, 0)


def test_rebuilding_keeps_what_is_left(site):
    prune_tokens.call()
    known, lessons = counts(), set(Lesson.objects.values_list())
    TokenCount.objects.filter(token__startswith="b:").delete()

    call_command("rebuild_spam_counts")

    assert counts() == known
    assert set(Lesson.objects.values_list()) == lessons


def test_lessons_read_by_older_rules_are_renewed_in_portions_and_only_then_pruned(
    site, monkeypatch, settings
):
    prune_tokens.call()
    assert PrunedToken.objects.exists()
    age_lessons(weeks=30)
    pruned = counts()
    monkeypatch.setattr(learning, "VERSION", tokens.VERSION + 1)
    monkeypatch.setattr(learning, "RENEWED_AT_ONCE", 70)
    monkeypatch.setattr(tokens, "_of_website", lambda website, name: ["s:website"])
    prune_tokens.call()
    assert counts() == pruned

    learning.renew_lessons.call()

    assert set(Lesson.objects.values_list("version")) == {(tokens.VERSION + 1,)}
    assert ("ko", "s:no_website") not in counts()
    assert not PrunedToken.objects.exists()
    assert without_totals(counts()) == sum_of_lessons()
    assert learning.renew_lessons.call() == 0


def test_a_portion_asks_little_more_for_long_lessons(make_note, django_assert_max_num_queries):
    decided(make_note(), examples(10))
    age_lessons(weeks=9)

    with django_assert_max_num_queries(12 + 2 * 10):
        prune_tokens.call()
