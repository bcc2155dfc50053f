"""Words that were sent when the login had ended: nothing is lost, whatever the browser's tokens are."""

import re

import pytest

from notes.desk.roles import AUTHOR, set_roles
from notes.models import Note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, url, password):
    page.goto(f"{url}/account/login/?next=/desk/notes/new/")
    page.get_by_label("아이디").fill("글쓴이")
    page.get_by_label("비밀번호").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="로그인").click()


def test_words_come_through_a_login_in_another_tab(new_page, live_server, make_user, password):
    set_roles(make_user("글쓴이"), [AUTHOR])
    page = new_page(scripts=False)  # with scripts the editor keeps the words by itself
    sign_in(page, live_server.url, password)
    page.locator("[name=title]").fill("봄 길")
    page.locator("[name=body]").fill("첫 줄\n\n둘째 줄")
    page.context.clear_cookies()

    page.get_by_role("button", name="공개", exact=True).click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="새 창에서 로그인").click()
    sign_in(opened.value, live_server.url, password)
    again = page.get_by_role("button", name="다시 보내기")
    again.click()
    page.get_by_text("한 번 더 확인합니다").wait_for()
    again.click()

    page.wait_for_url(re.compile(r"/desk/notes/\d+/"))
    note = Note.objects.get()
    assert (note.title, note.body, note.status) == ("봄 길", "첫 줄\n\n둘째 줄", Note.PUBLISHED)
