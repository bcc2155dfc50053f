import datetime as dt
import unicodedata
from urllib.parse import quote

import html5lib
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from notes.models import Author, Note, Relation, Site, Tag
from tests.plans import plan

pytestmark = pytest.mark.django_db


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def seoul(*parts):
    return timezone.make_aware(dt.datetime(*parts))


def test_note_page_shows_number_date_and_text(client, make_note, make_series):
    series = make_series(title="소셜전략")
    note = make_note(
        series=series,
        number=1,
        title="같이 시작하기",
        body="**전략(戰略)**을 함께.\n\n## 첫걸음\n\n" + "낱말 " * 600,
        published_at=seoul(2011, 4, 7, 0, 16),
    )

    response = client.get("/series/소셜전략/1/")
    tree = page(response)

    assert response.status_code == 200
    assert "같이 시작하기" in words(tree.find(".//h1"))
    date = tree.find(".//article//time")
    assert words(date) == "2011년 4월 7일 목요일 오전 12:16"
    assert date.get("datetime").startswith("2011-04-07T00:16:00+09")
    assert "3분" in words(tree.find(".//article"))
    assert [words(strong) for strong in tree.iter("strong")].count("전략(戰略)") == 1
    assert any(a.get("href") == "#첫걸음" for a in tree.iter("a")), "the contents list"
    assert tree.get("lang") == "ko"
    assert [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"] == [
        "http://127.0.0.1:8000" + note.get_absolute_url()
    ]


def test_note_page_links_its_neighbours_by_number(client, make_note, make_series):
    series = make_series(title="번호")
    for number in (1, 2, 5):
        make_note(series=series, number=number, title=f"글 {number}")

    hrefs = {a.get("href") for a in page(client.get("/series/번호/2/")).iter("a")}

    assert {
        reverse("notes:note_detail", args=["번호", 1]),
        "/series/%EB%B2%88%ED%98%B8/5/",
    } <= hrefs


def test_note_page_shows_its_place_and_the_other_parts(client, make_note, make_series):
    series = make_series(title="소셜전략")
    for number in (1, 2, 5):
        make_note(series=series, number=number, title=f"전략 {number}")

    response = client.get("/series/소셜전략/5/")
    tree = page(response)
    parts = tree.find(".//details[@class='parts']")
    progress = tree.find(".//progress")

    assert "3편 가운데 3번째 글" in words(tree.find(".//header[@class='note__head spread']"))
    assert (progress.get("value"), progress.get("max")) == ("3", "3")
    assert [words(a) for a in parts.findall("ol//a")] == ["1 전략 1", "2 전략 2", "5 전략 5"]
    assert words(parts.find("ol//a[@aria-current]")) == "5 전략 5"
    assert parts.get("open") is None
    assert "style=" not in response.content.decode()


def test_note_says_where_it_first_appeared_and_when_it_was_revised(client, make_note):
    note = make_note("옮긴 글", slug="옮긴-글", published_at=seoul(2011, 4, 7, 0, 16))
    plain = page(client.get("/notes/옮긴-글/")).find(".//footer[@class='note__foot spread']")
    note.first_published_in = "페이스북 노트"
    note.first_published_url = "https://www.facebook.com/notes/1/"
    note.body = "고쳐 적은 글입니다."
    note.save()
    Note.objects.update(revised_at=seoul(2026, 3, 2, 9))

    foot = page(client.get("/notes/옮긴-글/")).find(".//footer[@class='note__foot spread']")

    assert "처음 실렸" not in words(plain) and "고쳤" not in words(plain)
    link = foot.find(".//a[@class='u-syndication']")
    assert words(link) == "2011년 페이스북 노트에 처음 실렸습니다."
    assert link.get("href") == "https://www.facebook.com/notes/1/"
    assert words(foot.find(".//time")) == "2026년 3월 2일에 고쳤습니다."


def test_year_is_left_out_where_nobody_knows_it(client, make_note):
    make_note("오늘 옮긴 글", slug="오늘-옮긴-글", first_published_in="회사 <사보>")

    foot = page(client.get("/notes/오늘-옮긴-글/")).find(".//footer[@class='note__foot spread']")

    assert "회사 <사보>에 처음 실렸습니다." in words(foot)


