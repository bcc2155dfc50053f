"""Decisions, their way back, and the note's number of public comments."""

import threading

import pytest
from django.db import connection

from comments.models import AlreadyDecided, Comment, Decision


def count_of(note):
    note.refresh_from_db()
    return note.comment_count


def test_comment_renders_korean_once_and_says_who_wrote_it(make_comment):
    comment = make_comment(name="홍길동", body="**본다.**그리고 ㅋㅋㅋ")

    assert comment.body_html.strip() == "<p><strong>본다.</strong>그리고 ㅋㅋㅋ</p>"
    assert str(comment) == "홍길동: **본다.**그리고 ㅋㅋㅋ"


def test_comment_approve_publishes_counts_and_writes_down_who(make_comment, moderator):
    comment = make_comment(status="held")

    decision = comment.approve(moderator)

    comment.refresh_from_db()
    assert comment.status == Comment.PUBLISHED
    assert comment.published_at == comment.decided_at == decision.made_at
    assert (decision.moderator, decision.from_status, decision.to_status) == (
        moderator,
        "held",
        "published",
    )
    assert count_of(comment.note) == 1


@pytest.mark.parametrize("act", ["mark_as_spam", "remove"])
def test_comment_taken_off_is_not_counted(make_comment, moderator, act):
    comment = make_comment()
    assert count_of(comment.note) == 1

    getattr(comment, act)(moderator)

    assert count_of(comment.note) == 0


def test_comment_decided_twice_the_same_is_refused(make_comment, moderator):
    comment = make_comment(status="held")
    comment.approve(moderator)

    with pytest.raises(AlreadyDecided):
        comment.approve(moderator)

    assert (count_of(comment.note), Decision.objects.count()) == (1, 1)


def test_comment_decided_by_somebody_else_meanwhile_is_refused(make_comment, moderator):
    mine = make_comment(status="held")
    Comment.objects.get(pk=mine.pk).mark_as_spam(moderator)

    with pytest.raises(AlreadyDecided):
        mine.approve(moderator)

    assert Comment.objects.get().status == Comment.SPAM
    assert (count_of(mine.note), Decision.objects.count()) == (0, 1)


def test_comment_undo_restores_every_column_and_the_count(make_comment, moderator):
    comment = make_comment(status="held")
    before = Comment.objects.filter(pk=comment.pk).values().get()
    comment.approve(moderator)

    undone = comment.undo(moderator)

    assert Comment.objects.filter(pk=comment.pk).values().get() == before
    assert (undone.undoes.to_status, undone.to_status) == ("published", "held")
    assert count_of(comment.note) == 0


def test_comment_undo_twice_goes_back_two_decisions(make_comment, moderator):
    comment = make_comment(status="held")
    comment.approve(moderator)
    approved = Comment.objects.filter(pk=comment.pk).values().get()
    comment.mark_as_spam(moderator)

    comment.undo(moderator)
    after_one = Comment.objects.filter(pk=comment.pk).values().get()
    comment.refresh_from_db()
    comment.undo(moderator)

    comment.refresh_from_db()
    assert after_one == approved
    assert (comment.status, comment.decided_at, comment.published_at) == ("held", None, None)
    with pytest.raises(AlreadyDecided):
        comment.undo(moderator)


def test_decision_undo_is_refused_when_a_newer_one_stands(make_comment, moderator):
    comment = make_comment(status="held")
    first = comment.approve(moderator)
    comment.mark_as_spam(moderator)
    comment.approve(moderator)

    with pytest.raises(AlreadyDecided):
        Decision.objects.get(pk=first.pk).undo(moderator)

    assert Comment.objects.get().status == Comment.PUBLISHED
    assert count_of(comment.note) == 1


def test_comment_save_changes_words_but_neither_status_nor_place(make_comment):
    comment = make_comment(status="held")
    comment.body, comment.status, comment.depth = "고친 **말**", Comment.PUBLISHED, 3

    comment.save()

    stored = Comment.objects.get()
    assert stored.body_html.strip() == "<p>고친 <strong>말</strong></p>"
    assert (stored.status, stored.depth, count_of(stored.note)) == ("held", 1, 0)


def test_comment_delete_is_uncounted(make_comment):
    note = make_comment().note
    make_comment(note, status="held").delete()
    assert count_of(note) == 1

    note.comments.get().delete()

    assert count_of(note) == 0


def test_comment_answers_below_the_third_level_stay_in_the_branch(make_comment):
    comments = [make_comment(body="뿌리")]
    for level in range(2, 6):
        comments.append(make_comment(parent=comments[-1], body=f"{level}층"))

    first, second = comments[0].pk, comments[1].pk
    assert [comment.depth for comment in comments] == [1, 2, 3, 3, 3]
    assert [comment.branch for comment in comments] == [
        "",
        f"{first}",
        *[f"{first}/{second}"] * 3,
    ]
    assert comments[4].parent == comments[3]


def test_comment_status_counts_stop_at_a_bound(make_comment, monkeypatch):
    note = make_comment(status="held").note
    for _ in range(3):
        make_comment(note)
    monkeypatch.setattr("comments.models.comment_queryset.COUNTED_TO", 2)

    counts = Comment.objects.status_counts()

    assert counts == {"held": 1, "spam": 0, "published": 3, "removed": 0, "suspended": 0}
    make_comment(note)
    assert Comment.objects.status_counts()["published"] == 3


def run_at_once(*acts):
    """Each act in a thread with a connection of its own, all let go together; answers what came."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        barrier.wait()
        try:
            answers[index] = act()
        except AlreadyDecided as late:
            answers[index] = late
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_one_wins_the_other_is_told(make_comment, make_user):
    for _ in range(5):
        comment = make_comment(status="held")
        mine, theirs = (Comment.objects.get(pk=comment.pk) for _ in range(2))
        one, other = make_user(), make_user()

        answers = run_at_once(
            lambda m=mine, u=one: m.approve(u), lambda t=theirs, u=other: t.remove(u)
        )

        late = [answer for answer in answers if isinstance(answer, AlreadyDecided)]
        decision = comment.decisions.get()
        comment.refresh_from_db()
        assert len(late) == 1
        assert comment.status == decision.to_status
        assert count_of(comment.note) == comment.is_public


@pytest.mark.django_db(transaction=True)
def test_two_moderators_undo_at_once_only_once(make_comment, make_user):
    comment = make_comment(status="held")
    decision = comment.approve(make_user())
    same = [Decision.objects.get(pk=decision.pk) for _ in range(2)]

    answers = run_at_once(*[lambda d=d: d.undo(None) for d in same])

    comment.refresh_from_db()
    assert sum(isinstance(answer, AlreadyDecided) for answer in answers) == 1
    assert (comment.status, count_of(comment.note)) == ("held", 0)


@pytest.mark.django_db(transaction=True)
def test_many_visitors_at_once_are_counted_exactly(make_note):
    note = make_note()

    run_at_once(
        *[
            lambda n=n: Comment.objects.create(
                note=note, name="동시", body=f"{n}번째 사람", status="published"
            )
            for n in range(8)
        ]
    )

    assert count_of(note) == note.comments.public().count() == 8
