"""The page of the search, its JSON, what a missing page offers, and the gentle limit."""

import json
from urllib.parse import quote

import html5lib
import pytest
from django.test import Client

from notes.models import Note
from notes.search import find, query_in
from notes.search.limit import Buckets

pytestmark = pytest.mark.django_db


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def headings(tree):
    return [words(heading) for heading in tree.findall(".//*[@id='results']//h2")]


def hits(tree):
    return [words(hit) for hit in tree.iter("li") if hit.get("class") == "hit"]


@pytest.fixture
def notes(make_series, make_note):
    series = make_series(title="함께 짓기")
    make_note("일곱째 계단", series=series, number=1, body="박하사탕 이야기")
    make_note("열쇠 두 개", series=series, number=2, body="사탕을 좋아한다.", tags=["살림"])
    make_note("Left Hand의 계단", slug="왼손", body="난간이 없다.")
    make_note("숨은 계단", series=series, number=3, status=Note.DRAFT)
    make_series(title="빈 계단")
    return series


# The page ------------------------------------------------------------------------------------------


def test_page_says_how_many_match_and_shows_place_title_and_marked_words(client, notes):
    tree = page(client.get("/search/?q=계단은"))

    assert headings(tree)[0] == "정확히 맞는 글 2개"
    assert set(hits(tree)) == {
        "함께 짓기 1 일곱째 계단 박하사탕 이야기",
        "Left Hand의 계단 난간이 없다.",
    }
    assert [words(mark) for mark in tree.iter("mark")] == ["계단", "계단"]
    assert tree.find(".//input[@name='q']").get("value") == "계단은"
    assert any(meta.get("content") == "noindex" for meta in tree.iter("meta"))


def test_similar_notes_come_behind_the_exact_ones(client, notes):
    tree = page(client.get("/search/?q=박하사탕"))
    assert headings(tree)[:2] == ["정확히 맞는 글 1개", "비슷한 글"]

    tree = page(client.get("/search/?q=박하사탕 계단 열쇠"))
    assert headings(tree)[0] == "비슷한 글"
    assert "모두 있는 글은 없습니다" in words(tree.find(".//*[@id='results']"))


def test_extract_is_escaped_and_marks_words_however_they_are_spaced(client, make_note):
    body = "앞말 " * 40 + "`<script>alert(1)</script>` & 소셜 전략을 <b>세운다</b>. " + "뒷말 " * 80
    make_note("<i>제목</i> 소셜전략", body=body)
    html = client.get("/search/?q=소셜전략").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>소셜 전략</mark>을" in html
    assert "&lt;i&gt;제목&lt;/i&gt; <mark>소셜전략</mark>" in html
    assert "<script>alert" not in html
    extract = html.partition('hit__extract">')[2].partition("</p>")[0]
    assert extract.startswith("… &lt;script&gt;")
    assert extract.endswith("뒷말 …")


def test_page_without_results_offers_near_words_and_series(client, notes):
    tree = page(client.get("/search/?q=꿹꿹<b>"))
    shown = words(tree.find(".//*[@id='results']"))

    assert "‘꿹꿹<b>’: 이 말이 있는 글을 찾지 못했습니다." in shown
    assert "함께 짓기" in shown
    assert "빈 계단" not in shown
    assert tree.find(".//*[@class='empty']") is not None
    links = [a.text for a in page(client.get("/search/?q=쌀림")).findall(".//main//a")]
    assert "살림" in links
    assert "글자나 숫자가 들어 있는" in words(page(client.get("/search/?q=%25")).find(".//main"))


def test_other_keyboard_layout_is_offered(client, make_note):
    make_note("소셜전략", body="Strategy를 세우다.")
    for typed, meant in (("thtufwjsfir", "소셜전략"), ("ㄴㅅㄱㅁㅅㄷㅎㅛ", "strategy")):
        tree = page(client.get("/search/", {"q": typed}))
        link = next(a for a in tree.findall(".//main//a") if words(a) == meant)
        assert headings(page(client.get(link.get("href"))))[0] == "정확히 맞는 글 1개"
    assert "자판" not in client.get("/search/?q=rkskek").content.decode()


