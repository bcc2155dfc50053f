"""From a comment that waits for Akismet to what becomes of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.akismet.asking import WAITS, ask
from comments.akismet.words import DISCARD_WEIGHT, SPAM_WEIGHT
from comments.daily import queue_daily_work
from comments.models import (
    AkismetAnswer,
    Comment,
    Decision,
    Lesson,
    Rule,
    SpamPolicy,
)
from comments.reasons import fate_of
from comments.slips import slip_path
from comments.spam.verdicts import HOLD_AT
from notes.models import Note, PageChange, Site

pytestmark = pytest.mark.django_db
BODY = "전략을 친구와 같이 세워 보았더니 훨씬 오래 갔습니다."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def note(make_series, make_note):
    return make_note("같이 시작하기", series=make_series("소셜전략"))


@pytest.fixture
def sent(queue, clock, note, send):
    """A first-timer's comment, as it was stored; nobody has worked yet."""

    def make(**fields):
        assert send(note, **{"body": BODY} | fields).status_code == 303
        return Comment.objects.latest("pk")

    return make


def checks(comment) -> list[str]:
    return [verdict["check"] for verdict in comment.verdicts]


def reasons(comment) -> list[str]:
    return [verdict["reason"] for verdict in comment.verdicts]


def again(comment) -> Comment:
    return Comment.objects.select_related("akismet").get(pk=comment.pk)


def edit(client, comment, **words):
    fields = {"name": comment.name, "body": comment.body, "kind": comment.kind}
    url = f"{slip_path(comment.pk, comment.created_at)}edit/"
    answer = client.post(url, fields | {"seen": again(comment).state} | words)
    assert answer.status_code == 303
    return again(comment)


def test_korean_comment_waits_for_the_answer_and_appears(akismet, sent, work, note, client):
    comment = sent(email="reader@example.com")

    assert comment.status == Comment.HELD
    assert reasons(comment) == ["Akismet의 답을 기다림"]
    assert akismet.requests == []
    assert Note.objects.get(pk=note.pk).comment_count == 0
    slip = client.get(slip_path(comment.pk, comment.created_at)).text
    assert "자동 스팸 검사(Akismet)의 답을 기다리고 있어요." in slip

    PageChange.objects.all().delete()
    assert work() == ["published"]

    comment = again(comment)
    assert (comment.status, comment.decided_at) == (Comment.PUBLISHED, None)
    assert comment.published_at == timezone.now()
    assert reasons(comment) == ["Akismet은 스팸이 아니라고 봄"]
    assert (comment.akismet.answer, comment.akismet.sent_at) == ("ham", timezone.now())
    assert akismet.asked()[0]["comment_content"] == BODY
    assert "reader@example.com" not in str(akismet.requests)
    assert Note.objects.get(pk=note.pk).comment_count == 1
    tags = " ".join(PageChange.objects.values_list("tags", flat=True)).split()
    assert {f"comments-{note.pk}", "counts"} <= set(tags)
    assert not Decision.objects.exists() and not Lesson.objects.exists()


@pytest.mark.parametrize(
    ("answer", "status", "weight"),
    [("spam", Comment.HELD, SPAM_WEIGHT), ("discard", Comment.SPAM, DISCARD_WEIGHT)],
)
def test_spam_weighs_and_is_never_dropped(akismet, sent, work, answer, status, weight):
    akismet.answer = answer
    comment = sent()

    assert work() == [status]

    comment = again(comment)
    assert (comment.status, comment.score, comment.body) == (status, weight, BODY)
    assert checks(comment) == ["akismet"]
    assert comment.verdicts[0]["weight"] == weight
    assert comment.decided_at is None and not Lesson.objects.exists()


def test_what_else_speaks_for_spam_is_added(akismet, sent, work):
    akismet.answer = "spam"
    comment = sent(body=f"{BODY} https://a.example https://b.example https://c.example")
    assert comment.score == 40 < HOLD_AT

    assert work() == [Comment.SPAM]

    assert again(comment).score == 40 + SPAM_WEIGHT


def test_thresholds_are_those_of_the_owner(akismet, sent, work):
    akismet.answer = "discard"
    SpamPolicy.objects.update(sensitivity="lenient")
    comment = sent()

    assert work() == [Comment.HELD]
    assert fate_of(again(comment)).label == "기다림"


def test_held_comment_is_asked_about_too_and_waits_on(akismet, sent, work):
    Site.objects.update(hold_first_timers=True)
    comment = sent()
    assert checks(comment) == ["first_time_commenter"]

    assert work() == [Comment.HELD]

    assert checks(again(comment)) == ["first_time_commenter", "akismet"]


def test_held_comment_that_is_spam_leaves_the_queue(akismet, sent, work):
    Site.objects.update(hold_first_timers=True)
    akismet.answer = "discard"
    comment = sent()

    assert work() == [Comment.SPAM]
    assert again(comment).decided_at is None


