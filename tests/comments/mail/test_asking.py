"""Nobody can have a stranger written to: what such a mail says, and how rarely it goes."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django_tasks_db.models import DBTaskResult

from comments.mail import asking
from comments.mail.asking import ASKED_EVERY, NETWORK_HOURLY
from comments.models import Comment, MailAddress

pytestmark = pytest.mark.django_db
READER = "reader@example.com"
TYPED = {
    "name": "싼약국",
    "website": "https://shop.example.net/",
    "body": "지금 전화하세요 한 번만 보세요",
}


@pytest.fixture
def note(make_note, make_series):
    return make_note("같이 시작하기", series=make_series("소셜전략"))


@pytest.fixture
def letters(mail_server, work):
    def mails(after=timedelta()):
        work(after)
        found, mail_server.letters[:] = list(mail_server.letters), []
        return found

    return mails


def test_first_comment_with_an_address_brings_its_slip(send, note, letters, links):
    assert send(note, email="Reader@Example.com").status_code == 303

    (letter,) = letters()
    assert letter.recipients == [READER]
    assert letter["Subject"].strip() == "내 댓글 쪽지: ‘같이 시작하기’"
    text = letter.get_body(("plain",)).get_content()
    assert "댓글은 사람이 한 번 보고 나서 올라가요." in text
    slip, stop = links(letter)
    assert slip.startswith("http://127.0.0.1:8000/comments/mine/")
    assert stop.startswith("http://127.0.0.1:8000/comments/mail/")
    assert letter["Message-ID"] == f"<comment-{Comment.objects.get().pk}@127.0.0.1>"


def test_who_wants_answers_is_asked_to_confirm_in_the_same_mail(send, note, letters, links, client):
    send(note, email=READER, wants_mail="1")

    (letter,) = letters()
    assert letter["Subject"].strip() == "답글 소식을 받으시겠어요? ‘같이 시작하기’"
    confirm, _slip, _stop = links(letter)
    assert not MailAddress.objects.listening().exists()
    client.post(confirm.removeprefix("http://127.0.0.1:8000"), {"act": "confirm"})
    assert MailAddress.objects.listening().get().email == READER


def test_mail_says_nothing_that_the_sender_typed(send, note, letters):
    send(note, email=READER, wants_mail="1", **TYPED)

    (letter,) = letters()
    parts = [part.get_content() for part in letter.walk() if not part.is_multipart()]
    whole = "\n".join([*parts, *map(str, letter.values()), letter.raw.decode(errors="replace")])
    assert len(parts) == 2
    assert "같이 시작하기" in whole
    for typed in TYPED.values():
        assert typed not in whole
    for word in ("싼약국", "shop.example", "전화하세요"):
        assert word not in whole


@pytest.mark.parametrize("fields", [{}, {"email": READER, "subject": "채움"}])
def test_no_address_or_spam_brings_no_mail(send, note, letters, fields):
    send(note, **fields)

    assert letters() == []
    assert not MailAddress.objects.exists()


def test_site_without_a_mail_server_keeps_no_address(send, note, work, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    send(note, email=READER, wants_mail="1")

    assert work() == []
    assert not MailAddress.objects.exists()


def test_comment_that_was_taken_for_spam_meanwhile_brings_no_mail(send, note, letters):
    send(note, email=READER)
    Comment.objects.get().mark_as_spam(None)

    assert letters() == []


def test_one_address_is_never_written_to_twice_in_a_day_nor_often_in_a_week(send, note, letters):
    counts = []
    for hour in range(0, 7 * 24, 6):
        send(note, email=READER, body=f"{hour}시간째 같은 주소로 보내는 말입니다")
        counts.append(len(letters(timedelta(hours=6))))

    assert sum(counts) == 4
    days = [sum(counts[day * 4 : day * 4 + 4]) for day in range(7)]
    assert max(days) == 1


def test_who_said_stop_is_never_written_to_again(send, note, letters):
    send(note, email=READER)
    letters()
    MailAddress.objects.get().stop()

    send(note, email=READER, wants_mail="1", body="한참 뒤에 남기는 다른 말입니다")

    assert letters(timedelta(days=30)) == []
    send(note, email=READER, wants_mail="1", body="그 뒤에 또 남기는 또 다른 말")
    assert letters() == []


def test_stop_reaches_the_mail_that_is_still_in_the_queue(send, note, letters):
    send(note, email=READER)
    MailAddress.objects.get().stop()

    assert letters() == []


def test_confirmed_reader_gets_the_slip_only_while_the_comment_waits(
    send, note, letters, confirmed, known_reader
):
    confirmed(READER)
    confirmed(known_reader["email"])

    send(note, email=READER, wants_mail="1")
    send(note, **known_reader)

    assert [letter.recipients for letter in letters()] == [[READER]]


def test_mail_to_a_confirmed_reader_asks_nothing(send, note, letters, links, confirmed):
    confirmed(READER)
    send(note, email=READER, wants_mail="1")

    (letter,) = letters()
    assert letter["Subject"].strip() == "내 댓글 쪽지: ‘같이 시작하기’"
    assert len(links(letter)) == 2


def test_one_network_has_few_written_to_in_an_hour(send, note, letters, clock):
    for number in range(NETWORK_HOURLY + 3):
        send(note, email=f"stranger{number}@example.com", body=f"{number}번째로 남기는 말입니다")

    assert len(letters()) == NETWORK_HOURLY
    assert Comment.objects.count() == NETWORK_HOURLY + 3
    clock.shift(timedelta(hours=1, seconds=1))
    send(note, email="later@example.com", body="한 시간 뒤에 남기는 말입니다")
    assert [letter.recipients for letter in letters()] == [["later@example.com"]]


def test_site_writes_to_few_in_an_hour(make_comment, clock, monkeypatch):
    monkeypatch.setattr(asking, "SITE_HOURLY", 3)

    def ask(number):
        network = f"203.0.{number}.0/24"
        return asking.claim(make_comment(email=f"{number}@example.com", network=network))

    assert [ask(number) for number in range(5)] == [True, True, True, False, False]
    assert MailAddress.objects.count() == 3
    clock.shift(timedelta(hours=1, seconds=1))
    assert ask(9)


def test_two_comments_at_once_have_one_mail(make_comment, mail_server):
    """As PostgreSQL may see it: both have looked, and found no such address."""
    comment = make_comment(email=READER)
    assert asking.claim(comment)
    unseen = pytest.MonkeyPatch()
    with unseen.context() as patch:
        patch.setattr(asking, "_known", lambda email: [])
        assert not asking.claim(comment)
    assert MailAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_comments_at_the_same_moment_are_all_stored_and_bring_one_mail(
    posted, note, mail_server, queue
):
    forms = [posted(note, email=READER, body=f"{n}번째 창에서 보낸 말입니다") for n in range(5)]
    start, answers = threading.Barrier(len(forms)), []

    def send(form):
        start.wait(30)
        try:
            answers.append(Client().post(f"/comments/{note.pk}/", form).status_code)
        finally:
            connections.close_all()

    connections.close_all()
    threads = [threading.Thread(target=send, args=[form], daemon=True) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert answers == [303] * 5
    assert Comment.objects.count() == 5
    assert MailAddress.objects.count() == 1
    assert DBTaskResult.objects.filter(task_path__endswith=".send_slip").count() == 1


def test_queue_holds_no_address(send, note, mail_server, queue):
    send(note, email=READER, wants_mail="1")

    args = DBTaskResult.objects.get(task_path__endswith=".send_slip").args_kwargs
    assert args == {"args": [], "kwargs": {"comment": Comment.objects.get().pk}}


def test_comment_without_an_address_costs_no_query_more(
    client, posted, note, mail_server, queue, settings, django_assert_num_queries
):
    """The note, all that the judge has to know, the transaction's two ends, the new row, the mail to the
    moderators: is one waiting, and its row."""
    with django_assert_num_queries(7):
        client.post(f"/comments/{note.pk}/", posted(note))


@pytest.mark.parametrize(
    ("before", "more"),
    [
        ("new", 6),  # is it known, its network, the site; the row, the moment, the queue
        ("asked", 1),
        ("rested", 5),
        ("stopped", 1),
    ],
)
def test_what_an_address_costs(
    client, posted, note, mail_server, queue, clock, before, more, django_assert_num_queries
):
    if before != "new":
        address = MailAddress.objects.create(email=READER)
        asking.claim(Comment(email=READER, status="held"))
        if before == "stopped":
            address.stop()
        if before == "rested":
            clock.shift(ASKED_EVERY)

    with django_assert_num_queries(7 + more):
        client.post(f"/comments/{note.pk}/", posted(note, email=READER))
