"""A public comment was taken down: whoever wrote it is told once, and nothing of whoever asked."""

from datetime import timedelta

import pytest

from comments.models import MailAddress, Takedown
from comments.takedowns import end, take_down

pytestmark = pytest.mark.django_db
WRITER = "writer@example.com"
ASKED = {"asked_by": "이웃 010-0000-0000", "reason": "제 집 주소를 적었습니다.", "days": 30}


@pytest.fixture
def comment(make_comment, make_note, make_series, queue):
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    return make_comment(note, name="홍길동", body="그 집 주소는 이렇습니다.", email=WRITER)


def test_writer_is_told_until_when_and_how_to_object(
    comment, moderator, work, mail_server, links, client
):
    down = take_down(comment, moderator, **ASKED)

    assert work() == ["sent"]
    (letter,) = mail_server.letters
    assert letter.recipients == [WRITER]
    assert letter["Subject"].strip() == "‘같이 시작하기’에 남긴 댓글을 잠시 내렸어요"
    assert letter["Message-ID"] == f"<takedown-{down.pk}@127.0.0.1>"
    text = letter.get_body(("plain",)).get_content()
    assert "까지 내려 두고, 그 뒤에는 저절로 다시 보여요." in text
    whole = text + letter.get_body(("html",)).get_content() + letter.raw.decode(errors="replace")
    for words in (*map(str, ASKED.values()), "집 주소", "홍길동"):
        assert words == "30" or words not in whole
    objection, slip, stop = links(letter)
    assert client.get(objection.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert objection == f"{slip}objection/"
    down.refresh_from_db()
    assert down.told_at
    client.post(stop.removeprefix("http://127.0.0.1:8000"), {"act": "stop"})
    assert MailAddress.objects.get().stopped_at


def test_mail_that_was_not_taken_goes_later_and_once(comment, moderator, work, mail_server):
    mail_server.moods = ["grey"]
    take_down(comment, moderator, **ASKED)

    assert work() == ["later"]
    assert work(timedelta(minutes=2)) == ["sent"]
    assert work(timedelta(days=1)) == []
    assert len(mail_server.letters) == 1


def test_who_said_stop_reads_it_on_the_slip_only(comment, moderator, work, mail_server):
    MailAddress.objects.create(email=WRITER).stop()
    down = take_down(comment, moderator, **ASKED)

    assert work() == ["nobody to tell"]
    down.refresh_from_db()
    assert (mail_server.letters, down.told_at) == ([], None)


@pytest.mark.parametrize("fields", [{"email": ""}, {"status": "held"}])
def test_nobody_is_told_of_what_nobody_saw_or_without_an_address(
    comment, make_comment, moderator, work, mail_server, fields
):
    other = make_comment(comment.note, **{"email": WRITER} | fields)
    take_down(other, moderator, **ASKED)

    assert work() == []


def test_what_has_ended_is_not_told(comment, moderator, work, mail_server):
    end(take_down(comment, moderator, **ASKED), Takedown.RESTORED, moderator)

    assert work() == ["nobody to tell"]
    assert mail_server.letters == []
