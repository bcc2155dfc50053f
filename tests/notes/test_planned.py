"""Numbers that are announced before they are written: number and title, and nothing else."""

import html5lib
import pytest
from django.core.exceptions import ValidationError

from notes.models import Address, Note, Tag

pytestmark = pytest.mark.django_db
SECRET = "아직 아무에게도 보이지 않을 초고"


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def series(make_series, make_note):
    series = make_series(title="소셜전략")
    make_note("같이 시작하기", series=series, number=1)
    make_note("같이 배우기", series=series, number=2)
    plan(make_note, series, 3)
    make_note("같이 만들기", series=series, number=5)
    return series


def plan(make_note, series, number):
    note = make_note(
        "같이 쉬기", series=series, number=number, status=Note.PLANNED, body=SECRET, excerpt=SECRET
    )
    note.tags.set(Tag.objects.named(["전략"]))
    return note


def test_contents_name_a_planned_number_in_its_place(client, series):
    tree = page(client.get("/series/소셜전략/"))
    lines = tree.findall(".//ol[@class='lines']/li")

    assert [words(line.find("span")) for line in lines] == ["1", "2", "3", "5"]
    assert words(lines[2]) == "3 같이 쉬기 예고"
    assert "h-entry" not in lines[2].get("class")
    assert "글 3편 · 예고 1편" in words(tree.find(".//main"))


def test_series_without_plans_says_nothing_of_them(client, make_series, make_note):
    make_note(series=make_series(title="다 쓴 것"), number=1)

    assert "예고" not in client.get("/series/다-쓴-것/").content.decode()


def test_page_of_a_planned_number_says_so_and_leads_on(client, series):
    response = client.get("/series/소셜전략/3/")
    tree = page(response)
    hrefs = {a.get("href") for a in tree.iter("a")}

    assert response.status_code == 200
    assert words(tree.find(".//h1")) == "같이 쉬기"
    assert "아직 쓰지 않은 글입니다." in words(tree.find(".//article"))
    assert any(
        (meta.get("name"), meta.get("content")) == ("robots", "noindex")
        for meta in tree.iter("meta")
    )
    base = "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/"
    assert {f"{base}2/", f"{base}5/", f"{base}feed/"} <= hrefs
    assert [form.get("id") for form in tree.iter("form")] == ["comment-form"], "readers may ask"


def test_text_of_a_planned_number_is_nowhere(client, series):
    addresses = ["/", "/series/", "/series/소셜전략/", "/series/소셜전략/2/", "/series/소셜전략/3/"]
    addresses += ["/notes/", "/archive/", "/tags/", "/feed/", "/feed/rss/", "/feed/json/"]
    addresses += ["/series/소셜전략/feed/", "/series/소셜전략/feed/json/", "/search/?q=초고"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.content.decode(), address


@pytest.mark.parametrize(
    "address",
    ["/search/?q=같이 쉬기", "/sitemap-notes.xml", "/feed/", "/archive/", "/series/소셜전략/2/"],
)
def test_planned_number_is_named_in_its_series_only(client, series, address):
    text = client.get(address).content.decode()

    assert "/3/" not in text


def test_planned_number_is_no_note_for_a_tag(client, series):
    assert client.get("/tags/전략/").status_code == 404


def test_place_counts_what_can_be_read(client, series):
    place = Note.objects.get(number=5).neighbours()

    assert (place.position, place.count, place.previous.number) == (3, 3, 2)


def test_next_number_is_after_the_planned_ones(series, make_note):
    plan(make_note, series, 12)

    assert make_note(series=series).number == 13


def test_published_plan_keeps_its_address(client, series):
    note = Note.objects.planned().get()
    address = note.get_absolute_url()
    note.publish()

    assert note.get_absolute_url() == address
    assert SECRET in client.get(address).content.decode()


def test_plan_that_gets_another_number_leads_there(client, series):
    note = Note.objects.planned().get()
    note.number = 7
    note.save()

    response = client.get("/series/소셜전략/3/")

    assert (response.status_code, response["Location"]) == (301, note.get_absolute_url())
    assert Address.objects.get().note == note


def test_plan_that_is_given_up_is_gone(client, series):
    Note.objects.planned().update(status=Note.DRAFT)

    assert client.get("/series/소셜전략/3/").status_code == 404


def test_plan_outside_of_a_series_is_refused():
    with pytest.raises(ValidationError, match="예고는 시리즈의 번호에만"):
        Note(title="혼자", slug="혼자", status=Note.PLANNED).full_clean()


@pytest.mark.parametrize("count", [1, 3])
def test_planned_page_needs_the_same_queries_for_one_and_three(
    client, django_assert_num_queries, count, make_note, make_series
):
    series = make_series(title="묶음")
    for number in range(1, count + 1):
        make_note(series=series, number=number)
    plan(make_note, series, count + 1)

    with django_assert_num_queries(5):
        assert client.get(f"/series/묶음/{count + 1}/").status_code == 200
