"""Back to an earlier version, two windows on one note, and a reader who comes back to a changed note."""

import re

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import expect

from notes.desk import saving
from notes.desk.forms import PUBLISH
from notes.models import Author, Note
from tests.browser.test_reading import read_to_the_end
from tests.browser.waiting import until_started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "혼자 하는 전략을 세웁니다.\n\n" + "\n\n".join(
    f"{number}번째 문단을 같이 적습니다. " + "길게 " * 60 + "씁니다." for number in range(1, 9)
)


@pytest.fixture
def owner(make_user):
    user = make_user("owner", is_staff=True, is_superuser=True)
    Author.objects.create(name="김전략", user=user)
    return user


@pytest.fixture
def note(live_server, settings, make_series, make_note, owner):
    settings.SITE_URL = live_server.url
    return make_note("같이 시작하기", series=make_series(), body=BODY, author=owner.author)


@pytest.fixture
def publish(owner):
    def submit(note, body, reason=""):
        draft = saving.draft_of(Note.objects.get(pk=note.pk))
        posted = saving.words_now(draft) | {"body": body, "reason": reason, "state": draft.state}
        form, _draft = saving.submit(draft.note, owner, posted, PUBLISH)
        assert form.is_valid()

    return submit


@pytest.fixture
def desk_page(new_page, live_server, owner):
    """Signed in; all windows are one visitor's."""

    def open_page(**options):
        client = Client()
        client.force_login(owner)
        name = site_settings.SESSION_COOKIE_NAME
        page = new_page(**options)
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_page


@pytest.mark.parametrize("scripts", [True, False])
def test_author_goes_back_to_an_earlier_version(desk_page, live_server, note, publish, scripts):
    publish(note, BODY.replace("전략을 세웁", "전략이 섭"), "틀린 말을 고침")
    page = desk_page(scripts=scripts)
    page.goto(f"{live_server.url}/desk/notes/{note.pk}/")
    page.get_by_role("link", name="지난 판").click()
    expect(page.get_by_text("틀린 말을 고침")).to_be_visible()
    page.locator(".revision").last.get_by_role("link").first.click()
    page.get_by_role("link", name="그 뒤로 지금까지 바뀐 곳").click()
    expect(page.locator(".diff ins").first).to_have_text(re.compile("이$"))

    page.get_by_role("button", name="이 판 되살리기").click()

    expect(page.get_by_text("되살린 글이 아래에 있습니다")).to_be_visible()
    written = page.get_by_role("textbox", name="본문")
    expect(written).to_have_value(re.compile("^혼자 하는 전략을"))
    assert Note.objects.get().body.startswith("혼자 하는 전략이"), "readers see nothing yet"
    page.get_by_role("button", name="고친 글 공개").click()
    expect(page.get_by_text("공개했습니다.")).to_be_visible()
    assert Note.objects.get().body == BODY


def test_two_windows_are_merged(desk_page, live_server, note):
    first = desk_page(scripts=False)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{live_server.url}/desk/notes/{note.pk}/")
    first.get_by_role("textbox", name="본문").fill(BODY.replace("혼자", "함께"))
    first.get_by_role("button", name="저장", exact=True).click()
    first.get_by_text("저장했습니다.").wait_for()
    second.get_by_role("textbox", name="본문").fill(BODY.replace("8번째 문단", "마지막 문단"))
    second.get_by_role("button", name="저장", exact=True).click()

    expect(second.get_by_text("아직 아무것도 덮어쓰지 않았습니다")).to_be_visible()
    second.get_by_role("group", name="본문").first.get_by_label("저쪽 글", exact=True).check()
    second.get_by_role("button", name="고른 대로 합치기").click()

    second.get_by_text("고른 대로 합쳤습니다.").wait_for()
    merged = second.get_by_role("textbox", name="본문")
    expect(merged).to_have_value(re.compile("^함께 하는.*마지막 문단", re.DOTALL))


def read(page, address):
    page.goto(address)
    read_to_the_end(page)


def visit_again(page, address):
    page.goto(address)
    until_started(page, "revisits")


def test_reader_who_comes_back_sees_what_changed_since(new_page, live_server, note, publish):
    page, address = new_page(), f"{live_server.url}/series/소셜전략/1/"
    news = page.get_by_role("link", name="지난번 읽은 뒤 바뀐 곳 보기")
    read(page, address)
    publish(note, BODY.replace("혼자", "함께"))
    page.goto(address)
    until_started(page, "reading")
    expect(page.locator("[data-revisits]")).to_have_count(0)  # what is not told is not announced

    publish(note, BODY.replace("혼자 하는", "우리의"), "뜻을 바로잡음")
    page.goto(address)
    news.wait_for()
    page.reload()
    news.wait_for()
    news.click()
    page.wait_for_url("**/changes/?since=0")
    expect(page.get_by_text("뜻을 바로잡음")).to_be_visible()
    assert page.context.cookies() == []

    publish(note, BODY.replace("혼자 하는", "나의"), "다시 바로잡음")
    page.goto(address)
    news.click()
    page.wait_for_url("**/changes/?since=1")

    visit_again(page, address)
    page.evaluate(
        "localStorage.setItem('revisits',"
        " localStorage.getItem('revisits').replace(/\"at\":\\d+/, '\"at\":1'))"
    )
    visit_again(page, address)
    expect(news).to_be_hidden()  # on the next day it is no news


def test_new_reader_and_a_damaged_memory_are_told_nothing(new_page, live_server, note, publish):
    publish(note, BODY.replace("혼자", "함께"), "뜻을 바로잡음")
    page, address = new_page(), f"{live_server.url}/series/소셜전략/1/"
    news = page.get_by_role("link", name="지난번 읽은 뒤 바뀐 곳 보기")
    for rubbish in (None, "{", "5", "null", '{"/series/소셜전략/1/": 5}', '["전략"]'):
        visit_again(page, address)
        page.evaluate("localStorage.clear()")
        if rubbish:
            page.evaluate("text => localStorage.setItem('revisits', text)", rubbish)
        visit_again(page, address)
        expect(news, rubbish).to_be_hidden()


def test_nothing_moves_when_the_news_come(new_page, live_server, note, publish):
    page, address = (
        new_page(viewport={"width": 375, "height": 700}),
        f"{live_server.url}/series/소셜전략/1/",
    )
    read(page, address)
    publish(note, BODY.replace("혼자", "함께"), "뜻을 바로잡음")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "each => window.moved += each.value)).observe({type: 'layout-shift', buffered: true})"
    )

    page.goto(address)

    page.locator("[data-revisits]").wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") == 0


def test_without_scripts_the_way_is_a_link(new_page, live_server, note, publish):
    publish(note, BODY.replace("전략을", "전략이"), "틀린 말을 고침")
    page = new_page(scripts=False)
    page.goto(f"{live_server.url}/series/소셜전략/1/")
    page.get_by_role("link", name="바뀐 곳 1번").click()

    expect(page.get_by_role("heading", name="틀린 말을 고침")).to_be_visible()
    expect(page.locator("del")).to_have_text(re.compile("을$"))
