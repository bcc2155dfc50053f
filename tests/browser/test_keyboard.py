"""A reader without a mouse: home → series → note → next note → comment form, always seeing where."""

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 200
# What is focused, and whether anybody could see that it is: an outline, inside of the window. Fields
# for writing have a line in the accent colour above or below instead.
FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const { outlineStyle, outlineWidth, outlineColor } = style;
  const isLined = ["top", "bottom"].some((side) => (
    parseFloat(style.getPropertyValue(`border-${side}-width`)) >= 2
    && ["rgb(179, 54, 31)", "rgb(240, 135, 107)"].includes(
      style.getPropertyValue(`border-${side}-color`)
    )));
  const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
  return {
    tag: element.tagName, name: element.name ?? "",
    text: (element.textContent || element.getAttribute("aria-label") || "").trim(),
    marked: isLined || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
      && outlineColor !== "rgba(0, 0, 0, 0)"),
    inside: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && width * height > 0,
  };
}"""


@pytest.fixture
def home(live_server, settings, make_series, make_note):
    settings.SITE_URL = live_server.url
    series = make_series(title="소셜전략")
    body = "첫 문단[^1]입니다.\n\n## 첫걸음\n\n" + "긴 문단입니다. " * 200 + "\n\n[^1]: 각주."
    make_note("같이 시작하기", series=series, body=body.replace("\\\n", "\n"))
    make_note("같이 배우기", series=series)
    return live_server.url


def tab_to(page, wanted):
    """Press Tab until `wanted(focused)`; everything on the way must be seen to be focused."""
    on_the_way = []
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            continue  # it went round through the browser's own controls
        on_the_way.append(focused)
        if wanted(focused):
            unseen = [one for one in on_the_way if not (one["marked"] and one["inside"])]
            assert unseen == []
            return
    pytest.fail(f"not reached: {[one['text'] for one in on_the_way]}")


def follow(page, text):
    tab_to(page, lambda focused: focused["tag"] == "A" and focused["text"] == text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_walk_from_home_to_the_comment_form(new_page, home, scripts, width, scheme):
    page = new_page(scripts=scripts, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(home)
    follow(page, "시리즈")
    follow(page, "소셜전략")
    follow(page, "처음부터 읽기")
    expect(page.locator("h1")).to_have_text("같이 시작하기")
    follow(page, "2 같이 배우기")
    expect(page.locator("h1")).to_have_text("같이 배우기")
    tab_to(page, lambda focused: focused["name"] == "name")
    page.keyboard.insert_text("지나가던 독자")
    tab_to(page, lambda focused: focused["name"] == "body")
    page.keyboard.insert_text("키보드만으로 적습니다.")
    tab_to(page, lambda focused: focused["tag"] == "BUTTON" and focused["text"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("키보드만으로 적습니다.").first).to_be_attached()


def test_first_tab_offers_to_skip_to_the_text(new_page, home):
    page = new_page()
    page.goto(f"{home}/series/소셜전략/1/")
    page.keyboard.press("Tab")
    focused = page.evaluate(FOCUSED)
    assert focused["text"] == "본문으로 건너뛰기" and focused["inside"]
    page.keyboard.press("Enter")
    wait_until(page, "location.hash !== ''")
    page.keyboard.press("Tab")
    # The masthead is behind us.
    expect(page.locator("main :focus")).to_have_count(1)
