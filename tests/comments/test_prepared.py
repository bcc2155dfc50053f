"""A query that is compiled once must answer like one that is built each time."""

import threading

from django.db import connection

from comments.lookups import is_any_vouched, public_comment, published_note
from comments.models import Comment
from comments.prepared import Given, Prepared

by_name = Prepared(
    lambda: (
        Comment.objects.select_related("note__series")
        .filter(name=Given("name", Comment._meta.get_field("name")))
        .newest_first()
    )
)


def test_prepared_answers_anew_each_time(make_comment, django_assert_num_queries):
    first, second = make_comment(name="김독자"), make_comment(name="김독자")
    other = make_comment(name="이독자")

    with django_assert_num_queries(3):
        found = [by_name(name=name) for name in ("김독자", "이독자", "최독자")]

    assert found == [[second, first], [other], []]
    assert found[0][0].note == second.note
    assert found[0][0].created_at == second.created_at


def test_prepared_uses_the_connection_of_its_thread(transactional_db, make_comment):
    comment, found = make_comment(name="김독자"), []

    def ask():
        found.extend(by_name(name="김독자"))
        connection.close()

    ask()
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [comment, comment]


def test_published_note_is_whole_enough_for_its_address(
    make_note, make_series, django_assert_num_queries
):
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    draft = make_note("아직", status="draft")

    with django_assert_num_queries(2):
        found = published_note(note.pk)
        assert (found, published_note(draft.pk)) == (note, None)
        assert found.full_title == "소셜전략 1 : 같이 시작하기"
        assert found.get_absolute_url() == note.get_absolute_url()
        assert found.is_open_for_comments


def test_public_comment_is_of_the_note_and_public(make_note, make_comment):
    note = make_note()
    public, held = make_comment(note), make_comment(note, status="held")

    assert public_comment(note, public.pk) == public
    assert public_comment(note, held.pk) is None
    assert public_comment(make_note(), public.pk) is None
    assert public_comment(note, 10**30) is None


def test_is_any_vouched_asks_for_a_moderators_word(make_comment):
    held, published = make_comment(status="held"), make_comment()
    assert not is_any_vouched((held.pk, published.pk))

    held.approve(None)

    assert is_any_vouched((published.pk, held.pk))
    assert not is_any_vouched((published.pk,))
