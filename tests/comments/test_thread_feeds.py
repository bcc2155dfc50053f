"""A comment and its answers as a feed, for whoever waits for an answer and nothing else."""

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from comments.models import Comment
from notes.feeds.channels import ITEMS
from notes.models import Note, Site
from tests.comments.test_feeds import BASE, FORMS, bodies
from tests.plans import as_if_large, plan


@pytest.fixture
def note(make_note, make_series):
    return make_note(title="첫 글", series=make_series(title="소셜전략"), number=1)


@pytest.fixture
def thread(note, make_comment):
    """A comment with answers on every level, between others."""
    now = timezone.now() - timedelta(hours=1)
    moments = (now + timedelta(minutes=minute) for minute in range(60))

    def say(body, parent=None, **fields):
        created_at = next(moments)
        return make_comment(note, body=body, parent=parent, created_at=created_at, **fields)

    say("앞의 말")
    root = say("**전략(戰略)**을 누가 짭니까?", name="독자")
    answer = say("같이 짭니다.", root, name="김전략")
    deepest = say("저도 같이 짜겠습니다.", answer)
    say("다음 모임에 오세요.", deepest)
    say("다른 말")
    say("다시 묻습니다.", root)
    return {"root": root, "answer": answer, "deepest": deepest}


def address(comment, form="") -> str:
    return f"/comments/thread/{comment.pk}/feed/{form}"


@pytest.mark.parametrize("form", FORMS)
def test_feed_has_the_comment_and_what_was_answered(client, thread, form):
    assert bodies(client.get(address(thread["root"], form))) == [
        "<p>다시 묻습니다.</p>",
        "<p>다음 모임에 오세요.</p>",
        "<p>저도 같이 짜겠습니다.</p>",
        "<p>같이 짭니다.</p>",
        "<p><strong>전략(戰略)</strong>을 누가 짭니까?</p>",
    ]


def test_feed_says_whose_thread_it_is(client, note, thread):
    root = thread["root"]

    feed = feedparser.parse(client.get(address(root)).content).feed

    assert feed.title == "‘독자’ 님의 댓글과 답글 — 소셜전략 글방"
    assert feed.subtitle == "‘소셜전략 1 : 첫 글’에 독자 님이 남긴 댓글과 그 답글입니다."
    assert feed.id == f"{BASE}{address(root)}"
    assert feed.link == f"{BASE}{root.get_absolute_url()}"
    [itself] = [link.href for link in feed.links if link.rel == "self"]
    assert itself == f"{BASE}{address(root)}"


def test_answers_begin_wherever_one_begins_to_read(client, thread):
    assert bodies(client.get(address(thread["answer"]))) == [
        "<p>다음 모임에 오세요.</p>",
        "<p>저도 같이 짜겠습니다.</p>",
        "<p>같이 짭니다.</p>",
    ]
    assert bodies(client.get(address(thread["deepest"]))) == [
        "<p>다음 모임에 오세요.</p>",
        "<p>저도 같이 짜겠습니다.</p>",
    ]


def test_thread_of_another_key_with_the_same_beginning_is_another_one(client, note, make_comment):
    """`12` is no beginning of `123/…`."""
    first = Comment(pk=12, note=note, name="독자", body="열둘째", status=Comment.PUBLISHED)
    other = Comment(pk=123, note=note, name="독자", body="먼 말", status=Comment.PUBLISHED)
    for comment in (first, other):
        comment.save(force_insert=True)
    make_comment(parent=make_comment(parent=other, body="먼 답"), body="더 먼 답")

    assert bodies(client.get(address(first))) == ["<p>열둘째</p>"]


def test_readers_know_the_entries_from_the_notes_feed(client, note, thread):
    """Whoever follows both reads nothing twice, and nothing anew when the note moves."""

    def ids(path):
        return {entry.id for entry in feedparser.parse(client.get(path).content).entries}

    before = ids(address(thread["root"]))
    assert before < ids(f"{note.get_absolute_url()}feed/")
    note.number = 7
    note.save()

    assert ids(address(thread["root"])) == before
    assert ids(f"{note.get_absolute_url()}feed/") > before