def test_note_alone_in_its_series_has_no_place_to_show(client, make_note, make_series):
    make_note(series=make_series(title="한 편"), number=1)

    tree = page(client.get("/series/한-편/1/"))

    assert tree.find(".//progress") is None
    assert tree.find(".//nav[@class='turn']") is None


@pytest.mark.parametrize(
    "hidden", [{"status": Note.DRAFT, "published_at": None}, {"published_at": seoul(2999, 1, 1)}]
)
def test_note_that_is_not_public_is_not_found_anywhere(client, hidden, make_note, make_series):
    shown = make_note(series=make_series(title="공개"), number=1, title="보이는 글")
    make_note(series=shown.series, number=2, title="숨은 글", **hidden)
    shown.tags.create(name="태그")

    assert client.get("/series/공개/2/").status_code == 404
    for address in ("/", "/series/공개/", "/series/공개/1/", "/notes/", "/archive/", "/feed/"):
        body = client.get(address).content.decode()
        assert "숨은 글" not in body
        assert "보이는 글" in body or address == "/archive/"


def test_single_note_has_an_address_of_its_own(client, make_note):
    make_note(series=None, title="혼자 서는 글", slug="")

    assert "혼자 서는 글" in words(page(client.get("/notes/혼자-서는-글/")).find(".//h1"))


def test_decomposed_address_redirects_once(client, make_note, make_series):
    make_note(series=make_series(title="소셜전략"), number=1)
    decomposed = quote(unicodedata.normalize("NFD", "/series/소셜전략/1/"))

    response = client.get(decomposed)

    assert response.status_code == 301
    assert response["Location"] == "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/"


def test_old_address_redirects_to_the_note(client, make_note, make_series):
    note = Note.objects.get(pk=make_note(series=make_series(title="전략"), number=3).pk)
    note.number = 4
    note.save()

    response = client.get("/series/전략/3/")

    assert (response.status_code, response["Location"]) == (301, note.get_absolute_url())


def test_twice_encoded_address_costs_no_query(
    client, django_assert_num_queries, make_note, make_series
):
    make_note(series=make_series(title="전략"), number=3)

    with django_assert_num_queries(0):
        response = client.get(quote(quote("/series/전략/3/")))

    assert response.status_code == 404


def test_wordpress_short_link_redirects(client, make_note, make_series):
    note = make_note(series=make_series(title="전략"), number=3)
    note.old_addresses.create(path="/?p=12")

    assert client.get("/?p=12")["Location"] == note.get_absolute_url()
    assert client.get("/?p=13").status_code == 200


def test_archive_counts_months_in_the_sites_own_time_zone(client, make_note):
    make_note(title="서울에서는 4월", published_at=dt.datetime(2011, 3, 31, 15, 0, tzinfo=dt.UTC))
    make_note(title="서울에서도 3월", published_at=dt.datetime(2011, 3, 31, 14, 59, tzinfo=dt.UTC))

    april, march = client.get("/archive/2011/4/"), client.get("/archive/2011/3/")
    years = client.get("/archive/").context["years"]

    assert [note.title for note in april.context["notes"]] == ["서울에서는 4월"]
    assert [note.title for note in march.context["notes"]] == ["서울에서도 3월"]
    assert [(y, [(m.month, n) for m, n in months]) for y, months in years] == [
        (2011, [(4, 1), (3, 1)])
    ]


@pytest.mark.parametrize("address", ["2011/13", "2011/00", "0000/01", "9999/12", "1999/1", "1999"])
def test_archive_without_notes_is_not_found(client, address, make_note):
    make_note()

    assert client.get(f"/archive/{address}/").status_code == 404


def test_note_list_pages_are_real_links_both_ways(client, make_note):
    for day in range(1, 29):
        make_note(title=f"{day}일", published_at=seoul(2020, 2, day))

    first = client.get("/notes/")
    second = client.get("/notes/" + first.context["older"])
    back = client.get("/notes/" + second.context["newer"])

    assert [n.title for n in first.context["notes"]] == [f"{d}일" for d in range(28, 8, -1)]
    assert [n.title for n in second.context["notes"]] == [f"{d}일" for d in range(8, 0, -1)]
    assert (first.context["newer"], second.context["older"]) == ("", "")
    assert [n.title for n in back.context["notes"]] == [n.title for n in first.context["notes"]]


