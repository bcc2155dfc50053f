"""Whoever asked under a number without a note hears, at its moment, that the note is there."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from notes.desk import saving
from notes.desk.forms import PUBLISH
from notes.models import Note

pytestmark = pytest.mark.django_db
READER = "reader@example.com"


@pytest.fixture
def planned(make_note, make_series):
    title = unicodedata.normalize("NFD", "쉬는 날의 전략")
    return make_note(title, series=make_series(), number=7, status=Note.PLANNED, published_at=None)


@pytest.fixture
def asked(planned, make_comment, confirmed, clock):
    confirmed(READER)
    fields = {"kind": Comment.QUESTION, "email": READER, "wants_mail": True}
    comment = make_comment(planned, name="김독자", **fields)
    clock.shift(timedelta(minutes=5))
    return comment


@pytest.fixture
def publish(moderator):
    def submit(note, **words):
        note = Note.objects.get(pk=note.pk)
        draft = saving.draft_of(note)
        posted = saving.words_now(draft) | {"body": "쉬는 날에는 걷습니다.", "state": draft.state}
        form, _draft = saving.submit(note, moderator, posted | words, PUBLISH)
        assert form.is_valid(), form.errors

    return submit


@pytest.fixture
def mails(mail_server, work):
    """Who is written to after some time, and about what."""

    def sent(after=timedelta()):
        work(after)
        letters, mail_server.letters[:] = list(mail_server.letters), []
        return [(letter.recipients[0], letter["Message-ID"], letter) for letter in letters]

    return sent


def test_asker_is_told_once_when_the_note_is_published(planned, asked, publish, mails, links):
    publish(planned)

    [(to, key, letter)] = mails()
    assert (to, key) == (READER, f"<note-{asked.pk}@127.0.0.1>")
    assert "기다리시던 글이 올라왔어요: ‘쉬는 날의 전략’" in letter["Subject"]
    assert Note.objects.get(pk=planned.pk).get_absolute_url() in links(letter)[0]
    assert "/comments/mine/" in links(letter)[1]
    asked.refresh_from_db()
    assert asked.note_told_at is not None

    publish(planned, body="쉬는 날에는 더 걷습니다.", reason="덧붙임")
    assert mails() == []


def test_moment_that_was_set_is_waited_for_also_when_it_moves(planned, asked, publish, mails):
    def move(hours):
        moment = timezone.localtime(timezone.now() + timedelta(hours=hours))
        publish(planned, published_at=f"{moment:%Y-%m-%dT%H:%M:%S}")

    move(2)
    assert mails() == []
    move(5)
    assert mails(timedelta(hours=3)) == [], "the first moment has passed"
    assert [to for to, _key, _letter in mails(timedelta(hours=3))] == [READER]


@pytest.mark.parametrize(
    "change",
    [{"wants_mail": False}, {"status": Comment.HELD}, {"email": "stranger@example.com"}],
    ids=["did not want it", "is held", "never confirmed"],
)
def test_nobody_else_is_told(planned, asked, publish, mails, change):
    Comment.objects.filter(pk=asked.pk).update(**change)

    publish(planned)

    assert mails() == []


def test_comments_on_the_note_itself_bring_no_such_mail(
    planned, publish, mails, make_comment, confirmed, clock
):
    confirmed(READER)
    publish(planned)
    clock.shift(timedelta(minutes=1))
    make_comment(Note.objects.get(pk=planned.pk), email=READER, wants_mail=True)

    publish(planned, body="다시 고친 글")

    assert mails() == []


def test_note_that_is_taken_back_in_time_is_not_announced(planned, asked, publish, mails):
    publish(planned)
    saving.withdraw(Note.objects.get(pk=planned.pk))

    assert mails() == []
