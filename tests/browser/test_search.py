"""Searching as one types, with a Korean keyboard, by the arrow keys and by `/`; and without scripts."""

import pytest
from playwright.sync_api import expect

from notes.search import views
from tests.browser.waiting import until_started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server, settings, make_series, make_note):
    settings.SITE_URL = live_server.url
    series = make_series(title="소셜전략")
    make_note("같이 시작하기", series=series, body="등대로 가는 길을 같이 걷는다.")
    make_note("같이 배우기", series=series, body="등대지기에게 배운다. 나침반을 본다.")
    return f"{live_server.url}/search/"


def found(page):
    return page.locator("#results .hit__title")


def compose(session, text):
    session.send(
        "Input.imeSetComposition",
        {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
    )


def test_results_follow_what_is_typed(new_page, address):
    page = new_page()
    page.goto(address)
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    until_started(page, "search")

    field.press_sequentially("등대", delay=20)
    expect(found(page)).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("정확히 맞는 글 2개")
    expect(page).to_have_url(f"{address}?q=%EB%93%B1%EB%8C%80")
    expect(field).to_be_focused()

    field.fill("나침반")
    expect(found(page)).to_have_text(["같이 배우기"])
    field.fill("꿹꿹꿹")
    expect(page.get_by_role("status")).to_contain_text("찾지 못했습니다")


def test_nothing_is_asked_in_the_middle_of_a_syllable(new_page, address):
    page = new_page()
    page.goto(address)
    until_started(page, "search")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    session = page.context.new_cdp_session(page)
    field = page.get_by_role("searchbox")
    field.focus()
    for text in ("ㄷ", "드", "등"):
        compose(session, text)
    page.wait_for_timeout(900)

    assert [url for url in asked if "part=1" in url] == []
    session.send("Input.insertText", {"text": "등"})
    compose(session, "대")
    session.send("Input.insertText", {"text": "대"})
    expect(found(page)).to_have_count(2)
    expect(field).to_have_value("등대")


def test_only_the_last_question_is_shown(new_page, address):
    page = new_page()
    page.goto(address)
    until_started(page, "search")
    held = []

    def hold(route):
        if "%EB%82%98" in route.request.url:  # 나침반 is answered late
            held.append(route)
        else:
            route.continue_()

    page.route("**/search/?*part=1*", hold)
    field = page.get_by_role("searchbox")
    field.fill("나침반")
    page.wait_for_timeout(600)
    field.fill("등대")
    expect(found(page)).to_have_count(2)

    assert len(held) == 1
    with pytest.raises(Exception):  # noqa: B017 -- it was cancelled
        held[0].fulfill(status=200, body="<ol></ol>")
        page.wait_for_timeout(200)
        expect(found(page)).to_have_count(0, timeout=300)


def test_arrows_go_through_what_was_found_and_back(new_page, address):
    page = new_page()
    page.goto(f"{address}?q=등대")
    until_started(page, "search")
    page.get_by_role("searchbox").focus()
    links = page.locator("#results .hit__title a")

    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_slash_leads_to_the_box_unless_it_is_turned_off(new_page, address, live_server):
    page = new_page()
    page.goto(f"{live_server.url}/about/")
    page.keyboard.press("/")
    expect(page).to_have_url(address)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.get_by_role("searchbox")).to_have_value("a/b")

    page.get_by_role("checkbox").uncheck()
    page.goto(f"{live_server.url}/about/")
    page.keyboard.press("/")
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    expect(page).to_have_url(f"{live_server.url}/about/")


def test_refused_search_leaves_what_stands_there(new_page, address, monkeypatch):
    page = new_page()
    page.goto(f"{address}?q=등대")
    until_started(page, "search")
    monkeypatch.setattr(views, "seconds_to_wait", lambda request: 5.0)
    page.get_by_role("searchbox").fill("나침반")
    with page.expect_response(lambda answer: "part=1" in answer.url) as answer:
        pass

    assert answer.value.status == 429
    expect(found(page)).to_have_count(2)


def test_page_works_without_scripts(new_page, address):
    page = new_page(scripts=False)
    page.goto(address)
    page.get_by_role("searchbox").fill("등대")
    page.keyboard.press("Enter")

    expect(found(page)).to_have_count(2)
    expect(page.locator("mark").first).to_have_text("등대")
    expect(page.get_by_role("checkbox")).to_be_hidden()