@pytest.mark.parametrize("key", ["before=전략", "before=", "after=1-", "before=9e9-1", "after=1"])
def test_note_list_refuses_a_key_that_is_none(client, key, make_note):
    make_note()

    assert client.get(f"/notes/?{key}").status_code == 404


def test_tag_page_has_hangul_address_and_its_notes(client, make_note):
    note = make_note(title="꼬리표 단 글")
    note.tags.create(name="소셜 전략")
    make_note(title="다른 글")

    response = client.get("/tags/소셜-전략/")

    assert [n.title for n in response.context["notes"]] == ["꼬리표 단 글"]
    assert "소셜 전략" in words(page(client.get("/tags/")).find(".//main"))


def test_about_page_is_korean_by_default(client):
    assert "누구나 이름만 적고 댓글을" in words(page(client.get("/about/")).find(".//main"))


LISTS = ["/", "/series/", "/series/묶음/", "/notes/", "/archive/", "/archive/2020/"]
LISTS += ["/archive/2020/2/", "/tags/", "/tags/꼬리표/", "/feed/", "/sitemap-notes.xml"]
LISTS += ["/authors/", "/authors/각주/", "/search/?q=시작", "/sitemap-authors.xml"]
QUERIES = dict(zip(LISTS, [5, 2, 4, 2, 2, 3, 3, 2, 3, 3, 2, 2, 3, 6, 1], strict=True))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", LISTS)
def test_list_page_needs_the_same_queries_for_one_and_three(
    client, django_assert_num_queries, address, count, make_note, make_series
):
    series = make_series(title="묶음")
    for day in range(1, count + 1):
        author = Author.objects.create(name="각주" if day == 1 else f"각주 {day}")
        note = make_note(series=series, author=author, published_at=seoul(2020, 2, day))
        note.tags.add(*series.notes.model.tags.field.related_model.objects.named(["꼬리표"]))

    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [3, 40])
def test_note_page_needs_at_most_five_queries(
    client, django_assert_max_num_queries, count, make_note, make_series
):
    series = make_series(title="묶음")
    for number in range(1, count + 1):
        make_note(series=series, number=number, author=Author.objects.create(name="각주"))
    note = series.notes.get(number=2)
    note.tags.set(Tag.objects.named([f"태그 {number}" for number in range(count)]))
    make_note("In English", language="en", translation_of=note)
    for number in range(3):
        other = make_note(f"이을 글 {number}")
        Relation.objects.create(note=note, other=other, score=0.5)

    with django_assert_max_num_queries(5):
        response = client.get("/series/묶음/2/")

    assert [len(response.context[name]) for name in ("tags", "related")] == [count, 3]
    assert "이 글은 English로도 읽을 수 있습니다." in words(page(response).find(".//article"))


def test_page_for_everybody_sets_no_cookie_and_knows_that_others_have_some(
    client, make_note, make_series
):
    make_note(series=make_series(title="묶음"), number=1)

    for address in [*LISTS[:4], "/series/묶음/1/", "/about/"]:
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" in response["Vary"], address
        assert response["Cache-Control"] == "max-age=0, s-maxage=1, must-revalidate", address


def test_unchanged_page_answers_304(client, make_note):
    make_note()
    etag = client.get("/notes/")["ETag"]

    assert client.get("/notes/", headers={"if-none-match": etag}).status_code == 304


def test_robots_names_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text.splitlines()
    assert "Disallow: /moderation/" in text.splitlines()


def test_note_that_nobody_signed_is_by_the_site(client, make_note):
    note = make_note(author=None)
    page = client.get(note.get_absolute_url()).content.decode()
    byline = page[page.index('class="p-author h-card"') :].split("</li>")[0]
    assert Site.objects.current().name in byline


def test_note_outside_any_series_is_found_by_its_slug(client, make_note):
    """However many of them there are. With the values that the database is really given: SQLite knows the
    index's condition only when it sees one."""
    if connection.vendor == "postgresql":
        pytest.skip("it knows how many there are, and goes any way to so few")
    note, asked = make_note("등대"), []
    with connection.execute_wrapper(
        lambda ask, sql, params, *rest: asked.append((sql, params)) or ask(sql, params, *rest)
    ):
        assert client.get(note.get_absolute_url()).status_code == 200

    [(sql, params)] = [one for one in asked if "body_html" in one[0] and "notes_author" in one[0]]
    assert "note_slug_once_outside_series" in plan(sql, params)
