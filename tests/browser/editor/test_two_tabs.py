"""Two who write on one note: told, and nothing overwritten before somebody has chosen."""

import pytest
from playwright.sync_api import expect

from notes.models import Draft
from tests.browser.writer import (
    body,
    edit,
    expect_text,
    no_answers,
    ready,
    saved_body,
    text,
    until_kept,
    until_saved,
)

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
        until_kept(second, "둘째 창의 글, 더 길게")

        second.get_by_role("button", name="비교하고 합치기").click()
        second.locator("#note-form[data-conflict][data-ready]").wait_for(state="attached")
        expect(second.locator(".conflict")).to_contain_text("첫째", use_inner_text=True)
        expect_text(second, "둘째 창의 글, 더 길게")
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
        expect_text(second, "첫째 창의 글")
        second.get_by_role("button", name="남은 글 보기").click()
        expect(second.locator("[data-part=shown]")).to_contain_text("둘째 창의 글")
        second.get_by_role("button", name="남은 글로 쓰기").click()
        until_saved(second, note, "둘째 창의 글")

    def test_kept_words_can_be_compared_with_the_other_text(self, open_desk, note):
        page = open_desk(edit(note))
        no_answers(page)
        body(page).fill("내 글")
        until_kept(page, "내 글")
        Draft(note=note).hold({"title": note.title, "body": "저쪽 글"}, None)
        page.reload()
        ready(page)
        expect_text(page, "저쪽 글")
        page.locator("[data-notice=offer]").get_by_role("button", name="비교하고 합치기").click()
        page.locator("#note-form[data-conflict][data-ready]").wait_for(state="attached")
        expect_text(page, "내 글")
        expect(page.locator(".conflict")).to_contain_text("저쪽", use_inner_text=True)
        assert saved_body(note) == "저쪽 글"
        until_kept(page, "내 글")
        page.locator("#note-form").get_by_role("button", name="저장", exact=True).click()
        page.get_by_text("저장했습니다.").first.wait_for()
        ready(page)
        until_kept(page)
        expect(page.locator("[data-notice]:visible")).to_have_count(0)

    def test_merging_leaves_nothing_to_ask_about(self, open_desk, note):
        page = open_desk(edit(note))
        Draft(note=note).hold({"title": note.title, "body": "저쪽 글"}, None)
        body(page).fill("내 글")
        page.locator("[data-notice=conflict]").wait_for()
        page.get_by_role("button", name="비교하고 합치기").click()
        page.locator("#note-form[data-conflict][data-ready]").wait_for(state="attached")
        page.get_by_role("button", name="고른 대로 합치기").click()
        page.locator("#note-form:not([data-conflict])[data-ready]").wait_for(state="attached")
        until_kept(page)
        expect(page.locator("[data-notice]:visible")).to_have_count(0)
        assert saved_body(note) == text(page)
