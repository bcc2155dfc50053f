import json
import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from defusedxml import ElementTree
from django.utils import timezone

from notes.canonical import absolute_links
from notes.models import Author, Note, Site

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
FORMS = ("", "rss/", "json/")


def titles(response) -> list[str]:
    """Of the items of a feed in any format."""
    if response["Content-Type"].startswith("application/feed+json"):
        return [item["title"] for item in json.loads(response.content)["items"]]
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


def test_feed_has_hangul_notes_in_full_with_absolute_links(client, make_note, make_series):
    series = make_series(title="소셜전략")
    body = (
        "같이 **시작(始作)**을.\n\n[2번](/series/소셜전략/2/)[^1]\n\n[^1]: 각주입니다.\n\n끝 문단."
    )
    note = make_note(series=series, number=1, title="첫 글", body=body)
    note.tags.create(name="전략")

    response = client.get("/feed/")
    feed = feedparser.parse(response.content)
    entry = feed.entries[0]
    text = entry.content[0].value

    assert not feed.bozo
    assert response["Content-Type"].startswith("application/atom+xml")
    assert entry.title == "소셜전략 1 : 첫 글"
    assert entry.link == BASE + note.get_absolute_url()
    assert "<strong>시작(始作)</strong>을" in text and "끝 문단." in text
    assert f'href="{BASE}/series/' in text
    assert 'href="#' not in text and f'href="{BASE}{note.get_absolute_url()}#fn' in text
    assert [tag.term for tag in entry.tags] == ["전략"]


def test_rss_has_the_whole_text_and_english_dates(client, make_note, make_series):
    author = Author.objects.create(name="신동익")
    note = make_note(
        title="A < B & 시작", series=make_series(), body="앞 & 뒤.\n\n**끝(終)**을.", author=author
    )
    note.tags.create(name="전략")
    address = BASE + note.get_absolute_url()

    response = client.get("/feed/rss/")
    rss, entry = response.content.decode(), feedparser.parse(response.content).entries[0]

    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert "<language>ko</language>" in rss
    assert f'<atom:link href="{BASE}/feed/rss/" rel="self"/>' in rss
    assert f'<guid isPermaLink="true">{address}</guid>' in rss
    assert entry.title == "소셜전략 1 : A < B & 시작"
    assert entry.content[0].value == "<p>앞 &amp; 뒤.</p>\n<p><strong>끝(終)</strong>을.</p>"
    assert entry.summary == "앞 &amp; 뒤. 끝(終)을."  # HTML, like everything in a description
    assert entry.author == "신동익"
    assert entry.comments == f"{address}#comments"
    assert [tag.term for tag in entry.tags] == ["전략"]
    assert f"<pubDate>{note.published_at:%a}, " in rss
    assert parsedate_to_datetime(entry.published) == note.published_at.replace(microsecond=0)


def test_json_feed_says_the_same(client, make_note, make_series):
    author = Author.objects.create(name="신동익")
    note = make_note(title="첫 글", series=make_series(), body="앞 & 뒤.", author=author)
    note.tags.create(name="전략")
    address = BASE + note.get_absolute_url()

    response = client.get("/feed/json/")
    feed = json.loads(response.content)
    item = feed.pop("items")[0]

    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "소셜전략 글방",
        "home_page_url": f"{BASE}/",
        "feed_url": f"{BASE}/feed/json/",
        "description": "같이 시작하고, 같이 배우고, 같이 만들어 갑니다",
        "language": "ko",
        "authors": [{"name": "소셜전략 글방"}],
    }
    assert item == {
        "id": address,
        "url": address,
        "title": "소셜전략 1 : 첫 글",
        "summary": "앞 & 뒤.",
        "content_html": "<p>앞 &amp; 뒤.</p>",
        "date_published": note.published_at.isoformat(),
        "date_modified": note.published_at.isoformat(),
        "authors": [{"name": "신동익"}],
        "tags": ["전략"],
    }


def test_footnotes_lead_to_the_notes_page_and_keep_their_ids(client, make_note):
    note = make_note(body="전략[^1]을.\n\n[^1]: 싸움의 꾀.")

    text = json.loads(client.get("/feed/json/").content)["items"][0]["content_html"]

    assert 'id="fn-1"' in text
    assert f'href="{BASE}{note.get_absolute_url()}#fn-1"' in text


