"""A real mail server that accepts, refuses, delays and drops: what arrives, how often, what waits."""

import logging
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import MailAddress
from comments.notifications import notify_moderators
from comments.webmentions.receiving import PRIORITY as PRIORITY_OF_WEBMENTIONS
from notes.mail import SILENT, WAITS

pytestmark = pytest.mark.django_db
READER = "reader@example.com"


@pytest.fixture
def question(make_note, make_series, make_comment, confirmed):
    """What somebody asked who has confirmed their address."""
    confirmed(READER)
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    return make_comment(note, name="김독자", email=READER, wants_mail=True)


@pytest.fixture
def answer(queue, mail_server, question, make_comment):
    return make_comment(parent=question, name="이답변", body="**마크다운(Markdown)**을 써 보세요.")


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status="READY"))


def test_accepted_mail_arrives_whole(answer, mail_server, work):
    assert work() == ["sent"]

    (letter,) = mail_server.letters
    assert letter.recipients == [READER]
    assert letter["Subject"].strip() == "‘같이 시작하기’에 남긴 댓글에 답글이 달렸어요"
    assert letter["From"] == "소셜전략 글방 <noreply@127.0.0.1>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/comments/mail/")
    assert letter["Message-ID"] == f"<reply-{answer.pk}@127.0.0.1>"
    assert letter["References"] == f"<comment-{answer.parent_id}@127.0.0.1>"
    assert letter["Reply-To"] is None
    assert parsedate_to_datetime(letter["Date"])
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    text = text.replace("\r\n", "\n")
    assert "이답변 님이 이렇게 답했어요.\n\n> 마크다운(Markdown)을 써 보세요." in text
    assert "이답변 님이 이렇게 답했어요." in html
    answer.refresh_from_db()
    assert answer.told_at == timezone.now()
    assert (work(), waiting()) == ([], [])


def test_line_of_the_wire_is_short_enough_and_headers_are_ascii(answer, mail_server, work):
    work()

    (letter,) = mail_server.letters
    head, _blank, _body = letter.raw.partition(b"\r\n\r\n")
    assert head.isascii()
    assert b"=?utf-8?" in head
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("mood", ["busy", "grey", "relay", "delay", "drop"])
def test_mail_that_is_not_taken_waits_and_arrives_once(answer, mail_server, work, mood, caplog):
    mail_server.moods = [mood, mood]

    assert work() == ["later"]
    assert mail_server.letters == []
    answer.refresh_from_db()
    assert answer.told_at is None
    assert waiting()[0].run_after == timezone.now() + WAITS[0]
    assert work(WAITS[0] - timedelta(seconds=1)) == []
    assert work(timedelta(seconds=1)) == ["later"]
    assert work(WAITS[1]) == ["sent"]

    assert [letter.recipients for letter in mail_server.letters] == [[READER]]
    assert mail_server.attempts == 3
    assert waiting() == []
    assert MailAddress.objects.listening().count() == 1
    assert READER not in caplog.text
    assert caplog.text.count("mail waits for") == 2


def test_mail_waits_for_a_server_that_is_down(answer, mail_server, work, caplog):
    mail_server.stop()

    assert work() == ["later"]
    assert "ConnectionRefusedError" in caplog.text


def test_mail_that_was_taken_without_a_word_comes_again_as_the_same(answer, mail_server, work):
    mail_server.moods = ["lose"]

    assert work() + work(WAITS[0]) == ["later", "sent"]

    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_address_that_nobody_has_gets_no_more_mail(answer, mail_server, work, make_comment, caplog):
    mail_server.moods = ["refuse"]

    assert work() == ["refused"]

    address = MailAddress.objects.get()
    assert address.stopped_at == timezone.now()
    make_comment(parent=answer.parent, name="다른 답변")
    assert work(WAITS[0]) == ["nobody to tell"]
    assert (mail_server.letters, mail_server.attempts) == ([], 1)
    assert "nobody has the address of a mail: comments.mail.tasks.send_reply" in caplog.text
    assert READER not in caplog.text


