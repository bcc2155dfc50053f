"""An author without a mouse: writes, publishes, and reaches everything on the desk's pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from comments.models import Comment
from notes.images import store
from notes.models import Author, Invitation, Note, Revision
from tests.browser.test_keyboard import FOCUSED, tab_to
from tests.notes.desk.test_permissions import ROWS
from tests.pictures import file_of, gradient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each kind of page: the address' name, what stands in it (a key of `site`), what follows it.
PAGES = """
desk:home                      -
desk:home                      -          ?state=published
desk:note_create               -
desk:note_edit                 draft
desk:note_edit                 published
desk:note_edit                 planned
desk:note_delete               draft
desk:numbers                   -
desk:numbers_note              published
desk:revision_list             published
desk:revision_detail           revision
desk:picture_list              -
desk:picture_create            -
desk:picture_describe          -          ?key={picture}
desk:picture_edit              picture
desk:picture_delete            picture
desk:preview_show              draft
desk:series_list               -
desk:series_create             -
desk:series_edit               series
desk:series_order              series     ?act=swap&number=1&to=2
desk:site                      -
desk:people                    -
desk:person_edit               person
desk:invitation_create         -
desk_comments:discussion_edit  published
comments:question_answer       question
account_password               -
"""
ROWS_OF_PAGES = [line.split() for line in PAGES.strip().splitlines()]
# They answer scripts: a word, a piece of the form's page.
NO_PAGES = {"desk:token_detail", "desk:note_checklist"}
MOST_TABS = 200
AT_ONCE = 10  # presses between two looks
# What can be used: seen, not disabled, not one of a toolbar's buttons that the arrows lead to. Of a
# group of radio buttons Tab reaches one. What was reached, and how it looked, is written down when the
# next Tab leaves it: by then the page has scrolled there.
WALK = f"""() => {{
  const focused = {FOCUSED};
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((e) => e.checkVisibility() && !e.disabled && e.type !== "hidden" && e.tabIndex >= 0)
    .filter((e) => e.type !== "radio");
  const walk = window.walk = {{ stops: [], unseen: [], isRound: false }};
  walk.left = () => controls.filter((_, n) => !walk.stops.includes(n)).map((e) => e.outerHTML);
  let last = null;
  addEventListener("keydown", () => {{
    const number = controls.indexOf(document.activeElement);
    if (number < 0 || number === last) return;  // a date has several stops of its own
    last = number;
    walk.isRound ||= walk.stops.includes(number);
    if (walk.isRound) return;
    walk.stops.push(number);
    const {{ marked, inside, tag, text }} = focused();
    if (!marked || !inside) walk.unseen.push(`${{tag}} ${{text}}`);
  }}, {{ capture: true }});
}}"""
FAULTS = """() => ({
  left: walk.left(),
  unseen: walk.unseen,
  // The first one may come last: a field that has the focus from the beginning is where one starts.
  "out of order": walk.stops.filter((number, at) => number > 0 && number < walk.stops[at - 1]),
})"""


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
        page.wait_for_url(lambda address: "/account/login/" not in address)
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


@pytest.fixture
def site(media, moderator, desk, make_note, make_series, make_comment, make_user):
    """Something of each kind, and what stands in the addresses."""
    author, series = Author.objects.get(), make_series()
    published = make_note(series=series, author=author, body="처음 쓴 글.")
    revisions = [
        Revision.objects.create(note=published, body=body, is_public=True, by=moderator)
        for body in ("처음 쓴 글.", "고쳐 쓴 글.")
    ]
    draft = make_note("아직 쓰는 글", series=series, author=author, status=Note.DRAFT)
    draft.preview_links.create()
    planned = make_note("다음 이야기", series=series, author=author, status=Note.PLANNED)
    make_comment(planned, kind=Comment.QUESTION)
    Invitation.objects.create(roles=[], created_by=moderator)
    return {
        "-": [],
        "draft": [draft.pk],
        "published": [published.pk],
        "planned": [planned.pk],
        "revision": [published.pk, revisions[1].pk],
        "picture": [store(file_of(gradient(90, 60)), "동네.png", by=moderator).pk],
        "series": [series.pk],
        "person": [make_user("손님").pk],
        "question": [make_comment(published, kind=Comment.QUESTION).pk],
    }


def test_no_kind_of_page_is_forgotten():
    shown = {name for name, _kind, owner, *_others in ROWS if owner.startswith("in/")}
    shown = {name for name in shown if name.startswith("desk")}

    assert {name for name, *_rest in ROWS_OF_PAGES} >= shown - NO_PAGES


def test_everything_is_reached_in_order_and_seen(desk, site, live_server):
    page, faults = desk("/desk/"), {}
    for name, kind, *query in ROWS_OF_PAGES:
        path = reverse(name, args=site[kind]) + "".join(query).format(picture=site["picture"][0])
        assert page.goto(live_server.url + path).status == 200, path
        if found := walk(page):
            faults[path] = found

    assert faults == {}


def walk(page) -> dict[str, list]:
    """Once round by Tab; what cannot be reached so, is not seen to be focused, or comes too early."""
    expect(page.locator("[data-theme-choice]")).to_have_attribute("data-ready", "")
    if page.locator("[data-desk-editor]").count():
        expect(page.locator("[data-desk-editor]")).to_have_attribute("data-ready", "")
    page.evaluate(WALK)
    for _look in range(MOST_TABS // AT_ONCE):
        for _press in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate("() => walk.isRound"):
            break
    faults = page.evaluate(FAULTS)
    return {fault: found for fault, found in faults.items() if found}
