"""Who hears of an answer: the writer of what was answered, if they want to and have confirmed it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.interchange import store_comments
from comments.models import Comment, MailAddress
from notes.interchange.records import CommentData
from notes.models import Note

pytestmark = pytest.mark.django_db
READER = "reader@example.com"


@pytest.fixture
def address(confirmed):
    return confirmed(READER)


@pytest.fixture
def question(make_comment, address):
    return make_comment(name="김독자", email=READER, wants_mail=True, network="203.0.113.0/24")


@pytest.fixture
def told(mail_server, work):
    """The mails that go out now: to whom, and what about."""

    def mails():
        work()
        letters, mail_server.letters[:] = list(mail_server.letters), []
        return [(letter.recipients[0], letter["Message-ID"]) for letter in letters]

    return mails


def reply_to(comment) -> tuple[str, str]:
    """What `told` says of a mail about this answer."""
    return (comment.parent.email, f"<reply-{comment.pk}@127.0.0.1>")


def test_answer_that_is_public_at_once_is_told(told, question, make_comment):
    answer = make_comment(parent=question, name="이답변")

    assert told() == [reply_to(answer)]


def test_held_answer_is_told_when_it_is_approved_and_only_then(told, question, make_comment):
    answer = make_comment(parent=question, name="이답변", status="held")
    assert told() == []

    answer.approve(None)
    assert told() == [reply_to(answer)]

    answer.undo(None)
    answer.approve(None)
    assert told() == []


@pytest.mark.parametrize("status", ["held", "spam", "removed"])
def test_answer_that_is_not_public_is_never_told(told, question, make_comment, status):
    make_comment(parent=question, name="이답변", status=status)

    assert told() == []


@pytest.mark.parametrize("act", ["mark_as_spam", "remove", "hold"])
def test_answer_that_was_taken_away_meanwhile_is_not_told(told, question, make_comment, act):
    getattr(make_comment(parent=question, name="이답변"), act)(None)

    assert told() == []


def test_answer_that_was_erased_meanwhile_is_not_told(told, question, make_comment):
    make_comment(parent=question, name="이답변").delete()

    assert told() == []


def test_answer_under_a_note_that_was_withdrawn_is_not_told(told, question, make_comment):
    make_comment(parent=question, name="이답변")
    Note.objects.update(status=Note.DRAFT)

    assert told() == []


def test_answer_to_what_is_not_public_any_more_is_not_told(told, question, make_comment):
    make_comment(parent=question, name="이답변")
    question.remove(None)

    assert told() == []


@pytest.mark.parametrize(
    "columns",
    [
        {"confirmed_at": None},
        {"stopped_at": timezone.now()},
    ],
)
def test_address_that_is_not_confirmed_or_has_stopped_hears_nothing(
    told, question, address, make_comment, columns
):
    MailAddress.objects.filter(pk=address.pk).update(**columns)
    make_comment(parent=question, name="이답변")

    assert told() == []


def test_who_did_not_ask_for_it_hears_nothing(told, address, make_comment):
    make_comment(parent=make_comment(email=READER), name="이답변")

    assert told() == []


@pytest.mark.parametrize(
    "writer",
    [
        {"name": "다른 이름", "email": READER},
        {"name": "김독자", "network": "203.0.113.0/24"},
    ],
)
def test_nobody_hears_of_their_own_answer(told, question, make_comment, writer):
    make_comment(parent=question, **writer)

    assert told() == []


@pytest.mark.parametrize(
    "writer",
    [
        {"name": "김독자", "network": "198.51.100.0/24"},
        {"name": "김독자", "network": "203.0.113.0/24", "email": "other@example.com"},
        {"name": "이답변", "network": "203.0.113.0/24"},
    ],
)
def test_same_name_or_same_network_alone_is_somebody_else(told, question, make_comment, writer):
    answer = make_comment(parent=question, **writer)

    assert told() == [reply_to(answer)]


def test_only_who_is_answered_hears_of_it_not_those_above(told, question, confirmed, make_comment):
    confirmed("second@example.com")
    second = make_comment(
        parent=question, name="이답변", email="second@example.com", wants_mail=True
    )
    assert told() == [reply_to(second)]

    third = make_comment(parent=second, name="박셋째")
    assert told() == [reply_to(third)]
    assert third.parent.email == "second@example.com"


def test_comment_that_waited_is_told_to_its_writer_once(told, address, make_comment):
    waited = make_comment(name="김독자", email=READER, wants_mail=True, status="held")
    assert told() == []

    waited.approve(None)
    assert told() == [(READER, f"<published-{waited.pk}@127.0.0.1>")]

    waited.undo(None)
    waited.approve(None)
    waited.mark_as_spam(None)
    waited.undo(None)
    assert told() == []


@pytest.mark.parametrize("fields", [{"wants_mail": False}, {"email": "other@example.com"}])
def test_comment_that_waited_is_told_to_nobody_who_did_not_confirm(
    told, address, make_comment, fields
):
    wants = {"name": "김독자", "email": READER, "wants_mail": True, "status": "held"} | fields
    make_comment(**wants).approve(None)

    assert told() == []


def test_answer_and_mail_are_there_together_or_neither(mail_server, work, question, make_comment):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_comment(parent=question, name="이답변")
        raise ZeroDivisionError

    assert work() == []


def test_site_without_a_mail_server_queues_nothing(work, question, make_comment, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    make_comment(parent=question, name="이답변")

    assert work() == []


def test_imported_answers_are_no_news(work, mail_server, question):
    Comment.objects.filter(pk=question.pk).update(import_ref="wp:1")
    data = CommentData(
        ref="wp:2",
        parent_ref="wp:1",
        name="옛 답변",
        email="",
        website="",
        body="옛날에 남긴 답글입니다.",
        created_at=timezone.now() - timedelta(days=900),
        status="published",
    )

    assert store_comments([(question.note, [data])]) == (1, 0)
    assert work() == []


def test_visitors_answer_costs_one_query_more(
    mail_server, queue, posted, question, known_reader, confirmed, django_assert_num_queries
):
    """The queue's row. Whom it concerns is asked later, by the worker."""
    confirmed(known_reader["email"])
    plain = posted(question.note, body="누구에게도 답하지 않는 말입니다", **known_reader)
    with CaptureQueriesContext(connection) as asked:
        assert Client().post(f"/comments/{question.note_id}/", plain).status_code == 303
    answer = plain | {"parent": str(question.pk), "body": "질문에 바로 답하는 짧은 말"}

    # Finding what is answered, and the mail.
    with django_assert_num_queries(len(asked) + 2):
        assert Client().post(f"/comments/{question.note_id}/", answer).status_code == 303
    assert DBTaskResult.objects.get().task_path == "comments.mail.tasks.send_reply"
