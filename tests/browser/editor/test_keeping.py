"""Nothing typed is lost, whatever dies."""

import re

import pytest
from playwright.sync_api import expect

from notes.models import Draft, Note
from tests.browser.waiting import wait_until
from tests.browser.writer import (
    NEW,
    body,
    crash,
    edit,
    expect_text,
    kept,
    no_answers,
    ready,
    saved_body,
    text,
    until_kept,
    until_saved,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestNothingIsLost:
    def test_new_note_gets_its_address_while_it_is_written(self, open_desk, live_server):
        page = open_desk()
        body(page).focus()
        page.keyboard.insert_text("첫 줄")
        wait_until(page, "location.pathname !== '/desk/notes/new/'")
        note = Note.objects.get()
        assert saved_body(note) == "첫 줄"
        page.keyboard.insert_text("과 둘째 줄")
        until_saved(page, note, "첫 줄과 둘째 줄")
        wait_until(page, "Object.keys(localStorage).every(key => !key.startsWith('desk-words'))")
        note.refresh_from_db()
        assert (note.status, note.body) == (Note.DRAFT, "")

        page.get_by_label("제목", exact=True).fill("봄")
        page.get_by_role("button", name="공개", exact=True).click()
        page.get_by_text("공개했습니다.").wait_for()
        assert Note.objects.get().body == "첫 줄과 둘째 줄"
        ready(page)
        expect(page.locator("[data-notice]:visible")).to_have_count(0)

    def test_details_alone_make_no_note(self, open_desk):
        page = open_desk()
        asked = []
        page.on(
            "request", lambda request: "/static/" in request.url or asked.append(request.method)
        )
        page.get_by_label("태그").fill("전략")
        page.wait_for_timeout(3000)
        assert asked == [] and Note.objects.count() == 0
        body(page).fill("첫 줄")
        wait_until(page, "location.pathname !== '/desk/notes/new/'")
        assert Draft.objects.get().fields["tags"] == "전략"

    @pytest.mark.parametrize("is_new", [True, False], ids=["new note", "old note"])
    def test_crash_loses_nothing(self, open_desk, note, live_server, is_new):
        page = open_desk(NEW if is_new else edit(note))
        no_answers(page)
        body(page).focus()
        page.keyboard.insert_text("방금 적은 말. ")
        until_kept(page, "방금 적은 말. " + ("" if is_new else note.body))
        crash(page)

        again = page.context.new_page()
        again.goto(live_server.url + (NEW if is_new else edit(note)))
        ready(again)
        if is_new:
            again.locator("[data-notice=offer]").wait_for()
            again.get_by_role("button", name="남은 글로 쓰기").click()
        else:
            again.locator("[data-notice=restored]").wait_for()
        expect_text(again, re.compile("^방금 적은 말. "))
        for _look in range(50):
            if Draft.objects.filter(body__startswith="방금 적은 말. ").exists():
                break
            again.wait_for_timeout(100)
        assert Draft.objects.get().body.startswith("방금 적은 말. ")

    def test_restored_words_can_go_back(self, open_desk, note, live_server):
        page = open_desk(edit(note))
        no_answers(page)
        body(page).focus()
        page.keyboard.insert_text("실수로 적은 말")
        until_kept(page, f"실수로 적은 말{note.body}")
        page.goto(live_server.url + "/desk/")
        page.goto(live_server.url + edit(note))
        ready(page)
        expect_text(page, re.compile("^실수로"))
        page.get_by_role("button", name="저장된 글로 되돌리기").click()
        expect_text(page, "독자가 읽는 글.\n")

    def test_expired_login_keeps_the_words_and_saves_them_after_it(
        self, open_desk, note, live_server, author, password
    ):
        page = open_desk(edit(note))
        page.context.clear_cookies()
        body(page).focus()
        page.keyboard.insert_text("로그인이 풀린 뒤. ")
        page.locator("[data-notice=login]").wait_for()
        assert kept(page) == ["로그인이 풀린 뒤. 독자가 읽는 글.\n"]
        assert saved_body(note) is None

        with page.context.expect_page() as opened:
            page.get_by_role("link", name="새 창에서 로그인").click()
        login = opened.value
        login.get_by_label("아이디").fill(author.username)
        login.get_by_label("비밀번호").fill(password)
        with login.expect_navigation():
            login.get_by_role("button", name="로그인").click()
        login.close()
        page.bring_to_front()
        page.evaluate("dispatchEvent(new Event('focus'))")
        until_saved(page, note, "로그인이 풀린 뒤. 독자가 읽는 글.\n")
        wait_until(page, "document.querySelector('[data-notice=login]').hidden")
        until_kept(page)

    def test_dead_network_is_told_and_gone_through(self, open_desk, note):
        page = open_desk(edit(note))
        page.context.set_offline(True)
        body(page).focus()
        page.keyboard.insert_text("끊긴 사이. ")
        page.locator("[data-notice=offline]").wait_for()
        page.keyboard.insert_text("더 적음. ")
        until_kept(page, "끊긴 사이. 더 적음. 독자가 읽는 글.\n")
        page.get_by_role("button", name="저장", exact=True).click()
        page.wait_for_timeout(300)
        assert text(page).startswith("끊긴 사이."), "the page is still there"

        page.context.set_offline(False)
        until_saved(page, note, "끊긴 사이. 더 적음. 독자가 읽는 글.\n")
        wait_until(page, "document.querySelector('[data-notice=offline]').hidden")

    def test_answer_of_somebody_else_saves_nothing(self, open_desk, note):
        """The login page of a hotel answers everything, and with 200."""
        page = open_desk(edit(note))
        page.route("**/draft/", lambda route: route.fulfill(body="<h1>Wi-Fi</h1>"))
        body(page).fill("호텔에서 쓴 글")
        page.locator("[data-notice=offline]").wait_for()
        until_kept(page, "호텔에서 쓴 글")
        page.unroute("**/draft/")
        page.get_by_role("button", name="지금 다시 해 보기").click()
        until_saved(page, note, "호텔에서 쓴 글")

    def test_lost_answer_warns_of_nobody(self, open_desk, note):
        page = open_desk(edit(note))
        lost = []

        def lose(route):
            if lost:
                return route.continue_()
            lost.append(route.fetch().status)
            return route.abort()

        page.route("**/draft/", lose)
        body(page).focus()
        page.keyboard.insert_text("가")
        page.locator("[data-notice=offline]").wait_for()
        page.keyboard.insert_text("나")
        until_saved(page, note, "가나독자가 읽는 글.\n")
        assert lost == [200]
        expect(page.locator("[data-notice=offline]")).to_be_hidden()  # the answer has come
        expect(page.locator("[data-notice=conflict]")).to_be_hidden()

    def test_public_text_is_untouched_until_it_is_published(self, open_desk, note):
        page = open_desk(edit(note))
        body(page).fill("고친 글")
        until_saved(page, note, "고친 글")
        note.refresh_from_db()
        assert note.body == "독자가 읽는 글.\n"
        page.get_by_text("아직 독자에게 보이지 않음").wait_for()
