"""How the search hears of comments where a server runs: some seconds later, none of them lost."""

import threading
import unicodedata

import pytest
from django.db import DatabaseError, connection, transaction

from comments import hearing
from comments.hearing import hear_waiting
from comments.models import Comment, Unheard
from notes.search import index, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """As in a process of the web server."""
    monkeypatch.setattr(hearing, "is_later", True)


def found(words):
    return [hit.note.title for hit in search(words).hits if hit.is_exact]


def test_words_are_found_once_they_were_heard(later, make_note, send, known_reader):
    note = make_note("등대 이야기")
    hear_waiting()  # what made the reader known
    send(note, body=unicodedata.normalize("NFD", "저는 우체통을 보았습니다."), **known_reader)
    comment = Comment.objects.get(note=note)

    assert comment.is_public
    assert not found("우체통")
    assert Unheard.objects.get().comment == comment
    assert hear_waiting() == 1
    assert found("우체통에서") == ["등대 이야기"]
    assert search("우체통").hits[0].is_said_by_readers
    assert not Unheard.objects.exists()


def test_what_is_not_public_does_not_wait(later, make_comment, moderator):
    comment = make_comment(status="held", body="우체통")
    make_comment(comment.note, status="spam", body="등대")
    assert not Unheard.objects.exists()

    comment.approve(moderator)

    assert hear_waiting() == 1
    assert found("우체통")
    assert not found("등대")


@pytest.mark.parametrize("way", ["remove", "mark_as_spam", "hold", "suspend", "delete"])
def test_what_was_taken_back_meanwhile_is_not_heard(later, make_comment, moderator, way):
    comment = make_comment(body="우체통")
    make_comment(comment.note, body="우체부")
    getattr(comment, way)(*([] if way == "delete" else [moderator]))

    hear_waiting()

    assert not found("우체통")
    assert found("우체부")
    assert not Unheard.objects.exists()


def test_what_comes_back_before_it_was_heard_waits_once(later, make_comment, moderator):
    comment = make_comment(body="우체통")
    comment.hold(moderator)
    comment.approve(moderator)

    assert hear_waiting() == 1
    assert found("우체통")


def test_what_an_index_made_anew_knows_is_not_counted_twice(later, make_comment):
    comment = make_comment(body="우체통")
    with transaction.atomic():
        index.index_anew([comment.note_id])
    before = counts()

    hear_waiting()

    assert found("우체통")
    assert counts() == before


def counts():
    from notes.models import SearchTerm

    return dict(SearchTerm.objects.values_list("text", "note_count"))


def test_deleted_note_takes_what_waits_with_it(later, make_comment):
    make_comment(body="우체통").note.delete()

    assert not Unheard.objects.exists()
    assert hear_waiting() == 0


def test_many_are_heard_in_portions(later, monkeypatch, make_comment):
    monkeypatch.setattr(hearing, "PORTION", 2)
    note = make_comment(body="우체통").note
    for word in ("등대", "나침반", "골목", "바다"):
        make_comment(note, body=word)

    assert hear_waiting() == 5
    assert all(found(word) for word in ("우체통", "등대", "나침반", "골목", "바다"))


def test_nothing_that_waits_costs_one_look(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert hear_waiting() == 0


def test_comment_that_waits_costs_one_statement(later, make_note, make_comment):
    note = make_note()
    with connection.execute_wrapper(lambda ask, sql, *rest: asked.append(sql) or ask(sql, *rest)):
        asked = []
        make_comment(note, body="우체통 " * 50)

    about_search = [sql for sql in asked if "notes_search" in sql or "comments_unheard" in sql]
    assert len(about_search) == 1


def test_what_could_not_be_heard_waits_on(later, monkeypatch, make_comment):
    make_comment(body="우체통")
    with monkeypatch.context() as patch:
        patch.setattr(index, "_insert_unheard", fail)
        with pytest.raises(DatabaseError):
            hear_waiting()

    assert Unheard.objects.exists()
    assert hear_waiting() == 1
    assert found("우체통")


def fail(_pairs):
    raise DatabaseError("gone")


def test_where_no_server_runs_it_is_heard_at_once(make_comment):
    make_comment(body="우체통")

    assert found("우체통")
    assert not Unheard.objects.exists()


# Side by side ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_hear_at_once_hear_each_comment_once(later, make_comment):
    note = make_comment(body="우체통").note
    for number in range(20):
        make_comment(note, body=f"등대{chr(0xAC00 + 28 * number)}")
    together, heard = threading.Barrier(2, timeout=20), []

    def run():
        together.wait()
        try:
            heard.append(hear_waiting())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(heard) == 21
    assert found("등대가")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_comment_that_is_being_decided_about(later, make_comment, moderator):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: whoever hears waits for the decision")
    comment = make_comment(body="우체통")
    make_comment(comment.note, body="우체부")
    heard = []

    def run():
        heard.append(hear_waiting())
        connection.close()

    with transaction.atomic():
        Comment.objects.select_for_update().get(pk=comment.pk)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(20)
        assert heard == [1]  # the other one, while this transaction is open
        comment.remove(moderator)

    hear_waiting()
    assert found("우체부")
    assert not found("우체통")
