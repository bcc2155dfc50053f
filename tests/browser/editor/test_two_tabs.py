"""Two who write on one note: told, and nothing overwritten before somebody has chosen."""

import pytest

from notes.models import Draft
from tests.browser.writer import body, edit, kept, no_answers, ready, saved_body, text, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestTwoTabs:
    def test_second_tab_is_warned_and_nothing_is_overwritten(self, open_desk, note, live_server):
        first = open_desk(edit(note))
        second = first.context.new_page()
        second.goto(live_server.url + edit(note))
        ready(second)
        body(first).fill("첫째 창의 글")
        until_saved(first, note, "첫째 창의 글")
        body(second).fill("둘째 창의 글")
        second.locator("[data-notice=conflict]").wait_for()
        body(second).fill("둘째 창의 글, 더 길게")
        second.wait_for_timeout(2500)
        assert saved_body(note) == "첫째 창의 글"
        assert kept(second) == ["둘째 창의 글, 더 길게"]

        second.get_by_role("button", name="비교하고 합치기").click()
        second.wait_for_load_state()
        ready(second)
        assert "첫째" in second.locator(".conflict").inner_text()
        assert text(second) == "둘째 창의 글, 더 길게"
        body(second).press("End")
        second.keyboard.insert_text(".")
        second.wait_for_timeout(2500)
        assert saved_body(note) == "첫째 창의 글", "nobody has chosen yet"
        second.locator("#note-form").get_by_role("button", name="저장", exact=True).first.click()
        second.get_by_text("저장했습니다.").first.wait_for()
        assert saved_body(note) == "둘째 창의 글, 더 길게."

    def test_own_words_stay_when_the_other_text_is_loaded(self, open_desk, note, live_server):
        first = open_desk(edit(note))
        second = first.context.new_page()
        second.goto(live_server.url + edit(note))
        ready(second)
        body(first).fill("첫째 창의 글")
        until_saved(first, note, "첫째 창의 글")
        body(second).fill("둘째 창의 글")
        second.get_by_role("button", name="저쪽 글 불러오기").click()
        second.locator("[data-notice=offer]").wait_for()
        assert text(second) == "첫째 창의 글"
        second.get_by_role("button", name="남은 글 보기").click()
        assert "둘째 창의 글" in second.locator("[data-part=shown]").inner_text()
        second.get_by_role("button", name="남은 글로 쓰기").click()
        until_saved(second, note, "둘째 창의 글")

    def test_kept_words_can_be_compared_with_the_other_text(self, open_desk, note):
        page = open_desk(edit(note))
        no_answers(page)
        body(page).fill("내 글")
        page.wait_for_timeout(400)
        Draft(note=note).hold({"title": note.title, "body": "저쪽 글"}, None)
        page.reload()
        ready(page)
        assert text(page) == "저쪽 글"
        page.locator("[data-notice=offer]").get_by_role("button", name="비교하고 합치기").click()
        page.locator("#note-form[data-conflict][data-ready]").wait_for(state="attached")
        assert text(page) == "내 글" and "저쪽" in page.locator(".conflict").inner_text()
        assert saved_body(note) == "저쪽 글"
        assert kept(page) == ["내 글"]
        page.locator("#note-form").get_by_role("button", name="저장", exact=True).click()
        page.get_by_text("저장했습니다.").first.wait_for()
        ready(page)
        assert kept(page) == [] and page.locator("[data-notice]:visible").count() == 0

    def test_merging_leaves_nothing_to_ask_about(self, open_desk, note):
        page = open_desk(edit(note))
        Draft(note=note).hold({"title": note.title, "body": "저쪽 글"}, None)
        body(page).fill("내 글")
        page.locator("[data-notice=conflict]").wait_for()
        page.get_by_role("button", name="비교하고 합치기").click()
        page.locator("#note-form[data-conflict][data-ready]").wait_for(state="attached")
        page.get_by_role("button", name="고른 대로 합치기").click()
        page.locator("#note-form:not([data-conflict])[data-ready]").wait_for(state="attached")
        assert kept(page) == [] and page.locator("[data-notice]:visible").count() == 0
        assert saved_body(note) == text(page)