def test_who_is_vouched_for_is_not_asked_about(akismet, sent, known_reader):
    comment = sent(**known_reader)

    assert comment.status == Comment.PUBLISHED
    assert not AkismetAnswer.objects.exists()
    assert not DBTaskResult.objects.filter(task_path=ask.module_path).exists()


def test_allowed_by_a_rule_is_not_asked_about(akismet, sent):
    Rule.objects.create(subject=Rule.WORD, value="훨씬", action="publish")

    assert sent().status == Comment.PUBLISHED
    assert not AkismetAnswer.objects.exists()


def test_spam_is_not_asked_about(akismet, sent):
    assert sent(subject="채운 칸").status == Comment.SPAM
    assert not AkismetAnswer.objects.exists()


def test_author_is_not_asked_about(akismet, queue, note, posted, moderator_client):
    moderator_client.post(f"/comments/{note.pk}/", posted(note))

    assert Comment.objects.get().is_by_author
    assert not AkismetAnswer.objects.exists()


def test_without_an_address_nobody_is_asked(akismet, queue, note, posted, client):
    client.post(f"/comments/{note.pk}/", posted(note), REMOTE_ADDR="")

    assert Comment.objects.get().status == Comment.PUBLISHED
    assert not AkismetAnswer.objects.exists()


def test_without_a_key_nothing_is_different(db, service, sent, django_assert_num_queries):
    Site.objects.update_or_create(pk=Site.ONLY, defaults={"hold_first_timers": False})

    assert sent().status == Comment.PUBLISHED
    assert not AkismetAnswer.objects.exists() and not service.requests


# No answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        ("error", "오류로 답함"),
        ("garbage", "알 수 없는 말로 답함"),
        ("invalid", "키를 받아들이지 않음"),
        ("hang", "제때 답하지 않음"),
        ("cut", "연결되지 않음"),
    ],
)
def test_no_answer_is_a_note_and_asked_again_later(akismet, sent, work, mood, sentence):
    akismet.moods = [mood]
    comment = sent()

    assert work() == ["later"]

    held = again(comment)
    assert (held.status, held.score) == (Comment.HELD, 0)
    assert reasons(held) == [
        "Akismet의 답을 기다림",
        f"Akismet의 답이 없음: {sentence} (1번 물음, 다시 물어봄)",
    ]
    assert held.akismet.failures == 1
    assert work(MINUTE - timedelta(seconds=1)) == []
    assert work(timedelta(seconds=1)) == ["published"]
    assert reasons(again(comment)) == ["Akismet은 스팸이 아니라고 봄"]


def test_pauses_grow_and_in_the_end_the_rest_decides(akismet, sent, work, note):
    akismet.moods = ["error"] * 20
    comment = sent()

    assert work() == ["later"]
    for wait in WAITS[:-1]:
        assert work(wait - timedelta(seconds=1)) == []
        assert work(timedelta(seconds=1)) == ["later"]
    assert work(WAITS[-1]) == ["published"]

    assert sorted(WAITS) == WAITS and len(akismet.asked()) == len(WAITS) + 1
    comment = again(comment)
    assert comment.status == Comment.PUBLISHED
    assert reasons(comment) == ["Akismet의 답이 없음: 오류로 답함 (5번 물음, 그만 물어봄)"]
    assert comment.akismet.answer == "none"
    assert Note.objects.get(pk=note.pk).comment_count == 1
    assert work(timedelta(days=9)) == []


def test_rest_may_decide_to_hold(akismet, sent, work):
    Site.objects.update(hold_first_timers=True)
    akismet.moods = ["garbage"] * 20
    comment = sent()

    for wait in [timedelta(), *WAITS]:
        said = work(wait)

    assert said == [Comment.HELD]
    assert again(comment).verdicts[0]["check"] == "first_time_commenter"


def test_who_does_not_answer_is_not_asked_for_each_of_many(akismet, sent, work):
    """Each would cost the time-out, and mail waits behind them."""
    akismet.moods = ["hang"]
    bodies = ("늦은 밤에 읽었습니다.", "친구에게도 보여 주었어요.", "다음 번호가 기다려집니다.")
    comments = [sent(body=body) for body in bodies]

    assert work() == ["later"] * 3
    assert len(akismet.requests) == 1
    assert work(MINUTE) == ["published"] * 3
    assert all(again(comment).is_public for comment in comments)


def test_moderators_hear_of_what_waits_long(akismet, sent, work, moderator):
    """Not of what was answered within the ten minutes in which mail is collected."""
    from comments.notifications import notify_moderators

    moderator.email = "moderator@example.com"
    moderator.save()
    akismet.moods = ["error"] * 20
    sent()
    work()
    notify_moderators.call()

    assert Comment.objects.held().exclude(announced_at=None).count() == 1


