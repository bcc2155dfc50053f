"""Finding one's way: what is pinned, who wrote it, the archive, and the day before the first note."""

import datetime as dt

import html5lib
import pytest
from django.utils import timezone

from notes.models import Author, Note, Pin, Site

pytestmark = pytest.mark.django_db


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def titles(notes) -> list[str]:
    return [note.title for note in notes]


# Pins --------------------------------------------------------------------------------------------


def test_pinned_notes_stand_above_the_latest_and_only_there(client, make_note):
    notes = [make_note(f"글 {n}") for n in range(6)]
    for position, note in ((2, notes[0]), (1, notes[5]), (9, notes[1]), (3, notes[2])):
        Pin.objects.create(note=note, position=position)

    response = client.get("/")
    sections = page(response).findall(".//main/section")

    assert titles(response.context["pinned"]) == ["글 5", "글 0", "글 2"]
    assert titles(response.context["latest"]) == ["글 4", "글 3", "글 1"]
    assert [words(section.find("h2")) for section in sections] == ["먼저 읽을 글", "새 글"]


@pytest.mark.parametrize("hidden", [{"status": Note.DRAFT}, {"published_at": "later"}])
def test_pinned_note_that_is_not_public_is_not_shown(client, make_note, hidden):
    hidden = {
        key: timezone.now().replace(year=2999) if v == "later" else v for key, v in hidden.items()
    }
    Pin.objects.create(note=make_note("숨은 글", **hidden))
    make_note("보이는 글")

    response = client.get("/")

    assert (titles(response.context["pinned"]), titles(response.context["latest"])) == (
        [],
        ["보이는 글"],
    )
    assert "먼저 읽을 글" not in response.content.decode()


# Authors -----------------------------------------------------------------------------------------


def test_byline_leads_to_the_author(client, make_note):
    author = Author.objects.create(name="홍 길동", about="**의적(義賊)**을 했다.")
    make_note("첫 글", slug="첫-글", author=author)
    make_note("남의 글", author=Author.objects.create(name="김독자"))

    byline = page(client.get("/notes/첫-글/")).find(".//li[@class='p-author h-card']/a")
    response = client.get("/authors/홍-길동/")

    assert (byline.get("rel"), words(byline)) == ("author", "홍 길동")
    assert byline.get("href") == author.get_absolute_url()
    assert titles(response.context["notes"]) == ["첫 글"]
    assert "<strong>의적(義賊)</strong>을 했다." in response.content.decode()


def test_authors_are_listed_with_what_they_published(client, make_note):
    hidden, shown = Author.objects.create(name="초안만"), Author.objects.create(name="각주")
    make_note(author=hidden, status=Note.DRAFT)
    for _ in range(2):
        make_note(author=shown)
    make_note(author=shown, status=Note.DRAFT)

    lines = page(client.get("/authors/")).findall(".//main//ul/li")

    assert [words(line) for line in lines] == ["각주 글 2편"]
    assert client.get("/authors/초안만/").status_code == 404
    assert client.get("/authors/아무도/").status_code == 404
    assert "초안만" not in client.get("/sitemap-authors.xml").content.decode()


def test_pages_of_an_author_are_real_links(client, make_note):
    author = Author.objects.create(name="각주")
    for day in range(1, 29):
        make_note(f"{day}일", author=author, published_at=seoul(2020, 2, day))

    first = client.get("/authors/각주/")
    second = client.get("/authors/각주/" + first.context["older"])

    assert titles(second.context["notes"]) == [f"{day}일" for day in range(8, 0, -1)]


# The archive -------------------------------------------------------------------------------------


def seoul(*parts):
    return timezone.make_aware(dt.datetime(*parts))


def test_long_month_and_year_come_in_pages_that_count_everything(client, make_note):
    for minute in range(65):
        make_note(f"{minute}분", published_at=seoul(2020, 2, 3, 1, minute % 60, minute // 60))

    month, year = client.get("/archive/2020/2/"), client.get("/archive/2020/")
    older = client.get("/archive/2020/2/" + month.context["older"])
    rest = client.get("/archive/2020/" + year.context["older"])

    assert "글 65편" in words(page(month).find(".//main"))
    assert [len(seen.context["notes"]) for seen in (month, older, year, rest)] == [20, 20, 60, 5]
    assert not set(titles(month.context["notes"])) & set(titles(older.context["notes"]))
    assert rest.context["older"] == ""


def test_archive_counts_what_is_published(client, make_note):
    for month in (1, 1, 3):
        make_note(published_at=seoul(2020, month, 5))
    make_note(status=Note.DRAFT, published_at=seoul(2020, 1, 6))
    make_note(published_at=seoul(2999, 1, 1))

    response = client.get("/archive/")

    assert response.context["total"] == Note.objects.published().count() == 3
    assert [[count for _month, count in months] for _year, months in response.context["years"]] == [
        [1, 2]
    ]


# The first day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/", "/series/", "/notes/", "/archive/", "/tags/", "/authors/", "/search/?q=첫글", "/feeds/"],
)
def test_site_without_a_note_is_whole(client, address):
    response = client.get(address)
    tree = page(response)

    assert response.status_code == 200
    assert len(tree.findall(".//h1")) == 1
    if address != "/feeds/":
        assert tree.find(".//main//*[@class='empty']") is not None


@pytest.mark.parametrize("address", ["/feed/", "/feed/rss/", "/feed/json/", "/sitemap-authors.xml"])
def test_feed_without_a_note_is_a_feed(client, address):
    assert client.get(address).status_code == 200


# Search engines' questions -----------------------------------------------------------------------


def test_owner_is_verified_on_the_home_page_only(client):
    assert "verification" not in client.get("/").content.decode()
    Site.objects.current()
    site = Site.objects.get()
    site.google_verification, site.naver_verification = "구글-<코드>", "naver123"
    site.save()

    metas = {meta.get("name"): meta.get("content") for meta in page(client.get("/")).iter("meta")}

    assert metas["google-site-verification"] == "구글-<코드>"
    assert metas["naver-site-verification"] == "naver123"
    assert "verification" not in client.get("/about/").content.decode()
