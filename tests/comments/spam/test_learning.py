"""What decisions teach, and that whatever changes one takes back exactly what it had taught."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from comments.models import AlreadyDecided, Comment, Lesson, TokenCount
from comments.models.token_count import COMMENTS, TOKENS
from comments.spam import learning, tokens
from comments.spam.learning import follow, together

BAIT = "먹튀 없는 카지노 사이트, 첫 충전 보너스 https://bonus-casino.xyz/join"
THANKS = "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다."


def counts():
    return {(row.bucket, row.token): (row.spam, row.ham) for row in TokenCount.objects.all()}


def lessons():
    return set(Lesson.objects.values_list("comment", "label", "bucket", "tokens"))


def taught():
    return counts(), lessons()


@pytest.fixture
def waiting(make_comment, make_note):
    """Held comments, as the judge leaves them."""
    note = make_note()

    def make(body=THANKS, **fields):
        return make_comment(note, body=body, status=Comment.HELD, **fields)

    return make


@pytest.fixture
def before(waiting, moderator):
    """Something is known already, some of it about the same words."""
    waiting(f"{BAIT} 어제").mark_as_spam(moderator)
    waiting(f"{THANKS} 어제").approve(moderator)
    return taught()


def test_an_approved_comment_teaches_ham_and_spam_teaches_spam(waiting, moderator):
    ham, spam = waiting(THANKS), waiting(BAIT)
    ham.approve(moderator)
    spam.mark_as_spam(moderator)

    found = counts()
    assert found["ko", COMMENTS] == (1, 1)
    assert found["ko", "w:카지노"] == (1, 0)
    assert found["ko", "w:문단의"] == (0, 1)
    assert found["ko", "s:no_website"] == (1, 1)
    known = tokens.read(ham.name, "", THANKS).tokens
    assert found["ko", TOKENS][1] == len(known)


def test_what_no_moderator_has_decided_teaches_nothing(waiting, make_comment, moderator):
    now = timezone.now()
    make_comment(body=THANKS)
    make_comment(body=BAIT, status=Comment.SPAM)
    waiting().remove(moderator)
    waiting(is_by_author=True).approve(moderator)
    waiting(source_url="https://blog.example/답글").approve(moderator)
    old = make_comment(created_at=now, decided_at=now)  # as an import writes it
    old.mark_as_spam(moderator)
    old.undo(moderator)

    assert taught() == ({}, set())


@pytest.mark.parametrize(
    "path",
    [
        ["approve"],
        ["mark_as_spam"],
        ["remove"],
        ["approve", "mark_as_spam"],
        ["mark_as_spam", "approve"],
        ["mark_as_spam", "hold", "approve", "remove"],
    ],
)
def test_undo_takes_back_exactly_what_was_taught(waiting, moderator, before, path):
    comment = waiting(BAIT)
    states = []
    for act in path:
        states.append(taught())
        getattr(comment, act)(moderator)
    for state in reversed(states):
        comment.undo(moderator)
        comment.refresh_from_db()
        assert taught() == state

    assert taught() == before


def test_a_changed_decision_is_as_if_it_had_been_so_at_once(waiting, moderator, before):
    comment = waiting(BAIT)
    comment.mark_as_spam(moderator)
    at_once = taught()
    comment.approve(moderator)
    assert taught() != at_once
    comment.mark_as_spam(moderator)

    assert taught() == at_once


def test_what_was_taught_is_taken_back_though_words_and_rules_changed(
    waiting, moderator, before, monkeypatch
):
    comment = waiting(BAIT)
    comment.mark_as_spam(moderator)
    Comment.objects.filter(pk=comment.pk).update(body="전혀 다른 말", name="다른 이름")
    monkeypatch.setattr(tokens, "_of_words", lambda text: ["w:다른규칙"])
    comment.undo(moderator)

    assert taught() == before


def test_a_decision_that_fails_teaches_nothing(waiting, moderator, before):
    comment = waiting(BAIT)
    other = Comment.objects.get(pk=comment.pk)
    comment.mark_as_spam(moderator)
    known = taught()
    with pytest.raises(AlreadyDecided):
        other.approve(moderator)
    assert taught() == known

    with pytest.raises(RuntimeError), transaction.atomic():
        comment.approve(moderator)
        raise RuntimeError
    assert taught() == known


@pytest.mark.parametrize("erase", ["comment", "queryset", "note"])
def test_erasing_takes_back_what_was_taught(waiting, make_comment, moderator, before, erase):
    note = make_comment().note
    comment = make_comment(note, name="남궁유일", body=BAIT, status=Comment.HELD)
    comment.mark_as_spam(moderator)
    assert ("ko", "n:남궁유일") in counts()
    if erase == "comment":
        comment.delete()
    elif erase == "queryset":
        Comment.objects.filter(pk=comment.pk).delete()
    else:
        note.delete()

    assert taught() == before


def test_words_that_the_writer_changed_are_no_longer_what_was_approved(waiting, moderator, before):
    comment = waiting(THANKS)
    comment.approve(moderator)
    with transaction.atomic():
        comment.edit({"body": BAIT}, Comment.PUBLISHED)
    assert taught() == before

    comment.refresh_from_db()
    comment.mark_as_spam(moderator)
    assert counts()["ko", "w:카지노"] == (2, 0)
    comment.undo(moderator)
    assert taught() == before


def test_a_word_corrected_in_the_admin_is_learned_anew(waiting, moderator_client, moderator):
    comment = waiting("카지누 사이트")
    comment.mark_as_spam(moderator)
    form = {"name": comment.name, "email": "", "website": "", "body": "카지노 사이트"}
    moderator_client.post(f"/admin/comments/comment/{comment.pk}/change/", form)

    assert ("ko", "w:카지누") not in counts()
    assert counts()["ko", "w:카지노"] == (1, 0)


def test_many_decisions_together_teach_what_each_would(waiting, moderator, before):
    comments = [waiting(f"{BAIT} {k}번째") for k in range(3)]
    comments += [waiting(f"{THANKS} {k}번째") for k in range(3)]
    for comment in comments:
        (comment.mark_as_spam if "카지노" in comment.body else comment.approve)(moderator)
    one_by_one = taught()
    with transaction.atomic(), together():
        for comment in comments:
            comment.undo(moderator)
    assert taught() == before

    with transaction.atomic(), together():
        for comment in Comment.objects.filter(pk__in=[comment.pk for comment in comments]):
            (comment.mark_as_spam if "카지노" in comment.body else comment.approve)(moderator)
    assert taught() == one_by_one


def test_together_knows_what_was_refused_in_the_end(waiting, moderator, before):
    comment = waiting(BAIT)
    with transaction.atomic(), together(), pytest.raises(RuntimeError), transaction.atomic():
        comment.mark_as_spam(moderator)
        raise RuntimeError

    assert taught() == before


def test_a_decision_costs_few_queries_however_long_the_comment(
    waiting, moderator, django_assert_num_queries
):
    comments = [waiting("짧은 말"), waiting(" ".join(f"낱말{k}" for k in range(300)))]
    for comment in comments:
        with transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(
                status=Comment.SPAM, decided_at=timezone.now()
            )
            with django_assert_num_queries(3):
                follow(comment)


def test_fifty_together_cost_few_queries(waiting, moderator, django_assert_max_num_queries):
    comments = [waiting(f"{BAIT} {k}번째") for k in range(50)]
    Comment.objects.update(status=Comment.SPAM, decided_at=timezone.now())

    with transaction.atomic(), django_assert_max_num_queries(5), together():
        for comment in comments:
            follow(comment)

    assert counts()["ko", COMMENTS] == (50, 0)


def test_rebuilding_counts_the_same(waiting, moderator, before, capsys):
    waiting(is_by_author=True).approve(moderator)
    edited = waiting("고치기 전의 말")
    edited.approve(moderator)
    edited.edit({"body": "고친 뒤의 말"}, Comment.PUBLISHED)
    known = taught()
    call_command("rebuild_spam_counts")
    assert taught() == known

    TokenCount.objects.filter(token__startswith="w:").delete()
    TokenCount.objects.update(spam=7)
    Lesson.objects.filter(label="ham").update(tokens="w:헛것")
    call_command("rebuild_spam_counts")
    assert taught() == known
    said = "결정한 댓글 4개를 다시 읽었고, 그 가운데 2개에서 배웁니다."
    assert said in capsys.readouterr().out


def test_rebuilding_follows_new_rules(waiting, moderator, before, monkeypatch):
    monkeypatch.setattr(tokens, "_of_words", lambda text: ["w:새규칙"])
    monkeypatch.setattr(learning, "COMMENTS_AT_ONCE", 1)
    call_command("rebuild_spam_counts")

    assert counts()["ko", "w:새규칙"] == (1, 1)
    assert ("ko", "w:카지노") not in counts()


def test_what_was_taught_is_heard_at_once(send, waiting, make_note, moderator):
    for k in range(12):
        waiting(f"{BAIT} {k}번째 안내").mark_as_spam(moderator)
        waiting(f"{THANKS} {k}번째 글").approve(moderator)

    send(make_note(), body="카.지.노 첫 충전 보너스 사이트 안내 https://bonus-casino.xyz/b")

    verdicts = {each["check"]: each for each in Comment.objects.latest("pk").verdicts}
    assert "bonus-casino.xyz" in verdicts["bayes"]["reason"]
    assert "‘보너스’" in verdicts["bayes"]["reason"]
    assert all(len(pair) == 2 for pair in verdicts["bayes"]["words"])


def test_later_decision_about_an_edited_comment_counts(waiting, moderator):
    comment = waiting(BAIT)
    comment.edited_at = timezone.now() - timedelta(minutes=1)
    Comment.objects.filter(pk=comment.pk).update(edited_at=comment.edited_at)
    comment.mark_as_spam(moderator)

    assert counts()["ko", COMMENTS] == (1, 0)