@pytest.mark.parametrize("form", FORMS)
def test_only_public_words_are_in_it(client, thread, make_comment, form):
    for status in (Comment.HELD, Comment.SPAM, Comment.REMOVED):
        make_comment(parent=thread["root"], body=f"숨은 말 {status}", status=status)
    thread["answer"].remove(None)
    Comment.objects.update(email="reader@example.com", address="203.0.113.9")

    response = client.get(address(thread["root"], form))

    assert len(bodies(response)) == 4  # what stands below a removed answer stays
    for secret in ("숨은 말", "같이 짭니다.", "reader@", "203.0.113"):
        assert secret not in response.text


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_told_of_what_is_not_public(client, thread, make_comment, form):
    for status in (Comment.HELD, Comment.SPAM, Comment.REMOVED):
        hidden = make_comment(parent=thread["root"], status=status)
        assert client.get(address(hidden, form)).status_code == 404
    for key in (10**6, 2**63, 10**30, 0):
        assert client.get(f"/comments/thread/{key}/feed/{form}").status_code == 404
    Note.objects.update(status=Note.DRAFT)
    assert client.get(address(thread["root"], form)).status_code == 404


def test_erased_comment_has_none(client, thread):
    path = address(thread["root"])
    thread["root"].delete()

    assert client.get(path).status_code == 404


def test_feed_has_the_newest_of_a_long_thread(client, note, make_comment):
    root = make_comment(note, body="뿌리", created_at=timezone.now() - timedelta(days=1))
    for number in range(ITEMS):
        make_comment(parent=root, body=f"{number}번째 답")

    assert bodies(client.get(address(root)))[-1] == "<p>0번째 답</p>"


@pytest.mark.parametrize("form", FORMS)
def test_feed_is_sent_once_and_again_after_an_answer(client, thread, make_comment, form):
    path = address(thread["root"], form)
    before = client.get(path)

    def status():
        etag = {"if-none-match": before["ETag"]}
        dated = {"if-modified-since": before["Last-Modified"]}
        return [client.get(path, headers=headers).status_code for headers in (etag, dated)]

    assert status() == [304, 304]
    make_comment(parent=thread["root"], created_at=timezone.now() + timedelta(seconds=1))
    assert status() == [200, 200]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_however_many_answers(
    client, note, make_comment, django_assert_num_queries, form, count
):
    Site.objects.current()
    root = make_comment(note)
    for _answer in range(count):
        make_comment(parent=root)

    with django_assert_num_queries(3):  # the site, the comment and its note, the answers
        response = client.get(address(root, form))

    assert len(bodies(response)) == 1 + count


def test_feed_is_named_where_an_answer_is_written(client, thread, note):
    root = thread["root"]

    page = client.get(f"/comments/{note.pk}/new/{root.pk}/").text

    assert f'<a href="{address(root)}">이 댓글의 답글을 피드로 받기</a>' in page
    link = f'title="‘독자’ 님의 댓글과 답글" href="{address(root)}">'
    assert link in " ".join(page.split())


def test_answers_are_found_by_an_index(
    client, make_note, make_comment, django_assert_max_num_queries
):
    """Among many comments of many notes: by the note, newest first, and no sorting of them all."""
    crowd = [
        Comment(note=note, name="독자", body="말", status=Comment.PUBLISHED)
        for note in [make_note() for _note in range(20)]
        for _comment in range(100)
    ]
    Comment.objects.bulk_create(crowd)
    root = make_comment(crowd[0].note)
    make_comment(parent=root)
    as_if_large()
    with django_assert_max_num_queries(3) as asked:
        client.get(address(root))
    [sql] = [one["sql"] for one in asked if "LIMIT" in one["sql"] and "LIKE" in one["sql"]]

    assert "comment_of_note" in plan(sql)
