"""What this device remembers, footnotes in place, links to copy; and the same pages without scripts."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from notes.models import Note, Series
from tests.browser.waiting import until_started, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPH = (
    "{}번째 문단은 혼자 하던 **전략(戰略)**을 같이 하는 일로 바꾸는 이야기입니다. " + "길게 " * 80
)
SECTION = "\n\n".join(PARAGRAPH.format(number) for number in range(1, 9))
BODY = f"머리말[^1]을 둡니다.\n\n{SECTION}\n\n## 첫걸음\n\n{SECTION}\n\n[^1]: 각주에 적은 **말**.\n"


@pytest.fixture
def series(live_server, settings, make_series, make_note):
    """The address of a series of three notes; the second one is long."""
    settings.SITE_URL = live_server.url
    series = make_series(title="소셜전략")
    make_note("같이 시작하기", series=series)
    make_note("같이 배우기", series=series, body=BODY)
    make_note("같이 만들기", series=series)
    return f"{live_server.url}/series/소셜전략/"


# What this device remembers of the note that is open; what stands there may be rubbish.
REMEMBERED = """() => {
  try {
    return JSON.parse(localStorage.getItem("reading"))?.[decodeURI(location.pathname)] ?? {};
  } catch {
    return {};
  }
}"""
AT_THE_TOP = """(selector) => {
  const { top } = document.querySelector(selector).getBoundingClientRect();
  return top >= 0 && top < 120;
}"""


def paragraph(number):
    """After the second heading."""
    return "#첫걸음" + " + p" * number


def scroll_to(page, number):
    page.locator(paragraph(number)).scroll_into_view_if_needed()
    page.evaluate("s => document.querySelector(s).scrollIntoView()", paragraph(number))
    wait_until(page, f"at => ({REMEMBERED})().at === at", f"첫걸음+{number}")


def read_to_the_end(page):
    page.evaluate(
        "document.querySelector('.footnotes, .note__foot').scrollIntoView({block: 'end'})"
    )
    wait_until(page, f"({REMEMBERED})().read === true")


def test_reader_comes_back_to_the_place_and_sees_what_is_read(new_page, series):
    page = new_page()
    page.goto(series)
    until_started(page, "marks")
    expect(page.get_by_text("읽음")).to_have_count(0)
    expect(page.locator("[data-continue]")).to_be_hidden()

    page.goto(f"{series}2/")
    until_started(page, "reading")
    expect(page.get_by_role("button", name="읽던 자리로")).to_be_hidden()
    scroll_to(page, 2)
    page.goto(series)
    until_started(page, "marks")
    expect(page.get_by_text("읽음")).to_have_count(0)  # half a note is not read
    page.get_by_role("link", name="이어 읽기: 2. 같이 배우기").click()

    page.get_by_role("button", name="읽던 자리로").click()
    wait_until(page, AT_THE_TOP, paragraph(2))
    read_to_the_end(page)

    page.goto(series)
    expect(page.locator(".line", has_text="읽음")).to_have_text(re.compile(r"^\s*2\s"))
    expect(page.get_by_role("link", name="이어 읽기: 3. 같이 만들기")).to_be_visible()
    assert page.context.cookies() == []


def test_place_holds_when_the_text_before_it_grows(new_page, series):
    from notes.models import Note

    page = new_page()
    page.goto(f"{series}2/")
    scroll_to(page, 3)
    note = Note.objects.get(number=2)
    note.body = f"새로 쓴 첫 문단.\n\n{note.body}"
    note.save()

    page.goto(f"{series}2/")
    page.get_by_role("button", name="읽던 자리로").click()

    wait_until(page, AT_THE_TOP, paragraph(3))


def test_nothing_moves_when_marks_and_offers_come(new_page, series):
    page = new_page(viewport={"width": 375, "height": 700})
    for number in (1, 2):
        page.goto(f"{series}{number}/")
        read_to_the_end(page)
    scroll_to(page, 1)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "each => window.moved += each.value)).observe({type: 'layout-shift', buffered: true})"
    )

    for address, seen in ((series, "[data-continue]"), (f"{series}2/", "[data-resume]")):
        page.goto(address)
        page.locator(seen).wait_for()
        page.wait_for_timeout(200)
        assert page.evaluate("window.moved") == 0, address


def test_damaged_memory_harms_nothing(new_page, series):
    page = new_page()
    for rubbish in ("{", "5", '["전략"]', '{"/series/소셜전략/2/": {"at": "없는-제목+3"}}'):
        page.goto(series)  # where nothing is written
        page.evaluate("text => localStorage.setItem('reading', text)", rubbish)
        page.goto(f"{series}2/")
        read_to_the_end(page)
        page.goto(series)
        expect(page.get_by_text("읽음"), rubbish).to_have_count(1)


def test_footnote_opens_in_place_and_closes(new_page, series):
    page = new_page()
    page.goto(f"{series}2/")
    page.mouse.move(300, 300)
    mark = page.get_by_role("link", name="각주 1")
    page.wait_for_selector(".footnote-ref a[aria-expanded=false]")

    mark.press("Enter")
    note = page.get_by_role("note", name="각주 1")
    expect(note).to_have_text("각주에 적은 말.")
    assert page.evaluate("location.hash + document.querySelectorAll('#fn-1').length") == "1"

    mark.press("Enter")
    expect(note).to_have_count(0)
    expect(mark).to_have_attribute("aria-expanded", "false")


# Where the browser has put a paragraph that an address names by its words.
IN_SIGHT = """(number) => {
  const { top } = document.querySelectorAll(".prose > p")[number].getBoundingClientRect();
  return top > -50 && top < innerHeight;
}"""


def copied(page):
    page.get_by_text("복사했습니다").wait_for()
    return page.evaluate("navigator.clipboard.readText()")


def test_link_to_a_paragraph_is_copied_and_leads_there(new_page, series):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{series}2/")
    page.locator(".prose > h2").hover()
    button = page.get_by_role("button", name="링크 복사: 첫걸음")
    button.click()
    heading = copied(page)
    page.locator(".prose > p").nth(3).hover()
    page.get_by_role("button", name="링크 복사: 3번째").click()
    wait_until(page, "navigator.clipboard.readText().then(text => text.includes(':~:'))")
    third = page.evaluate("navigator.clipboard.readText()")

    assert unquote(heading).endswith("/series/소셜전략/2/#첫걸음")
    assert ":~:text=3번째 문단은 혼자 하던" in unquote(third)
    page.goto("about:blank")
    page.goto(third)
    wait_until(page, IN_SIGHT, 3)


def test_link_is_copied_with_the_keyboard_alone(new_page, series):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{series}2/")
    page.keyboard.press("Shift")
    button = page.locator(".links button")
    button.wait_for(state="attached")
    before = page.evaluate("scrollY")
    page.locator(".footnotes a").last.focus()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    assert page.evaluate("scrollY") == before, "the page stays where it was"

    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(button).to_have_attribute("aria-label", re.compile("^링크 복사: 1번째 문단은"))
    page.keyboard.press("Enter")
    assert "text=1번째 문단은" in unquote(copied(page))


def test_address_of_the_note_is_copied_where_nothing_can_share(new_page, series):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(f"{series}1/")
    page.mouse.move(200, 200)
    page.get_by_role("button", name="공유").click()

    assert unquote(copied(page)).endswith("/series/소셜전략/1/")


def test_without_scripts_all_of_it_reads_and_nothing_empty_shows(new_page, series):
    page = new_page(scripts=False)
    page.goto(f"{series}2/")
    expect(page.get_by_text("3편 가운데 2번째 글")).to_have_count(1)
    for name in ("읽던 자리로", "공유", "링크 복사"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.get_by_role("link", name="각주 1").click()
    expect(page).to_have_url(re.compile("#fn-1$"))
    page.locator(".parts summary").click()
    page.get_by_role("link", name="3 같이 만들기").last.click()
    expect(page.locator("h1")).to_have_text("같이 만들기")

    page.goto(series)
    expect(page.locator("[data-continue]")).to_be_hidden()
    page.get_by_role("link", name="처음부터 읽기").click()
    expect(page.locator("h1")).to_have_text("같이 시작하기")


def test_planned_number_is_not_offered_to_go_on_with(new_page, series, make_note):
    make_note("같이 쉬기", series=Series.objects.get(), status=Note.PLANNED)
    page = new_page()
    page.goto(f"{series}3/")
    read_to_the_end(page)

    page.goto(series)

    page.locator(".line", has_text="읽음").wait_for()
    until_started(page, "marks")
    expect(page.locator(".line--planned .line__number")).to_have_text("4")
    expect(page.locator("[data-continue]")).to_be_hidden()