def test_note_without_words_says_its_title_and_nothing_empty(client, make_note):
    make_note(title="빈 글", body="")

    for form in ("", "rss/"):
        entry = feedparser.parse(client.get(f"/feed/{form}").content).entries[0]
        assert (entry.title, entry.summary) == ("빈 글", "빈 글")
        assert "content" not in entry
    assert "summary" not in json.loads(client.get("/feed/json/").content)["items"][0]


@pytest.mark.parametrize("form", FORMS)
def test_feed_survives_control_characters(client, make_note, form):
    tag = make_note(title="제어\x0b문자", body="앞\x00\x08뒤\ufffe", tags=["꼬리"]).tags.get()

    assert titles(client.get(f"/feed/{form}")) == ["제어문자"]

    # Past every `save()`, as an import or another program might write it.
    Site.objects.update(name="글\x0b방", tagline="한\x1f줄")
    Note.objects.update(title="제어\x0b\uffff문자", body_html="앞\x08뒤", summary="앞\x0c뒤")
    type(tag).objects.update(name="꼬\x0b리")
    response = client.get(f"/feed/{form}")

    assert titles(response) == ["제어문자"]
    assert "글방" in response.content.decode() and "꼬리" in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["함께 짓기", "feed", "rss"])
def test_feeds_of_series_and_tag_hold_their_own_notes(client, make_note, make_series, name, form):
    slug = name.replace(" ", "-")
    make_note(series=make_series(title=name), number=1, title="내 글", tags=[name])
    make_note(series=make_series(title="남의 것"), title="남의 글")

    for page in (f"/series/{slug}/", f"/tags/{slug}/"):
        assert client.get(page)["Content-Type"].startswith("text/html")
        assert titles(client.get(f"{page}feed/{form}")) == [f"{name} 1 : 내 글"], page


@pytest.mark.parametrize("form", FORMS)
def test_drafts_and_scheduled_notes_are_in_no_feed(client, make_note, make_series, form):
    series = make_series()
    hidden = {"series": series, "tags": ["모임"]}
    make_note(title="초안", status=Note.DRAFT, **hidden)
    make_note(title="내일", published_at=timezone.now() + timedelta(days=1), **hidden)

    for page in ("/", "/series/소셜전략/"):
        assert titles(client.get(f"{page}feed/{form}")) == [], page
    assert client.get(f"/tags/모임/feed/{form}").status_code == 404

    make_note(title="공개", **hidden)

    for page in ("/", "/series/소셜전략/", "/tags/모임/"):
        assert titles(client.get(f"{page}feed/{form}")) == ["소셜전략 2 : 공개"], page


@pytest.mark.parametrize("form", FORMS)
def test_feed_is_sent_once(client, make_note, form):
    """An empty one too: its date is not the present moment."""
    for _ in range(2):
        first = client.get(f"/feed/{form}")
        tagged, dated = (
            {"if-none-match": first["ETag"]},
            {"if-modified-since": first["Last-Modified"]},
        )
        assert client.get(f"/feed/{form}", headers=tagged).status_code == 304
        assert client.get(f"/feed/{form}", headers=dated).status_code == 304
        make_note()

    assert client.get(f"/feed/{form}", headers=tagged).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_feeds_cost_the_same_however_many_notes(
    client, make_note, make_series, django_assert_num_queries, form
):
    series = make_series()
    Site.objects.current()
    queries = {"/": 3, "/series/소셜전략/": 4, "/tags/모임/": 4}

    for count in (1, 3):
        while series.notes.count() < count:
            make_note(series=series, tags=["모임", f"꼬리 {count}"])
        for page, number in queries.items():
            with django_assert_num_queries(number):
                assert len(titles(client.get(f"{page}feed/{form}"))) == count


def test_subscribers_follow_a_series_that_was_renamed(client, make_note, make_series):
    series = make_series(title="옛 이름")
    make_note(series=series)
    series.slug = "새-이름"
    series.save()

    for form in FORMS:
        response = client.get(f"/series/옛-이름/feed/{form}")
        assert response.status_code == 301
        assert response["Location"] == f"{series.get_absolute_url()}feed/{form}"


