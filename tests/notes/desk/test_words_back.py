"""A form that comes too late: signed out, or with the token of an earlier login."""

import re

import pytest
from django.test import Client

from notes.desk.roles import AUTHOR, set_roles
from notes.models import Note

pytestmark = pytest.mark.django_db
NEW = "/desk/notes/new/"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = {"title": "봄 & 길", "body": "첫 줄\n\n<b>둘째</b> 줄", "excerpt": "짧게", "act": "save"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def sign_in(browser, make_person, password):
    """As in another tab: through the form, which gives the browser a new token."""
    user = make_person(AUTHOR)

    def through_the_form():
        token = token_in(browser.get("/account/login/"))
        sent = {"username": user.username, "password": password, "csrfmiddlewaretoken": token}
        assert browser.post("/account/login/", sent).status_code == 302
        return user

    return through_the_form


def token_in(page):
    return TOKEN.search(page.text)[1]


def fields_in(page):
    """What the page's form would send, as a browser reads it."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page.text, "html5lib").find("form", action=re.compile("^/desk/"))
    sent = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    areas = {area["name"]: area.text.removeprefix("\n") for area in form.find_all("textarea")}
    return form["action"], sent | areas


def test_words_survive_a_login_that_ended_and_one_in_another_tab(browser, sign_in):
    sign_in()
    token = token_in(browser.get(NEW))
    del browser.cookies["sessionid"]

    page = browser.post(NEW, {**WORDS, "csrfmiddlewaretoken": token}, **OURS)
    assert page.status_code == 403
    assert "새 창에서 로그인" in page.text

    sign_in()
    action, sent = fields_in(page)
    page = browser.post(action, sent, **OURS)  # with the token of before the login
    assert page.status_code == 403
    assert "한 번 더 확인합니다" in page.text and "새 창에서 로그인" not in page.text

    action, sent = fields_in(page)
    answer = browser.post(action, sent, **OURS)
    assert answer.status_code == 302
    note = Note.objects.get()
    assert (note.title, note.body, note.excerpt) == ("봄 & 길", WORDS["body"], "짧게")


def test_words_survive_a_cookie_that_is_gone(browser):
    page = browser.post(NEW, WORDS, **OURS)

    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    assert fields_in(page)[1].items() >= WORDS.items()


def test_query_of_the_address_stays(browser):
    page = browser.post(f"{NEW}?series=소셜전략", WORDS, **OURS)

    assert "series=" in fields_in(page)[0]


@pytest.mark.parametrize(
    "sender",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_words_of_another_site_are_not_shown(browser, sign_in, sender):
    sign_in()

    page = browser.post(NEW, {"title": "남의 말"}, **sender)

    assert page.status_code == 403
    assert "남의 말" not in page.text and "<form" not in page.text


def test_browser_that_says_only_the_origin_is_believed(browser):
    page = browser.post(NEW, WORDS, HTTP_ORIGIN="http://testserver")

    assert "둘째" in page.text


def test_other_rooms_show_the_plain_page(browser):
    page = browser.post("/account/login/", {"username": "주인장", "password": "비밀"}, **OURS)

    assert page.status_code == 403
    assert "비밀" not in page.text


def test_file_does_not_come_back_and_that_is_said(browser, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("봄.png", b"no picture", "image/png")

    page = browser.post("/desk/pictures/upload/", {"alt": "봄길", "image": file}, **OURS)

    assert page.status_code == 403
    assert "파일은 남아 있지 않습니다" in page.text
    assert 'value="봄길"' in page.text


def test_button_without_words_says_that_nothing_was_sent(client, make_note):
    page = client.post(f"/desk/notes/{make_note().pk}/withdraw/")

    assert "보내지 못했습니다" in page.text and "쓰신 글이" not in page.text
    assert "다시 보내기" in page.text


def test_text_of_a_note_that_was_deleted_meanwhile_is_shown(client_of, make_note):
    client, note = client_of(AUTHOR), make_note(author=None, status=Note.DRAFT)

    page = client.post(f"/desk/notes/{note.pk}/", WORDS)

    assert page.status_code == 404
    assert "둘째" in page.text and "복사해 두세요" in page.text
    assert "다시 보내기" not in page.text
    assert "no-store" in page["Cache-Control"]


def test_text_of_somebody_who_may_no_longer_write_is_shown(client_of):
    client = client_of(AUTHOR)
    client.get(NEW)
    set_roles(client.user, [])

    page = client.post(NEW, WORDS)

    assert page.status_code == 403
    assert "둘째" in page.text and "다시 보내기" not in page.text


@pytest.mark.parametrize(("is_signed_in", "status", "error"), [(0, 401, "login"), (1, 403, "csrf")])
def test_script_hears_why(browser, sign_in, is_signed_in, status, error):
    if is_signed_in:
        sign_in()

    answer = browser.post(NEW, WORDS, HTTP_ACCEPT="application/json", **OURS)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"]
    assert Note.objects.count() == 0