def test_results_are_narrowed_by_plain_links(client, notes):
    tree = page(client.get("/search/?q=사탕"))
    links = {words(a): a.get("href") for a in tree.findall(".//*[@class='narrower']//a")}
    assert "태그: 살림" in links

    tree = page(client.get(links["태그: 살림"]))
    assert hits(tree) == ["함께 짓기 2 열쇠 두 개 사탕을 좋아한다."]
    assert tree.find(".//input[@name='q']").get("value") == "사탕 태그:살림"
    links = {words(a): a.get("href") for a in tree.findall(".//*[@class='narrower']//a")}
    assert links == {"모든 글에서 ‘사탕’": "/search/?q=" + quote("사탕")}


def test_word_that_only_comments_say_leads_to_them(client, notes, make_comment):
    make_comment(Note.objects.get(number=2), body="우체통 <b>이야기</b>")
    tree = page(client.get("/search/?q=우체통"))

    assert "댓글에 있는 말입니다" in hits(tree)[0]
    assert any(a.get("href", "").endswith("/2/#comments") for a in tree.iter("a"))


def test_comments_are_not_said_to_have_what_is_only_similar(client, notes, make_comment):
    make_comment(Note.objects.get(number=2), body="우체통 이야기")
    similar = hits(page(client.get("/search/?q=우체통열쇠나무")))

    assert similar
    assert not any("댓글에 있는 말입니다" in hit for hit in similar)


def test_pages_are_plain_links(client, make_note):
    for number in range(12):
        make_note(f"{number}번째", body="등대")
    first = page(client.get("/search/?q=등대"))
    link = next(a for a in first.iter("a") if a.get("rel") == "next")
    second = page(client.get("/search/" + link.get("href")))

    # The best come first: those on the next page are not older.
    assert words(link) == "다음 결과"
    assert (len(hits(first)), len(hits(second))) == (10, 2)
    assert not set(hits(first)) & set(hits(second))
    assert headings(second)[0] == "정확히 맞는 글 12개"


def test_page_behind_the_last_one_does_not_say_that_nothing_was_found(client, notes):
    tree = page(client.get("/search/?q=계단&page=9"))

    assert "찾지 못했습니다" not in words(tree)
    assert "결과는 이 앞에서 끝났습니다." in words(tree)
    link = next(a for a in tree.iter("a") if words(a) == "처음부터 보기")
    assert hits(page(client.get("/search/" + link.get("href"))))


def test_script_gets_the_results_alone(client, notes):
    html = client.get("/search/?q=계단&part=1").content.decode()

    assert "정확히 맞는 글 2개" in html
    assert "<html" not in html
    assert "<form" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_queries_for_one_hit_and_for_three(
    client, make_note, django_assert_num_queries, number
):
    for _ in range(number):
        make_note(body="등대", tags=["살림"])
    client.get("/search/?q=등대")

    with django_assert_num_queries(6):
        client.get("/search/?q=등대")


def test_page_opens_empty_and_is_linked_from_every_page(client):
    tree = page(client.get("/search/"))

    assert headings(tree) == []
    assert "찾기" in [words(a) for a in page(client.get("/about/")).findall(".//header//a")]


@pytest.mark.parametrize(
    "typed",
    [
        "가" * 10_000,
        "등대 " * 5_000,
        "\x00\x01\x07\x1b등대\x7f",
        "?!…·~@#$%^&*()",
        "' OR 1=1; DROP TABLE notes_note; --",
        "<script>alert(1)</script><b onclick=x>",
        '"""\'\'\' -- - -" 시리즈: 태그:"" 연도:x 연도:-1 연도:٣',
        "\u202e\u200b\ufeff등대",
        "ㄱ" * 500,
        "%E0%A4%A",
        "(" * 300 + "a+" * 300,
    ],
)
def test_bad_input_is_a_normal_page(client, notes, typed):
    response = client.get("/search/", {"q": typed, "page": "²"})
    answer = client.get("/api/v1/search/", {"q": typed, "limit": "-1"})

    assert response.status_code == answer.status_code == 200
    assert len(page(response).findall(".//h1")) == 1
    assert "<script>alert" not in response.content.decode()
    assert len(answer.json()["query"]) <= 200


def test_only_reading_is_allowed(client):
    assert client.post("/search/").status_code == client.post("/api/v1/search/").status_code == 405


# JSON, browsers ------------------------------------------------------------------------------------


def test_json_has_what_was_found(client, notes):
    response = client.get("/api/v1/search/", {"q": "박하사탕을", "limit": "1"})
    answer = json.loads(response.content)
    (result,) = answer["results"]

    assert (answer["query"], answer["total"]) == ("박하사탕을", 1)
    assert result.pop("score") > 0
    assert result == {
        "number": 1,
        "series": "함께 짓기",
        "title": "일곱째 계단",
        "url": result["url"],
        "extract": "<mark>박하사탕</mark> 이야기",
        "exact": True,
    }
    assert result["url"].startswith("http")
    assert client.get(result["url"].partition("/series")[1] + result["url"].partition("/series")[2])
    assert client.get("/api/v1/search/").json() == {"query": "", "total": 0, "results": []}


