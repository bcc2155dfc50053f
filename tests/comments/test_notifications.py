"""Mail to the moderators: one for many comments, never instead of one."""

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from comments.notifications import mail_moderator, notify_moderators
from notes.desk.roles import AUTHOR, MODERATOR, set_roles


@pytest.fixture
def queue(settings):
    """The real queue, in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def people(make_user):
    make_user("owner", is_staff=True, is_superuser=True, email="owner@example.com")
    make_user("silent", is_staff=True, is_superuser=True)
    make_user("gone", is_staff=True, is_superuser=True, is_active=False, email="gone@example.com")
    make_user("writer", is_staff=True, email="writer@example.com")


def test_notify_moderators_writes_one_korean_mail(people, make_series, make_note, make_comment):
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    for name in ("홍길동", "김독자"):
        make_comment(note, status="held", name=name, body=f"{name}의 <말> & 생각")

    assert notify_moderators.call() == 1

    (message,) = mail.outbox
    assert message.to == ["owner@example.com"]
    assert message.subject == "확인을 기다리는 댓글 2개"
    assert "- 홍길동 — 소셜전략 1 : 같이 시작하기\n  홍길동의 <말> & 생각" in message.body
    assert "/moderation/" in message.body
    assert "그 밖에" not in message.body


def test_moderators_hear_of_it_who_do_nothing_else_here(make_user, make_comment):
    set_roles(make_user("moderator", email="moderator@example.com"), [MODERATOR])
    set_roles(make_user("author", email="author@example.com"), [AUTHOR])
    make_comment(status="held")

    assert notify_moderators.call() == 1
    assert mail.outbox[0].to == ["moderator@example.com"]


def test_notify_moderators_names_each_comment_once(people, make_comment):
    make_comment(status="held")
    notify_moderators.call()

    assert notify_moderators.call() == 0

    make_comment(status="held", name="나중 사람")
    notify_moderators.call()
    assert [message.subject[-2:] for message in mail.outbox] == ["1개", "1개"]
    assert "나중 사람" in mail.outbox[1].body


def test_notify_moderators_lists_a_few_and_counts_the_rest(people, make_note):
    note = make_note()
    Comment.objects.bulk_create(
        [Comment(note=note, name="이", body="말", status="held") for _ in range(14)]
    )

    notify_moderators.call()

    assert mail.outbox[0].body.count("- 이 — ") == 10
    assert "그 밖에 4개가 더 있습니다." in mail.outbox[0].body


def test_notify_moderators_without_anybody_keeps_the_comments_for_the_next(make_user, make_comment):
    make_comment(status="held")

    assert notify_moderators.call() == 0

    make_user("owner", is_superuser=True, email="owner@example.com")
    assert notify_moderators.call() == 1


def test_moderators_mail_names_what_still_waits(queue, people, make_comment):
    waiting = make_comment(status="held", name="기다리는 사람")
    make_comment(status="held", name="벌써 올라간 사람")
    notify_moderators.call()
    Comment.objects.exclude(pk=waiting.pk).get().approve(None)

    task = DBTaskResult.objects.get(task_path="comments.notifications.mail_moderator")
    assert mail_moderator.call(**task.args_kwargs["kwargs"])

    assert "기다리는 사람" in mail.outbox[0].body
    assert "벌써 올라간 사람" not in mail.outbox[0].body


def test_moderators_mail_about_what_is_decided_is_not_sent(queue, people, make_comment):
    comment = make_comment(status="held")
    notify_moderators.call()
    comment.approve(None)

    task = DBTaskResult.objects.get(task_path="comments.notifications.mail_moderator")
    assert not mail_moderator.call(**task.args_kwargs["kwargs"])
    assert mail.outbox == []


def test_held_comments_have_one_mail_waiting(queue, people, send, make_note):
    note = make_note()

    for word in ("하나", "둘", "셋"):
        assert send(note, body=f"{word} 번째로 남기는 짧은 말").status_code == 303

    task = DBTaskResult.objects.get()
    assert task.task_path == "comments.notifications.notify_moderators"
    assert 9 < (task.run_after - task.enqueued_at).total_seconds() / 60 <= 10


def test_published_and_spam_comments_ask_for_no_mail(queue, send, make_note, known_reader):
    note = make_note()
    send(note, **known_reader)
    send(note, subject="채움")

    about = DBTaskResult.objects.filter(task_path__startswith="comments.notifications")
    assert not about.exists()


def test_a_site_without_a_mail_server_queues_nothing(queue, send, make_note, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    send(make_note())

    assert not DBTaskResult.objects.exists()


def test_a_held_comment_asks_once_whether_a_mail_is_waiting(
    queue, send, make_note, django_assert_num_queries
):
    note = make_note()
    send(note, body="하나 번째로 남기는 짧은 말")

    # The note, all that came before, what was learned, the transaction's two ends, the new row: the mail
    # is one more.
    with django_assert_num_queries(6):
        send(note, body="둘 번째로 남기는 짧은 말")
