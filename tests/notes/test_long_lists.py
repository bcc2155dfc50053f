"""Lists of a site that has grown: pages of a constant size, and a way to every one of them."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from notes import cards, sitemaps
from notes.models import Author, Note, Series, Site, Tag
from notes.number_pages import page_from
from notes.pagination import page_by_name
from tests.notes.test_views import seoul

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def many(series, numbers, **fields):
    fields = {"status": Note.PUBLISHED, "published_at": seoul(2026, 3, 1), **fields}
    return Note.objects.bulk_create(
        Note(series=series, number=number, title=f"글 {number}", slug=f"글-{number}", **fields)
        for number in numbers
    )


@pytest.fixture
def series(make_series):
    return make_series(title="소셜전략")


def numbers(response) -> list[int]:
    return [note.number for note in response.context["lines"]]


def links(response, rel: str) -> list[str]:
    tags = re.findall(r"<a [^>]*>", response.content.decode())
    return [re.search(r'href="([^"]*)"', tag)[1] for tag in tags if f'rel="{rel}"' in tag]


# A series ----------------------------------------------------------------------------------------


def test_series_as_long_as_a_page_is_one_page(client, series):
    many(series, range(1, 101))
    response = client.get("/series/소셜전략/")
    html = response.content.decode()

    assert numbers(response) == list(range(1, 101))
    assert "쪽 넘기기" not in html
    assert "번호로 가기" not in html
    assert "이 시리즈를 저장" in html


def test_long_series_is_leafed_through_from_end_to_end_and_back(client, series):
    many(series, range(1, 251, 2))  # every other number
    many(series, range(2, 252, 2), status=Note.PLANNED)
    first = client.get("/series/소셜전략/")
    second = client.get("/series/소셜전략/" + links(first, "next")[0])
    third = client.get("/series/소셜전략/" + links(second, "next")[0])

    found = [numbers(response) for response in (first, second, third)]
    assert found == [list(range(1, 101)), list(range(101, 201)), list(range(201, 251))]
    assert links(third, "next") == []
    assert links(third, "prev") == ["?from=101"]
    assert links(second, "prev") == ["?"]
    assert links(first, "prev") == []
    assert first.context["page"].last == "?from=201"
    assert "글 125편" in first.content.decode()
    assert "예고 125편" in second.content.decode()
    assert "이 쪽의 글을 저장" in second.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("7", "?from=10"),
        ("010", "?from=10"),
        ("0", ""),
        ("1", ""),
        ("2", ""),
        ("990", "?from=1000"),
    ],
)
def test_number_that_is_not_listed_leads_to_the_page_of_the_next(client, series, asked, shown):
    many(series, [2, 10, 1000])
    response = client.get(f"/series/소셜전략/?from={asked}")

    assert response.status_code == 302
    assert unquote(response["Location"]) == f"/series/소셜전략/{shown}"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("asked", ["", "전략", "-1", "1001", "9" * 10, "9" * 30, "1.5", "٣"])
def test_number_that_is_none_or_behind_the_last_is_not_found(client, series, asked):
    many(series, [2, 10, 1000])
    assert client.get("/series/소셜전략/", {"from": asked}).status_code == 404


@pytest.mark.parametrize("last", [109, 1000, 1001, 12_345])
def test_every_number_is_two_or_three_links_away(series, last):
    many(series, sorted({1, *range(3, 110), last}))
    page = page_from(Series.objects.counted().get(), {"from": str(last)})

    for row in page.ranges:
        assert len(row) <= 10
        assert [part.low for part in row if part.is_here] == [
            part.low for part in row if part.low <= last <= part.high
        ]
        for part in row:
            assert page_from(Series.objects.counted().get(), {"from": str(part.low)}).lines
    assert page.ranges[0][0].address == ""
    assert page.ranges[0][-1].high == page.ranges[-1][-1].high == last
    assert len(page.ranges) == len(str(last - 1)) - 2


def test_card_of_a_long_series_says_the_true_total(client, series):
    many(series, range(1, 1235))
    site = Site.objects.current()
    card = cards.of_series(series, 1234, site)

    assert card.card.above == "글 1,234편"
    for address in ("/series/소셜전략/", "/series/소셜전략/?from=601"):
        assert client.get(address).content.decode().count(card.url) >= 2  # for people, for machines
    assert client.get(card.path).status_code == 200


@pytest.mark.parametrize("count", [101, 303])
def test_page_of_a_long_series_needs_the_same_queries(
    client, series, count, django_assert_num_queries
):
    many(series, range(1, count + 1))
    with django_assert_num_queries(8):
        response = client.get("/series/소셜전략/?from=2")
    assert len(numbers(response)) == 100


# Lists by name -----------------------------------------------------------------------------------


def test_pages_by_name_hold_every_row_once_in_both_directions(make_series, make_note):
    for title in "다 가 나 가 가 라 나".split():
        make_note(
            series=Series.objects.create(title=title, slug=f"{title}{Series.objects.count()}")
        )
    Series.objects.create(title="글 없는 가")
    rows = Series.objects.with_note_counts()
    there, query = [], {}
    while True:
        page = page_by_name(rows, "title", query, 2)
        there.append([each.pk for each in page.rows])
        if not page.on:
            break
        query = {"after": page.on.partition("=")[2]}
    rest = []
    while page.back:
        page = page_by_name(rows, "title", {"before": page.back.partition("=")[2]}, 2)
        rest = [each.pk for each in page.rows] + rest
    flat = [pk for pks in there for pk in pks]

    assert [rows.get(pk=pk).title for pk in flat] == "가 가 가 나 나 다 라".split()
    assert rest + there[-1] == flat


@pytest.mark.parametrize("address", ["/series/", "/tags/", "/authors/"])
def test_list_by_name_says_that_there_is_more(client, address, make_note, make_series, monkeypatch):
    monkeypatch.setattr("notes.views.VOLUMES", 2)
    monkeypatch.setattr("notes.views.TAGS", 2)
    for name in "가 나 다".split():
        make_note(
            series=make_series(title=name), author=Author.objects.create(name=name), tags=[name]
        )
    first = client.get(address)
    second = client.get(address + links(first, "next")[0])

    assert ["가" in first.content.decode(), len(first.context["page"].rows)] == [True, 2]
    assert [each.slug for each in second.context["page"].rows] == ["다"]
    assert len(client.get(address + links(second, "prev")[0]).context["page"].rows) == 2
    for key in ("after=가", "after=", "before=-1", f"after={9**30}", "after=٣"):
        assert client.get(f"{address}?{key}").status_code == 404


def test_home_shows_the_series_that_were_updated_last(client, make_note, make_series):
    for day in range(1, 15):
        make_note(series=make_series(title=f"시리즈 {day}"), published_at=seoul(2026, 3, day))
    make_note(
        series=Series.objects.get(title="시리즈 1"), published_at=timezone.now().replace(year=2999)
    )
    response = client.get("/")

    titles = [series.title for series in response.context["series_list"]]
    assert titles == [f"시리즈 {day}" for day in range(14, 2, -1)]
    assert "모든 시리즈 보기" in response.content.decode()


def test_feed_list_and_opml_name_the_series_that_were_updated_last(
    client, make_note, make_series, monkeypatch
):
    monkeypatch.setattr("notes.feeds.opml.SERIES", 2)
    monkeypatch.setattr("notes.feeds.views.SERIES", 2)
    for day, title in enumerate(("다", "나", "가"), start=1):
        make_note(series=make_series(title=title), published_at=seoul(2026, 3, day))

    assert re.findall(r'title="(.)"', client.get("/feeds.opml").content.decode()) == ["가", "나"]
    html = client.get("/feeds/").content.decode()
    assert "모든 시리즈 보기" in html
    assert "/series/%EB%8B%A4/" not in html


# Sitemap -----------------------------------------------------------------------------------------


def paths(response) -> list[str]:
    root = ElementTree.fromstring(response.content)
    found = [place.text for place in root.iter(f"{SITEMAP}loc")]
    return [unquote(address.removeprefix("http://127.0.0.1:8000")) for address in found]


def test_sitemap_pages_hold_every_note_once_and_no_more_than_they_may(client, series, monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 5)
    many(series, range(1, 13), published_at=seoul(2026, 3, 1))  # one month, three pages
    many(series, range(13, 17), published_at=seoul(2026, 4, 1))
    many(series, range(17, 18), published_at=seoul(2026, 5, 1))
    many(series, range(18, 20), published_at=seoul(2026, 6, 1))
    many(series, range(20, 30), published_at=timezone.now().replace(year=2999))

    pages = [path for path in paths(client.get("/sitemap.xml")) if "notes" in path]
    found = [paths(client.get(page)) for page in pages]

    assert pages[:2] == ["/sitemap-notes.xml", "/sitemap-notes.xml?p=2"]
    assert [len(page) for page in found] == [5, 5, 2, 5, 2]
    everything = [path for page in found for path in page]
    assert everything == [f"/series/소셜전략/{number}/" for number in range(1, 20)]
    assert client.get(f"/sitemap-notes.xml?p={len(pages) + 1}").status_code == 404


def test_section_of_series_has_pages_too(client, make_note, make_series, monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 2)
    for name in "가 나 다".split():
        make_note(series=make_series(title=name))
    make_note(series=make_series(title="라"), published_at=timezone.now().replace(year=2999))
    pages = [path for path in paths(client.get("/sitemap.xml")) if "series" in path]

    assert [paths(client.get(page)) for page in pages] == [
        ["/series/가/", "/series/나/"],
        ["/series/다/"],
    ]


def test_sitemap_lists_no_empty_section_and_says_each_address_as_the_page_does(client, make_note):
    assert paths(client.get("/sitemap.xml")) == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-notes.xml").status_code == 200
    notes = [make_note(slug=slug) for slug in ("밖에-있는-글", "a&b", "100%", "it's", "a+b~c")]
    tag = Tag.objects.create(name="R&D 전략")
    tag.notes.set(notes)

    listed = ElementTree.fromstring(client.get("/sitemap-notes.xml").content)
    found = {place.text for place in listed.iter(f"{SITEMAP}loc")}
    assert found == {f"http://127.0.0.1:8000{note.get_absolute_url()}" for note in notes}
    assert [path.rpartition("/")[2] for path in paths(client.get("/sitemap.xml"))] == [
        "sitemap-pages.xml",
        "sitemap-notes.xml",
        "sitemap-tags.xml",
    ]
    for key in ("p=0", "p=-1", "p=2", "p=전", f"p={10**20}"):
        assert client.get(f"/sitemap-notes.xml?{key}").status_code == 404
    assert client.get("/sitemap-없음.xml").status_code == 404


# One address -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("padded", "address"),
    [
        ("/series/소셜전략/001/", "/series/소셜전략/1/"),
        ("/series/소셜전략/01/?utm_source=메일", "/series/소셜전략/1/?utm_source=메일"),
        ("/series/소셜전략/01/feed/rss/", "/series/소셜전략/1/feed/rss/"),
        ("/archive/2026/03/", "/archive/2026/3/"),
        ("/archive/02026/003/", "/archive/2026/3/"),
        ("/archive/002026/", "/archive/2026/"),
    ],
)
def test_zeros_before_a_number_lead_to_its_one_address(client, series, padded, address):
    many(series, [1])
    response = client.get(padded)

    assert (response.status_code, unquote(response["Location"])) == (301, address)
    assert client.get(response["Location"]).status_code == 200


def test_zeros_before_a_number_of_its_comments_do_so_too(client, series):
    many(series, [1])
    response = client.get("/series/소셜전략/01/comments/")
    assert response.status_code == 301
    assert unquote(response["Location"]) == "/series/소셜전략/1/comments/"


def test_slug_of_zeros_and_figures_is_no_padded_number(client, make_series, make_note):
    make_note(series=make_series(title="007"), number=7)
    assert client.get("/series/007/7/").status_code == 200
    assert client.get("/series/007/").status_code == 200
    assert client.get("/tags/007/").status_code == 404
    assert client.get("/series/007/000/").status_code == 404