def test_mail_is_given_up_after_almost_three_days_and_seen(answer, mail_server, work, caplog):
    mail_server.moods = ["busy"] * 100
    begun = timezone.now()

    done = work()
    for wait in WAITS:
        done += work(wait)

    assert done == ["later"] * len(WAITS) + ["FAILED"]
    assert timedelta(days=2.5) < timezone.now() - begun < timedelta(days=3)
    assert list(WAITS) == sorted(WAITS)
    assert waiting() == []
    failed = DBTaskResult.objects.get(status="FAILED")
    assert failed.task_path == "comments.mail.tasks.send_reply"
    assert failed.exception_class_path == "smtplib.SMTPSenderRefused"
    said = [each for each in caplog.records if each.name == "notes.mail"]
    assert (len(said), said[-1].levelno) == (9, logging.ERROR)
    assert said[-1].getMessage() == (
        "mail given up, attempt 9: comments.mail.tasks.send_reply SMTPSenderRefused 421"
    )


def test_mail_that_waits_is_no_reason_to_call_the_worker_away(answer, mail_server, work, client):
    mail_server.moods = ["busy"] * 3
    work()
    work(WAITS[0])
    work(WAITS[1])

    answer = client.get("/readyz?queue").json()

    assert len(waiting()) == 1
    assert (answer["queue"], answer["queue_seconds"]) == (True, 0)


def test_worker_that_was_killed_while_it_sent_begins_again(answer, mail_server, work):
    from socialstrategy.launcher.worker import take_back

    DBTaskResult.objects.get().claim("here")

    assert work() == []
    assert take_back("here") == 1
    assert work() == ["sent"]
    assert len(mail_server.letters) == 1


def test_worker_that_was_killed_after_it_had_sent_says_nothing_twice(answer, mail_server, work):
    """Between noting that the mail went out and noting that the task is done."""
    work()
    DBTaskResult.objects.update(status="READY")

    assert work() == ["nobody to tell"]
    assert len(mail_server.letters) == 1


def test_worker_that_was_killed_after_it_had_put_off_sends_once(answer, mail_server, work):
    mail_server.moods = ["busy"]
    work()
    DBTaskResult.objects.filter(status="SUCCESSFUL").update(status="READY")

    assert work(WAITS[0]) == ["sent", "nobody to tell"]
    assert len(mail_server.letters) == 1


def test_server_that_hangs_is_not_asked_by_every_mail(mail_server, work, question, make_comment):
    """Each would wait for as long as the first, and whatever else is queued with them."""
    for number in range(5):
        make_comment(parent=question, name=f"{number}번째 답변")
    mail_server.moods = ["delay"]

    assert work() == ["later"] * 5
    assert mail_server.attempts == 1
    assert work(WAITS[0]) == ["sent"] * 5
    assert len(mail_server.letters) == 5


def test_last_attempt_is_made_however_silent_the_server_was(answer, mail_server, work):
    cache.set(SILENT, True, 3600 * 24 * 30)

    done = work()
    for wait in WAITS:
        done += work(wait)

    assert done == ["later"] * len(WAITS) + ["sent"]


def test_mail_goes_after_everything_else(answer, queue):
    assert DBTaskResult.objects.get().priority < PRIORITY_OF_WEBMENTIONS


def test_many_answers_outlast_a_bad_hour(mail_server, work, question, make_comment):
    names = [f"{number}번째 답변" for number in range(12)]
    for name in names:
        make_comment(parent=question, name=name)
    mail_server.moods = "busy grey drop busy grey drop busy grey".split()

    for wait in (timedelta(), *WAITS[:3]):
        work(wait)

    told = [
        letter.get_body(("plain",)).get_content().partition(" 님")[0]
        for letter in mail_server.letters
    ]
    assert sorted(told) == sorted(names)
    assert waiting() == []


def test_one_moderators_address_is_nobody_elses_trouble(mail_server, work, make_user, make_comment):
    everybody = [f"{name}@example.com" for name in ("first", "second", "third")]
    for address in everybody:
        make_user(is_superuser=True, email=address)
    make_comment(status="held", name="기다리는 사람")
    mail_server.moods = ["", "grey", ""]

    notify_moderators.enqueue()

    assert work() == [3, True, False, True]
    assert work(WAITS[0]) == [True]
    assert sorted(letter["To"] for letter in mail_server.letters) == everybody
