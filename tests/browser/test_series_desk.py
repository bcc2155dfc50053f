"""An editor puts a series in another order; every address that readers know leads somewhere right."""

import re

import pytest
from playwright.sync_api import expect

from notes.models import Note, Site
from tests.browser.test_whole_way import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def series(make_series, make_note):
    series = make_series("동네 서재")
    for number, title in ((1, "문을 여는 글"), (2, "책장"), (5, "의자")):
        make_note(title, series=series, number=number)
    return series


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_moved_note_is_found_where_it_was(
    new_page, live_server, settings, series, moderator, password, scripts
):
    settings.SITE_URL = live_server.url
    page = new_page(scripts=scripts)
    sign_in(page, live_server.url, moderator, password)

    page.goto(f"{live_server.url}/desk/series/")
    page.get_by_role("link", name="동네 서재").click()
    page.get_by_text("번호 옮기기").click()
    page.get_by_label("옮길 글의 번호").fill("5")
    page.get_by_label("새 번호").fill("1")
    page.get_by_role("button", name="어떻게 바뀌는지 보기").locator("visible=true").click()
    expect(page.get_by_text("글 3편의 번호가 이렇게 바뀝니다.")).to_have_count(1)
    expect(page.get_by_text("이제 다른 글이 보입니다: 의자")).to_have_count(1)
    assert Note.objects.get(title="의자").number == 5, "nothing is done yet"
    page.get_by_role("button", name="이대로 바꾸기").click()
    expect(page.get_by_text("글 3편의 번호를 바꾸었습니다.")).to_have_count(1)

    page.goto(f"{live_server.url}/series/동네-서재/5/#comments")
    expect(page.locator("h1")).to_have_text("의자")
    expect(page).to_have_url(re.compile("/1/#comments$"))
    for number, title in ((1, "의자"), (2, "문을 여는 글"), (3, "책장")):
        page.goto(f"{live_server.url}/series/동네-서재/{number}/")
        expect(page.locator("h1")).to_have_text(title)


def test_chosen_colour_is_on_every_page_and_in_the_dark(
    new_page, live_server, settings, series, moderator, password
):
    settings.SITE_URL = live_server.url
    page = new_page(color_scheme="dark")
    sign_in(page, live_server.url, moderator, password)
    page.goto(f"{live_server.url}/desk/site/")
    page.get_by_label("솔빛").check()
    page.get_by_role("button", name="저장").click()
    page.get_by_text("저장했습니다.").wait_for()
    accent = Site.objects.current().accent
    assert accent

    page.goto(f"{live_server.url}/series/동네-서재/1/")

    seal = "getComputedStyle(document.documentElement).getPropertyValue('--color-seal')"
    assert page.evaluate(seal).startswith(f"light-dark({accent},")
