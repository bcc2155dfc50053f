import unicodedata

import html5lib
import pytest
from django.utils import timezone

from notes.models import Note
from notes.search import find, query_in

pytestmark = pytest.mark.django_db


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def notes(make_series, make_note):
    series = make_series(title="함께 짓기")
    make_note("일곱째 계단", series=series, number=1, body="박하사탕 이야기")
    make_note("열쇠 두 개", series=series, number=2)
    make_note("Left Hand의 계단", slug="왼손")
    make_note("숨은 계단", series=series, number=3, status=Note.DRAFT)
    make_note(
        "내일의 계단", series=series, number=4, published_at=timezone.now().replace(year=2999)
    )
    make_series(title="빈 계단")
    return series


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("계단", ["Left Hand의 계단", "일곱째 계단"]),
        ("일곱째계단", ["일곱째 계단"]),
        ("일곱 째계 단", ["일곱째 계단"]),  # a word of one letter is passed over
        ("일곱 셋째", []),
        ("일곱째   계단", ["일곱째 계단"]),
        ("계단 일곱째", ["일곱째 계단"]),
        ("LEFT hand", ["Left Hand의 계단"]),
        ("함께짓기 열쇠", ["열쇠 두 개"]),
        ("함께 짓기 2", ["열쇠 두 개"]),
        ("박하사탕", []),
        ("계", []),
        ("100%", []),
        ("__", []),
        ("없는 말", []),
        ("", []),
        ("99999999999999999999", []),
        ("²계단", []),
    ],
)
def test_titles_are_found_by_all_words_in_any_spacing(notes, query, found):
    assert [note.title for note in find(query).notes] == found


def test_decomposed_words_find_composed_titles(notes):
    assert find(unicodedata.normalize("NFD", "열쇠")).notes[0].title == "열쇠 두 개"


def test_series_comes_before_its_notes_newest_first(notes, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = find("함께 짓기", limit=2)

    assert [series.title for series in found.series] == ["함께 짓기"]
    assert [note.title for note in found.notes] == ["열쇠 두 개"]
    assert found.notes[0].get_absolute_url() == Note.objects.get(number=2).get_absolute_url()


def test_search_costs_no_more_for_a_long_query(notes, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert find("계단 " * 10_000 + "가나다라" * 10_000 + "\x00").words == ("계단",)
    with django_assert_num_queries(2):
        assert len(find(" ".join(f"낱말{number}" for number in range(50))).words) == 8
    with django_assert_num_queries(0):
        assert not find(" ".join("가나다라마바사아자차카타파하"))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/series/함께-짓기/일곱째-계단/", "함께 짓기 일곱째 계단"),
        ("/series/함께-짓기/12/", "함께 짓기"),
        ("/2011/04/07/소셜전략-1/", "소셜전략"),
        ("/notes/Hello_World", "Hello World"),
        ("/notes/", ""),
        ("/wp-login.php", ""),
        ("/wp-admin/setup-config", ""),
        ("/.env", ""),
        ("/사진.jpg", ""),
        ("/a=1;b=2/", ""),
        ("/" + "긴" * 120 + "/", ""),
    ],
)
def test_words_of_an_address_are_what_a_reader_may_have_meant(path, query):
    assert query_in(path) == query


def test_search_page_lists_series_and_number_and_is_not_indexed(client, notes):
    tree = page(client.get("/search/?q=계단"))

    assert [words(line) for line in tree.findall(".//ol/li")] == [
        "Left Hand의 계단",
        "1 일곱째 계단 함께 짓기",
    ]
    assert tree.find(".//input[@name='q']").get("value") == "계단"
    assert any(meta.get("content") == "noindex" for meta in tree.iter("meta"))


def test_search_page_without_results_offers_the_series(client, notes):
    tree = page(client.get("/search/?q=없는말<b>"))

    assert "‘없는말<b>’: 이 말이 제목에 들어 있는 글이 없습니다." in words(tree.find(".//main"))
    assert any(a.get("href") == "/series/" for a in tree.find(".//main").iter("a"))
    assert "두 글자 이상인" in words(page(client.get("/search/?q=계")).find(".//main"))
    assert tree.find(".//main//ol") is None


def test_search_page_opens_empty_and_is_linked_from_every_page(client):
    tree = page(client.get("/search/"))

    assert tree.find(".//main//section") is None
    assert "찾기" in [words(a) for a in page(client.get("/about/")).findall(".//header//a")]


def test_missing_page_searches_for_its_words(client, notes):
    response = client.get("/series/함께짓기/일곱째-계단/")
    tree = page(response)

    assert response.status_code == 404
    assert [words(line) for line in tree.findall(".//ol/li")] == ["1 일곱째 계단 함께 짓기"]
    assert tree.find(".//input[@name='q']").get("value") == "함께짓기 일곱째 계단"


@pytest.mark.parametrize("number", [1, 12])
def test_missing_page_names_at_most_five(client, make_series, make_note, number):
    series = make_series(title="소셜전략")
    for _ in range(number):
        make_note(series=series)

    tree = page(client.get("/옛글/소셜전략/"))
    assert tree.findall(".//ol/li") == []  # 옛글 is in no title
    tree = page(client.get("/소셜전략/"))
    assert len(tree.findall(".//ol/li")) == min(number + 1, 5)


def test_robot_gets_a_missing_page_without_a_search(client, notes, django_assert_num_queries):
    with django_assert_num_queries(1):  # whether something has moved from there
        response = client.get("/wp-login.php")
    with django_assert_num_queries(2):
        client.get("/wp-admin/install/")
    with django_assert_num_queries(4):
        client.get("/없는-곳/")

    assert response.status_code == 404
    assert "없는 페이지입니다" in response.content.decode()


def test_moved_address_is_not_searched_for(client, notes, django_assert_num_queries):
    note = Note.objects.get(number=1)
    note.old_addresses.create(path="/일곱째-계단/")

    with django_assert_num_queries(1):
        response = client.get("/일곱째-계단/")

    assert (response.status_code, response["Location"]) == (301, note.get_absolute_url())
