"""A visitor sees the own held comment at once; nobody else does."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.models import Comment

MIDDLEWARE = "comments.middleware.own_comments_middleware"
WORDS = "세 번째 문단의 예가 제 경험과 똑같아서"


@pytest.fixture(autouse=True)
def middleware(settings):
    if MIDDLEWARE not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, MIDDLEWARE]


def two_minutes_later():
    return time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False)


def read(client, note):
    return client.get(note.get_absolute_url())


def test_own_held_comment_is_seen_by_its_writer_only(send, client, make_note):
    note = make_note()
    send(note, name="홍길동")

    mine, theirs = read(client, note), read(Client(), note)

    page = mine.content.decode()
    assert WORDS in page
    assert "확인한 뒤에 보여 드릴게요." in page
    assert "처음 오신 분의 댓글은 사람이 한 번 보고 올려요." in page
    assert {"private", "no-store"} <= set(mine["Cache-Control"].split(", "))
    assert WORDS not in theirs.content.decode()
    assert "홍길동" not in theirs.content.decode()
    assert "no-store" not in theirs.get("Cache-Control", "")


def test_own_spam_looks_held_and_gives_no_threshold_away(send, client, make_note):
    note = make_note()
    send(note, subject="채움")

    page = read(client, note).content.decode()

    assert Comment.objects.get().status == Comment.SPAM
    assert "확인한 뒤에 보여 드릴게요." in page
    assert not any(word in page for word in ("스팸", "보이지 않는 칸"))


def test_own_comment_is_forgotten_once_all_is_decided(send, client, make_note):
    note = make_note()
    send(note)
    Comment.objects.get().remove(None)

    with two_minutes_later():
        page = read(client, note)

    assert WORDS not in page.content.decode()
    assert page.cookies["own_comments"]["max-age"] == 0
    assert "own_comments" not in client.cookies or not client.cookies["own_comments"].value


def test_own_cookie_keeps_what_still_waits(send, client, make_note):
    note, other = make_note(), make_note("다른 글")
    send(note)
    send(other, body="다른 글에 남긴 전혀 다른 이야기")
    note.comments.get().approve(None)

    with two_minutes_later():
        read(client, note)

    page = read(client, other).content.decode()
    assert "다른 글에 남긴 전혀 다른 이야기" in page
    assert client.cookies["own_comments"].value.split(":")[0] == str(other.comments.get().pk)


def test_own_cookies_are_signed_and_closed_to_scripts(send, client, make_note):
    response = send(make_note())

    for name, path in (("own_comments", "/"), ("sent_comments", "/comments/")):
        cookie = response.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", path)


def test_own_cookie_that_is_forged_shows_nothing(make_comment, client):
    held = make_comment(status="held", body="남의 말")
    client.cookies["own_comments"] = f"{held.pk}:1abcde:forged"

    assert "남의 말" not in read(client, held.note).content.decode()


def test_own_cookie_is_bounded_to_the_latest(send, client, make_note):
    note = make_note()
    for number in range(23):
        send(note, body=f"{number}번째로 남기는 짧은 말")

    ids = client.cookies["own_comments"].value.split(":")[0].split(".")

    assert ids == [str(pk) for pk in note.comments.order_by("pk").values_list("pk", flat=True)][3:]


def test_own_published_comment_needs_the_cookie_for_a_minute_only(send, make_note, known_reader):
    response = send(make_note(), **known_reader)

    assert response.cookies["own_comments"]["max-age"] == 60


def test_own_held_comments_cost_one_more_query(
    send, client, make_note, make_comment, django_assert_max_num_queries
):
    note = make_note()
    make_comment(note)
    read(client, note)
    with django_assert_max_num_queries(5) as before:
        read(client, note)
    plain = len(before)
    for number in range(3):
        send(note, body=f"{number}번째로 남기는 짧은 말")

    with django_assert_max_num_queries(plain + 1):
        read(client, note)
