import unicodedata
from datetime import timedelta
from urllib.parse import quote

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from notes.models import Author

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"


def ask(client, url, **more):
    return client.get("/oembed/", {"url": url, **more})


@pytest.fixture
def note(make_note, make_series):
    author = Author.objects.create(name="신동익")
    return make_note(series=make_series(title="소셜전략"), number=1, title="첫 글", author=author)


def test_link_to_a_hangul_address_becomes_title_and_author(client, note):
    said = ask(client, BASE + note.get_absolute_url()).json()
    assert said["title"] == "소셜전략 1 : 첫 글"
    assert (said["type"], said["version"]) == ("link", "1.0")
    assert said["author_name"] == "신동익"
    assert said["url"] == BASE + note.get_absolute_url()


@pytest.mark.parametrize(
    "path",
    [
        "/series/소셜전략/1/",
        unicodedata.normalize("NFD", "/series/소셜전략/1/"),
        quote("/series/소셜전략/1/"),
        "/series/소셜전략/1/?utm_source=kakao#comments",
    ],
)
def test_every_way_to_write_the_address_is_understood(client, note, path):
    assert ask(client, BASE + path).status_code == 200


def test_note_outside_a_series_is_found(client, make_note):
    note = make_note(title="글방 쓰는 법", slug="글방-쓰는-법")
    assert ask(client, BASE + note.get_absolute_url()).json()["title"] == "글방 쓰는 법"


def test_xml_says_the_same_and_escapes(client, make_note):
    note = make_note(title="A < B & 시작")
    answer = ask(client, BASE + note.get_absolute_url(), format="xml")
    said = {child.tag: child.text for child in ElementTree.fromstring(answer.content)}
    assert answer["Content-Type"].startswith("text/xml")
    assert said["title"] == "A < B & 시작" and said["type"] == "link"


def test_page_names_the_address_where_it_is_found(client, note):
    page = client.get(note.get_absolute_url()).content.decode()
    start = page.index('type="application/json+oembed"')
    address = page[start:].split('href="')[1].split('"')[0]
    assert client.get(address).json()["title"] == "소셜전략 1 : 첫 글"


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/",
        f"{BASE}/series/소셜전략/",
        f"{BASE}/series/소셜전략/2/",
        BASE + quote(quote("/series/소셜전략/1/")),
        f"{BASE}/series/소셜전략/99999999999999999999999/",
        "https://elsewhere.example/series/소셜전략/1/",
        "javascript:alert(1)",
        "http://[",
        "/series/소셜전략/1/",
        "소셜전략" * 1000,
    ],
)
def test_what_is_no_public_note_of_ours_is_404(client, note, url):
    assert ask(client, url).status_code == 404


def test_drafts_and_scheduled_notes_are_not_given_away(client, make_note):
    draft = make_note(title="초안", status="draft", published_at=None)
    later = make_note(title="내일", published_at=timezone.now() + timedelta(days=1))
    assert ask(client, BASE + draft.get_absolute_url()).status_code == 404
    assert ask(client, BASE + later.get_absolute_url()).status_code == 404


def test_missing_address_and_unknown_format_get_a_sentence(client, note):
    assert client.get("/oembed/").status_code == 400
    assert "주소" in client.get("/oembed/").content.decode()
    assert ask(client, BASE + note.get_absolute_url(), format="yaml").status_code == 501


def test_two_queries(client, note, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask(client, BASE + note.get_absolute_url())
