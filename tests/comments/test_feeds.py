import json
from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from comments.models import Comment
from notes.models import Note, Site

BASE = "http://127.0.0.1:8000"
FORMS = ("", "rss/", "json/")


@pytest.fixture
def note(make_note, make_series):
    return make_note(title="첫 글", series=make_series(title="소셜전략"), number=1)


def bodies(response) -> list[str]:
    """The texts of a feed in any format, newest first."""
    if response["Content-Type"].startswith("application/feed+json"):
        return [item["content_html"] for item in json.loads(response.content)["items"]]
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return [entry.content[0].value for entry in feed.entries]


def test_feed_of_a_note_has_its_comments_newest_first(client, note, make_comment):
    now = timezone.now()
    comment = make_comment(note, body="첫째", created_at=now - timedelta(hours=1))
    make_comment(
        parent=comment,
        name="김독자",
        body="**전략(戰略)**을 & 저도",
        website="https://example.com/김",
    )
    make_comment(body="다른 글의 댓글")

    response = client.get("/series/소셜전략/1/feed/")
    feed = feedparser.parse(response.content)
    entry = feed.entries[0]

    assert feed.feed.title == "댓글: 소셜전략 1 : 첫 글 — 소셜전략 글방"
    assert feed.feed.id == f"{BASE}{note.get_absolute_url()}feed/"
    assert bodies(response) == [
        "<p><strong>전략(戰略)</strong>을 &amp; 저도</p>",
        "<p>첫째</p>",
    ]
    assert entry.title == "김독자 님의 댓글"
    assert entry.link == entry.id == f"{BASE}{note.get_absolute_url()}#comment-{comment.pk + 1}"
    assert entry.author_detail.href == "https://example.com/%EA%B9%80"
    assert entry.summary == "전략(戰略)을 &amp; 저도"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slug", ["혼자-쓴-글", "feed"])
def test_notes_outside_a_series_have_one_too(client, make_note, make_comment, slug, form):
    make_comment(make_note(slug=slug), body="여기도요")

    response = client.get(f"/notes/{slug}/feed/{form}")

    assert client.get(f"/notes/{slug}/")["Content-Type"].startswith("text/html")
    assert bodies(response) == ["<p>여기도요</p>"]


@pytest.mark.parametrize("form", FORMS)
def test_series_named_feed_has_both_kinds(client, make_note, make_series, make_comment, form):
    make_comment(make_note(series=make_series(title="feed"), number=1, body="글"), body="댓글")

    assert bodies(client.get(f"/series/feed/feed/{form}")) == ["<p>글</p>"]
    assert bodies(client.get(f"/series/feed/1/feed/{form}")) == ["<p>댓글</p>"]


@pytest.mark.parametrize("form", FORMS)
def test_only_public_words_leave_the_house(client, note, make_comment, form):
    for status in (Comment.HELD, Comment.SPAM, Comment.REMOVED):
        make_comment(note, body=f"숨은 말 {status}", status=status)
    make_comment(note, body="보이는 말", email="reader@example.com", address="203.0.113.9")

    response = client.get(f"/series/소셜전략/1/feed/{form}")
    text = response.content.decode()

    assert bodies(response) == ["<p>보이는 말</p>"]
    assert "reader@example.com" not in text and "203.0.113" not in text


def test_note_that_nobody_may_read_has_none(client, note, make_comment):
    make_comment(note)

    for hidden in (
        {"status": Note.DRAFT},
        {"status": Note.PUBLISHED, "published_at": timezone.now() + timedelta(days=1)},
    ):
        Note.objects.update(**hidden)
        assert client.get("/series/소셜전략/1/feed/").status_code == 404
    assert client.get("/series/소셜전략/2/feed/").status_code == 404
    assert client.get("/series/소셜전략/0/feed/").status_code == 404
    assert client.get(f"/series/소셜전략/{10**30}/feed/").status_code == 404
    assert client.get("/notes/없는-글/feed/rss/").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_control_characters_do_not_break_it(client, note, make_comment, form):
    make_comment(note)
    Comment.objects.update(name="김\x0b독자", website="https://x.kr/\x08", body_html="앞\x0c뒤")

    assert bodies(client.get(f"/series/소셜전략/1/feed/{form}")) == ["앞뒤"]


@pytest.mark.parametrize("form", FORMS)
def test_feed_is_sent_once_and_again_when_a_comment_is_approved(client, note, make_comment, form):
    address = f"/series/소셜전략/1/feed/{form}"
    comment = make_comment(note, status=Comment.HELD, created_at=timezone.now() - timedelta(days=2))

    def status():
        etag = {"if-none-match": before["ETag"]}
        dated = {"if-modified-since": before["Last-Modified"]}
        return [client.get(address, headers=headers).status_code for headers in (etag, dated)]

    before = client.get(address)
    assert status() == [304, 304]

    comment.approve(None)
    assert status() == [200, 200]


@pytest.mark.parametrize("form", FORMS)
def test_feed_costs_the_same_however_many_comments(
    client, note, make_comment, django_assert_num_queries, form
):
    Site.objects.current()
    for count in (1, 3):
        while note.comments.count() < count:
            make_comment(note)
        with django_assert_num_queries(3):
            response = client.get(f"/series/소셜전략/1/feed/{form}")
        assert len(bodies(response)) == count


def test_subscribers_follow_a_note_that_moved(client, note):
    note.number = 7
    note.save()

    response = client.get("/series/소셜전략/1/feed/json/")

    assert response.status_code == 301
    assert response["Location"] == f"{note.get_absolute_url()}feed/json/"


def test_old_address_that_leads_to_itself_ends(client, note):
    """A series that was renamed and got its name back."""
    for slug in ("새-이름", "소셜전략"):
        note.series.slug = slug
        note.series.save()

    assert client.get("/series/소셜전략/99/feed/").status_code == 404


def test_note_page_names_its_feed(client, note):
    page = client.get(note.get_absolute_url()).content.decode()

    link = f'title="댓글: 소셜전략 1 : 첫 글" href="{note.get_absolute_url()}feed/">'
    assert link in " ".join(page.split())