def test_json_knows_notes_outside_of_series_and_hides_drafts(client, notes):
    results = client.get("/api/v1/search/?q=계단").json()["results"]

    assert {(r["title"], r["number"], r["series"]) for r in results} == {
        ("일곱째 계단", 1, "함께 짓기"),
        ("Left Hand의 계단", None, None),
    }


def test_browser_learns_of_the_search(client):
    tree = page(client.get("/"))
    link = next(each for each in tree.iter("link") if each.get("rel") == "search")
    response = client.get(link.get("href"))

    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert '/search/?q={searchTerms}"' in response.content.decode()


# The limit -----------------------------------------------------------------------------------------


def test_who_searches_too_often_waits_a_little(settings, notes):
    settings.SEARCHES_PER_MINUTE = 3
    stranger = Client(REMOTE_ADDR="203.0.113.77")
    answers = [stranger.get("/search/?q=계단").status_code for _ in range(4)]
    refused = stranger.get("/search/?q=계단")

    assert answers == [200, 200, 200, 429]
    assert "잠시 뒤에 다시 해 주세요" in refused.content.decode()
    assert 1 <= int(refused["Retry-After"]) <= 21
    refused = stranger.get("/api/v1/search/?q=계단")
    assert (refused.status_code, refused.json()["error"]) == (429, "too_many_requests")
    assert "다시 찾아 주세요" in refused.json()["message"]
    assert Client(REMOTE_ADDR="203.0.113.78").get("/search/?q=계단").status_code == 200
    assert Client(REMOTE_ADDR="127.0.0.1").get("/search/?q=계단").status_code == 200
    assert stranger.get("/").status_code == 200


def test_who_is_signed_in_may_search_as_often_as_they_like(settings, notes, moderator):
    settings.SEARCHES_PER_MINUTE = 1
    client = Client(REMOTE_ADDR="203.0.113.79")
    client.force_login(moderator)

    assert [client.get("/search/?q=계단").status_code for _ in range(3)] == [200] * 3


def test_bucket_fills_again_and_few_are_kept(monkeypatch):
    monkeypatch.setattr("notes.search.limit.MOST_ADDRESSES", 2)
    now = [0.0]
    buckets = Buckets(clock=lambda: now[0])
    assert [buckets.take("a", 2) for _ in range(3)] == [0, 0, 30]
    now[0] = 30
    assert buckets.take("a", 2) == 0
    for address in "bc":
        buckets.take(address, 2)
    assert buckets.take("a", 2) == 0  # it was forgotten


# A missing page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("계단", {"Left Hand의 계단", "일곱째 계단"}),
        ("일곱째계단", {"일곱째 계단"}),
        ("계단 일곱째", {"일곱째 계단"}),
        ("LEFT hand", {"Left Hand의 계단"}),
        ("함께짓기 열쇠", {"열쇠 두 개"}),
        ("함께 짓기 2", {"열쇠 두 개"}),
        ("일곱 셋째", set()),
        ("박하사탕", set()),  # it is in no title
        ("계", set()),
        ("", set()),
    ],
)
def test_titles_are_found_by_all_words_in_any_spacing(notes, typed, found):
    assert {note.title for note in find(typed, limit=9).notes} == found


def test_series_comes_before_its_notes(notes):
    found = find("함께 짓기", limit=2)

    assert [series.title for series in found.series] == ["함께 짓기"]
    assert len(found.notes) == 1
    assert found.notes[0].get_absolute_url().startswith("/series/")


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
    client.get("/없는-곳/")
    with django_assert_num_queries(1):  # whether something has moved from there
        response = client.get("/wp-login.php")
    with django_assert_num_queries(2):
        client.get("/wp-admin/install/")

    assert response.status_code == 404
    assert "없는 페이지입니다" in response.content.decode()


def test_moved_address_is_not_searched_for(client, notes, django_assert_num_queries):
    note = Note.objects.get(number=1)
    note.old_addresses.create(path="/일곱째-계단/")

    with django_assert_num_queries(1):
        response = client.get("/일곱째-계단/")

    assert (response.status_code, response["Location"]) == (301, note.get_absolute_url())