def test_pages_name_their_feeds(client, make_note, make_series):
    note = make_note(series=make_series(), tags=["모임"])
    links = {
        page: len(
            re.findall(r'type="application/(?:atom|rss|feed)\+', client.get(page).content.decode())
        )
        for page in ("/", "/series/소셜전략/", "/tags/모임/", note.get_absolute_url())
    }

    assert list(links.values()) == [3, 4, 4, 4]
    for form in FORMS:
        assert f'href="/feed/{form}"' in client.get("/").content.decode()


def test_page_about_feeds_lists_them(client, make_note, make_series, django_assert_num_queries):
    Site.objects.current()
    for title in ("소셜전략", "함께 짓기", "셋째"):
        series = make_series(title=title)
        make_note(series=series)
    with django_assert_num_queries(3):
        page = client.get("/feeds/").content.decode()

    assert f">{BASE}/feed/rss/</a>" in page
    assert f'href="{series.get_absolute_url()}feed/json/"' in page
    assert 'href="/feeds/"' in client.get("/").content.decode()


def test_feed_of_nobody_knows_what_is_not_found(client):
    for form in FORMS:
        assert client.get(f"/series/없는-시리즈/feed/{form}").status_code == 404
        assert client.get(f"/tags/없는-태그/feed/{form}").status_code == 404


def test_absolute_links_leaves_words_alone():
    html = '<p>글자 href="/a" 그대로 <a href="/b">링크</a> <a href="//c/">밖</a></p>'

    assert absolute_links(html, f"{BASE}/x/") == (
        f'<p>글자 href="/a" 그대로 <a href="{BASE}/b">링크</a> <a href="//c/">밖</a></p>'
    )


def test_sitemap_names_every_public_page_once(client, make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=1)
    note.tags.create(name="모임")

    index = client.get("/sitemap.xml").content.decode()
    notes = client.get("/sitemap-notes.xml").content.decode()

    for section in ("pages", "series", "notes", "tags"):
        assert f"<loc>{BASE}/sitemap-{section}.xml</loc>" in index
        assert client.get(f"/sitemap-{section}.xml").status_code == 200
    assert notes.count("<loc>") == 1
    assert f"<loc>{BASE}{note.get_absolute_url()}</loc>" in notes


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("2/", f"{BASE}/series/%EC%A0%84%EB%9E%B5/1/2/"),
        ("../2/", f"{BASE}/series/%EC%A0%84%EB%9E%B5/2/"),
        ("/tags/모임/", f"{BASE}/tags/모임/"),
        ("#fn-1", f"{BASE}/series/%EC%A0%84%EB%9E%B5/1/#fn-1"),
        ("https://example.com/a", "https://example.com/a"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_absolute_links_resolves_what_a_writer_typed(typed, leads_to):
    html = absolute_links(f'<a href="{typed}">글</a>', f"{BASE}/series/%EC%A0%84%EB%9E%B5/1/")

    assert html == f'<a href="{leads_to}">글</a>'


def test_a_person_who_clicks_a_feed_sees_a_page(client, make_note):
    make_note(title="소셜전략을 시작하며")
    for path in ("/feed/", "/feed/rss/"):
        for reader, kind in ((None, "application/"), ("document", "application/xml;")):
            headers = {"sec-fetch-dest": reader} if reader else {}
            response = client.get(path, headers=headers)
            assert response["Content-Type"].startswith(kind)
            assert "Sec-Fetch-Dest" in response["Vary"]
            assert b"<?xml-stylesheet" in response.content.split(b"<title>")[0]
        assert not client.get(path)["Content-Type"].startswith("application/xml")
    assert (
        "xml"
        not in client.get("/feed/json/", headers={"sec-fetch-dest": "document"})["Content-Type"]
    )


def test_opml_lists_the_feeds_of_site_and_series(client, make_note, make_series):
    make_note(series=make_series(title="소셜전략 < 1 & 2"))
    make_series(title="빈 시리즈")
    response = client.get("/feeds.opml")
    outlines = ElementTree.fromstring(response.content).findall("body/outline")
    assert response["Content-Type"].startswith("text/x-opml")
    assert [outline.get("text") for outline in outlines][1:] == ["소셜전략 < 1 & 2"]
    for outline in outlines:
        assert not feedparser.parse(client.get(outline.get("xmlUrl")[len(BASE) :]).content).bozo
    assert "/feeds.opml" in client.get("/feeds/").content.decode()