def test_writer_who_wants_mail_hears_when_it_appears(akismet, sent, work):
    comment = sent(email="reader@example.com", wants_mail="1")
    work()

    waiting = DBTaskResult.objects.filter(task_path="comments.mail.tasks.send_published")
    assert [row.args_kwargs["kwargs"] for row in waiting] == [{"comment": comment.pk}]


def test_daily_work_asks_what_a_lost_task_would_have(akismet, sent, work):
    comment = sent()
    DBTaskResult.objects.all().delete()

    queue_daily_work()

    assert work()[-1] == "published"
    assert again(comment).is_public


def test_immediate_tasks_ask_once(akismet, note, send):
    """Where no task can wait, the first failure is the last."""
    akismet.moods = ["error"]
    send(note, body=BODY)

    comment = Comment.objects.get()
    assert comment.is_public
    assert reasons(comment) == ["Akismet의 답이 없음: 오류로 답함 (1번 물음, 그만 물어봄)"]


# Meanwhile --------------------------------------------------------------------------------------


def test_moderator_who_was_faster_is_obeyed(akismet, sent, work, moderator):
    comment = sent()
    again(comment).mark_as_spam(moderator)

    said = work()

    comment = again(comment)
    assert said == [Comment.SPAM]
    assert comment.status == Comment.SPAM
    assert checks(comment) == []
    assert akismet.asked() == []  # nothing is sent that nobody needs


def test_key_that_is_gone_keeps_nobody_waiting(akismet, sent, work, moderator):
    from comments.akismet.keys import remove_key

    akismet.moods = ["error"]
    comment = sent()
    assert work() == ["later"]

    remove_key(moderator)

    assert sorted(work(), key=str) == [1, "published"]
    assert again(comment).verdicts == []
    assert work(MINUTE) == ["not asked"]
    assert len(akismet.asked()) == 1


def test_new_key_asks_at_once(akismet, sent, work, moderator):
    from comments.akismet.keys import use_key
    from tests.comments.akismet.conftest import KEY

    SpamPolicy.objects.update(akismet_key="ffffffffffff")
    comment = sent()
    assert work() == ["later"]

    use_key(KEY, moderator, is_verified=True)

    assert sorted(work(), key=str) == [1, "published"]
    assert again(comment).is_public
    assert work(MINUTE) == ["not asked"]


def test_erased_comment_is_asked_about_no_more(akismet, sent, work):
    sent().delete()

    assert work() == ["not asked"]
    assert not akismet.requests


def test_address_that_was_cut_meanwhile(akismet, sent, work):
    comment = sent()
    Comment.objects.update(address=None)

    assert work() == ["published"]
    assert not akismet.requests
    assert again(comment).akismet.sent_at is None


# Its writer changes it ----------------------------------------------------------------------------


def test_new_words_are_asked_about_instead(akismet, sent, work, client):
    comment = sent()
    edited = edit(client, comment, body=f"{BODY} 고쳐 적습니다.")

    assert edited.status == Comment.HELD and checks(edited) == ["akismet_waiting"]
    assert sorted(work()) == ["not asked", "published"]

    [asked] = akismet.asked()
    assert asked["comment_content"] == f"{BODY} 고쳐 적습니다."
    assert asked["recheck_reason"] == "edit"


def test_harmless_at_first_and_spam_later(akismet, sent, work, client):
    comment = sent()
    work()
    assert again(comment).is_public
    akismet.answer = "spam"

    edited = edit(client, comment, body="둘째 문단을 읽고 생각이 바뀌어 고쳐 적어요.")

    assert edited.status == Comment.HELD and checks(edited) == ["akismet_waiting"]
    assert work() == [Comment.HELD]
    assert reasons(again(comment)) == ["Akismet이 스팸으로 봄"]


def test_what_a_moderator_is_to_see_is_not_published_by_an_edit(akismet, sent, work, client):
    links = " ".join(f"https://{letter}.example" for letter in "abcd")
    comment = sent(body=f"{BODY} {links}")
    assert checks(comment) == ["link_count"]

    edit(client, comment, body=BODY)
    work()

    assert again(comment).status == Comment.HELD


def test_edit_of_an_approved_comment_is_not_asked_about(akismet, sent, work, client, moderator):
    comment = sent()
    work()
    again(comment).hold(moderator)
    again(comment).approve(moderator)

    assert edit(client, comment, body=f"{BODY} 고침.").is_public
    assert len(akismet.asked()) == 1


def test_words_that_are_spam_by_themselves_end_the_asking(akismet, sent, work, client):
    comment = sent()
    Rule.objects.create(subject=Rule.WORD, value="카지노", action="spam")

    edit(client, comment, body="카지노 첫충 꽁머니")

    assert again(comment).akismet.answer == "none"
    assert work() == ["not asked"]
    assert not akismet.requests
