"""An author without a mouse: writes, publishes, and reaches everything on the desk's pages."""

import pytest

from notes.models import Author, Note
from tests.browser.test_keyboard import FOCUSED, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/desk/",
    "/desk/notes/new/",
    "/desk/notes/{note}/",
    "/desk/notes/{note}/revisions/",
    "/desk/pictures/",
    "/desk/pictures/new/",
    "/desk/series/{series}/",
    "/desk/site/",
    "/desk/numbers/",
    "/desk/people/",
]
MOST_TABS = 200
# What can be used: seen, not disabled, not one of a toolbar's buttons that the arrows lead to. Of a
# group of radio buttons Tab reaches one.
CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((e) => e.checkVisibility() && !e.disabled && e.type !== "hidden" && e.tabIndex >= 0)
  .filter((e) => e.type !== "radio")
  .map((e, number) => { e.dataset.testNumber = number; return number; })"""


@pytest.fixture
def desk(new_page, live_server, settings, moderator, password):
    settings.SITE_URL = live_server.url
    Author.objects.create(name="각주", user=moderator)

    def open_desk(path, **options):
        page = new_page(**options)
        page.goto(f"{live_server.url}/account/login/?next={path}")
        page.get_by_label("아이디").fill(moderator.username)
        page.get_by_label("비밀번호").fill(password)
        page.get_by_role("button", name="로그인").click()
        page.wait_for_load_state()
        return page

    return open_desk


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_note_is_written_and_published(desk, scripts):
    page = desk("/desk/notes/new/", scripts=scripts)
    if scripts:
        page.locator("#note-form[data-ready]").wait_for()
    tab_to(page, lambda focused: focused["name"] == "title")
    page.keyboard.insert_text("자판으로 쓴 글")
    tab_to(page, lambda focused: focused["name"] == "body")
    page.keyboard.insert_text("**전략(戰略)**을 자판으로 쓴다.")
    page.keyboard.press("Home")
    for _press in range(MOST_TABS):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(FOCUSED)["text"] == "공개":
            break
    page.keyboard.press("Enter")
    page.get_by_text("공개했습니다.").first.wait_for()

    assert Note.objects.published().get().title == "자판으로 쓴 글"


@pytest.mark.parametrize("path", PAGES)
def test_everything_is_reached_and_seen(desk, make_note, make_series, path):
    series = make_series()
    note = make_note(series=series, status=Note.DRAFT, author=Author.objects.get())
    page = desk(path.format(note=note.pk, series=series.pk))
    page.wait_for_timeout(500)
    numbers = set(page.evaluate(CONTROLS))

    reached, unseen, last = set(), [], None
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        number = page.evaluate("() => document.activeElement.dataset.testNumber")
        if number is None or number == last:  # a date has several stops of its own
            continue
        if int(number) in reached:
            break
        last = number
        reached.add(int(number))
        focused = page.evaluate(FOCUSED)
        if not (focused["marked"] and focused["inside"]):
            unseen.append(focused)

    left = page.evaluate(
        "(ns) => ns.map((n) => document.querySelector(`[data-test-number='${n}']`).outerHTML)",
        sorted(numbers - reached),
    )
    assert left == []
    assert unseen == []
