"""A saved series without a network, and nothing old while there is one."""

import pytest
from playwright.sync_api import expect

from notes.models import Note
from tests.browser.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def series(live_server, settings, make_series, make_note):
    settings.SITE_URL = live_server.url
    series = make_series(title="소셜전략")
    make_note("같이 시작하기", series=series)
    make_note("같이 배우기", series=series)
    make_note("밖에 있는 글", slug="밖에-있는-글")
    return f"{live_server.url}/series/소셜전략/"


def saved(page, series):
    page.goto(series)
    page.mouse.move(200, 200)
    page.get_by_role("button", name="이 시리즈를 저장").click()
    page.get_by_text("이 기기에 저장했습니다").wait_for()
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")


def expect_heading(page, words):
    expect(page.locator("h1")).to_have_text(words)


def test_saved_series_reads_without_a_network(new_page, series, live_server):
    page = new_page()
    saved(page, series)
    page.context.set_offline(True)

    page.goto(f"{series}2/")
    expect_heading(page, "같이 배우기")
    expect(page.get_by_text("저장해 둔 것을 보여 드립니다")).to_be_visible()
    expect(page.locator("body")).to_have_css("display", "grid")
    page.get_by_role("link", name="같이 시작하기").first.click()
    expect_heading(page, "같이 시작하기")

    page.goto(f"{live_server.url}/notes/밖에-있는-글/")
    expect_heading(page, "지금은 연결이 없습니다")
    page.get_by_role("link", name="소셜전략", exact=True).click()
    expect_heading(page, "소셜전략")


def test_online_the_page_is_the_one_of_now_and_is_saved_so(new_page, series):
    page = new_page()
    saved(page, series)
    note = Note.objects.get(number=2)
    note.title = "같이 배우고 고치기"
    note.save()

    page.goto(f"{series}2/")
    expect_heading(page, "같이 배우고 고치기")
    expect(page.get_by_text("저장해 둔 것을 보여 드립니다")).to_have_count(0)
    wait_until(
        page,
        """async () => (await (await caches.match(location.pathname, {ignoreVary: true}))
        .text()).includes("같이 배우고 고치기")""",
    )
    page.context.set_offline(True)
    page.reload()
    expect_heading(page, "같이 배우고 고치기")


def test_new_number_joins_and_all_of_it_can_go(new_page, series, make_note):
    page = new_page()
    saved(page, series)
    make_note("같이 만들기", series=Note.objects.get(number=1).series)

    page.goto(series)
    page.mouse.move(210, 210)
    wait_until(page, "() => caches.match('/series/소셜전략/3/', {ignoreVary: true}).then(Boolean)")
    page.get_by_role("button", name="저장한 것 지우기").click()
    page.get_by_role("button", name="이 시리즈를 저장").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_what_is_kept_is_what_everybody_sees(new_page, series, live_server, moderator):
    """The saved copy of somebody signed in holds nothing of the signed-in page."""
    page = new_page()
    page.goto(f"{live_server.url}/account/login/")
    page.locator("[name=username]").fill(moderator.username)
    page.locator("[name=password]").fill("봄날의 긴 산책 27")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    saved(page, series)
    note = Note.objects.get(number=2)
    note.title = "같이 배우고 고치기"
    note.save()
    page.goto(f"{series}2/")
    kept = "caches.match(location.pathname, {ignoreVary: true}).then(page => page.text())"
    # The page that was just seen has been saved again.
    wait_until(page, f"() => {kept}.then(text => text.includes('같이 배우고 고치기'))")
    assert page.evaluate(kept) == new_page().request.get(f"{series}2/").text()


def test_without_scripts_nothing_is_offered(new_page, series):
    page = new_page(scripts=False)
    page.goto(series)
    expect(page.get_by_text("같이 배우기")).to_be_visible()
    expect(page.get_by_role("button", name="이 시리즈를 저장")).to_be_hidden()


def test_worker_is_never_kept_by_the_browser_and_names_real_files(client, db):
    response = client.get("/offline.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]
    assert "js/reading" in response.content.decode()


def test_pages_of_a_long_series_are_saved_each_by_itself(new_page, series, make_note):
    owner = Note.objects.get(number=1).series
    Note.objects.bulk_create(
        Note(
            series=owner,
            number=number,
            title=f"글 {number}",
            slug=f"글-{number}",
            body_html="<p>가</p>",
            status=Note.PUBLISHED,
            published_at=owner.created_at,
        )
        for number in range(3, 104)
    )
    page = new_page()
    page.goto(f"{series}?from=101")
    page.mouse.move(200, 200)
    page.get_by_role("button", name="이 쪽의 글을 저장").click()
    page.get_by_text("이 기기에 저장했습니다").wait_for()
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")
    page.goto(series)
    page.mouse.move(210, 210)
    page.get_by_role("button", name="이 쪽의 글을 저장").wait_for()

    page.context.set_offline(True)
    page.goto(f"{series}?from=101")
    expect(page.locator(".line__number")).to_have_text(["101", "102", "103"])
    page.goto(f"{series}103/")
    expect_heading(page, "글 103")
    page.goto(f"{series}50/")
    page.get_by_role("link", name="소셜전략 101–103").wait_for()
