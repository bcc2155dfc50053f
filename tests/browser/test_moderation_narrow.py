"""The queue on a phone: the first comment is on the first screen, and nothing is out of reach."""

import os

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 375, "height": 812}}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FILTERS = ".moderation__filters"


@pytest.fixture
def queue(new_page, live_server, settings, moderator, password, make_note, make_comment):
    """A page of the queue with held comments and spam, its person signed in."""
    settings.SITE_URL = live_server.url

    def open_queue(**options):
        note = make_note()
        for number in range(3):
            make_comment(note, name=f"손님{number}", status="held")
        make_comment(note, name="가입왕", status="spam", body="가입하면 드립니다.", kind="question")
        page = new_page(**options)
        page.goto(f"{live_server.url}/account/login/?next=/moderation/")
        page.get_by_label("아이디").fill(moderator.username)
        page.get_by_label("비밀번호").fill(password)
        page.get_by_role("button", name="로그인").click()
        expect(page.get_by_role("heading", name="댓글 확인", level=1)).to_be_attached()
        page.wait_for_load_state()  # its style sheets, too: places are measured
        return page

    return open_queue


def photograph(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/queue-{name}.png")


@pytest.mark.parametrize(("scripts", "most"), [(True, 300), (False, 340)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_first_comment_is_near_the_top(queue, scripts, most, scheme):
    """Without scripts the buttons for many comments stand there from the beginning."""
    page = queue(**PHONE, scripts=scripts, color_scheme=scheme)
    if scripts:
        page.locator("[data-moderation][data-ready]").wait_for()
    photograph(page, f"{scheme}-{'scripts' if scripts else 'plain'}")

    assert page.locator("[data-item]").first.bounding_box()["y"] <= most
    assert page.evaluate(FITS)


def test_filters_are_closed_and_say_what_they_do(queue):
    page = queue(**PHONE, scripts=False)
    summary = page.locator(f"{FILTERS} summary")
    expect(summary).to_have_text("찾기·거르기")
    page.get_by_role("link", name="스팸 1").click()

    summary.press("Enter")
    page.get_by_label("종류").select_option("question")
    page.get_by_role("searchbox").fill("가입")
    page.get_by_role("searchbox").press("Enter")

    expect(summary).to_have_text("찾기·거르기: 가입 · 질문")
    expect(page.locator(FILTERS)).not_to_have_attribute("open", "")
    expect(page.locator("[data-item]")).to_have_count(1)
    photograph(page, "filtered")
    assert page.locator("[data-item]").bounding_box()["y"] <= 340

    # What finds nothing is changed next.
    summary.press("Enter")
    page.get_by_role("searchbox").fill("우체통")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("이 조건에 맞는 댓글이 없습니다.")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert page.evaluate(FITS)


def test_each_place_is_reached_by_keyboard(queue):
    """A list that is wider than the screen is one line, and follows the focus."""
    page = queue(**PHONE, scripts=False)
    places = page.get_by_role("navigation", name="댓글을 돌보는 곳")
    mail = places.get_by_role("link", name="메일")
    expect(mail).not_to_be_in_viewport()
    assert places.bounding_box()["height"] < 50

    places.get_by_role("link").first.focus()
    for _place in range(places.get_by_role("link").count() - 1):
        page.keyboard.press("Tab")

    expect(mail).to_be_focused()
    expect(mail).to_be_in_viewport(ratio=1)
    photograph(page, "focus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="메일", level=1)).to_be_visible()
    expect(mail).to_be_in_viewport(ratio=1)


def test_wide_page_has_its_heading_and_all_places(queue):
    page = queue(viewport={"width": 1280, "height": 900})

    expect(page.get_by_role("heading", name="댓글 확인", level=1)).to_be_in_viewport(ratio=1)
    for link in page.get_by_role("navigation", name="댓글을 돌보는 곳").get_by_role("link").all():
        expect(link).to_be_in_viewport(ratio=1)
