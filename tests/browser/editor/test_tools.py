"""Buttons and keys; and the same form without scripts."""

import pytest
from playwright.sync_api import expect

from notes.models import Note
from tests.browser.writer import Keyboard, body, edit, expect_text, ready, saved_body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tools(new_page, live_server):
    """`tools("strong", "전략")`: what the button makes of that text when all of it is selected."""
    page = new_page()
    page.goto(live_server.url + "/about/")

    def press(name, before):
        return page.evaluate(
            """async ([name, text]) => {
              const { EDITS } = await import("/static/js/desk/edits.js");
              const edit = EDITS[name](text, 0, text.length);
              return text.slice(0, edit.from) + edit.text + text.slice(edit.to);
            }""",
            [name, before],
        )

    return press


class TestTools:
    def test_buttons_turn_on_and_off_and_can_be_undone(self, open_desk):
        page = open_desk()
        body(page).fill("마크다운(Markdown)을")
        page.evaluate("document.querySelector('#id_body').setSelectionRange(0, 14)")
        bold = page.get_by_role("button", name="굵게", exact=True)
        bold.click()
        expect_text(page, "**마크다운(Markdown)**을")
        page.get_by_role("button", name="강조", exact=True).click()
        expect_text(page, "***마크다운(Markdown)***을")
        bold.click()
        expect_text(page, "*마크다운(Markdown)*을")
        for _press in range(3):
            page.keyboard.press("Control+z")
        expect_text(page, "마크다운(Markdown)을")

    @pytest.mark.parametrize(
        ("name", "before", "after"),
        [
            ("heading", "2011. 3. 1. 시작", "## 2011. 3. 1. 시작"),
            ("numbers", "3. 1. 시작\n둘째", "1. 3. 1. 시작\n2. 둘째"),
            ("numbers", "1. 하나\n2. 둘", "하나\n둘"),
            ("list", "## 제목", "- 제목"),
            ("quote", "- 하나\n\n- 둘", "> - 하나\n>\n> - 둘"),
            ("link", "같이", "[같이](https://)"),
            ("link", "https://example.com/한글", "[](https://example.com/한글)"),
            ("link", "[같이](https://example.com/)", "같이"),
            ("code", "한 줄", "`한 줄`"),
            ("code", "두\n줄", "```\n두\n줄\n```"),
            ("strike", " 취소(선) ", " ~~취소(선)~~ "),
            ("note", "소셜전략 3", "[[소셜전략 3]]"),
            ("footnote", "전략", "전략[^1]\n\n[^1]: "),
        ],
    )
    def test_each_button_knows_korean_lines(self, tools, name, before, after):
        assert tools(name, before) == after

    def test_keys_follow_their_place_and_can_be_turned_off(self, open_desk):
        page = open_desk()
        body(page).fill("전략")
        body(page).press("Control+a")
        keyboard = Keyboard(page)
        key = {"key": "ㅠ", "code": "KeyB", "windowsVirtualKeyCode": 66, "modifiers": 2}
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        expect_text(page, "**전략**")
        page.get_by_text("단축키", exact=True).click()
        page.get_by_label("단축키 쓰기").uncheck()
        page.keyboard.press("Escape")
        body(page).focus()
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        page.wait_for_timeout(200)
        expect_text(page, "**전략**")
        page.reload()
        ready(page)
        expect(page.locator("[data-shortcuts]")).not_to_be_checked()

    def test_saving_at_once_is_said(self, open_desk, note):
        page = open_desk(edit(note))
        body(page).fill("지금 저장")
        body(page).press("Control+s")
        page.locator("[data-editor-heard]", has_text="저장했습니다.").wait_for(state="attached")
        assert saved_body(note) == "지금 저장"

    def test_arrows_walk_along_the_row(self, open_desk):
        page = open_desk()
        page.get_by_role("button", name="굵게", exact=True).focus()
        for key, name in (("ArrowRight", "emphasis"), ("End", "note"), ("ArrowRight", "strong")):
            page.keyboard.press(key)
            expect(page.locator(f"[data-edit={name}]")).to_be_focused()

    def test_alone_with_the_text_and_back(self, open_desk):
        page = open_desk()
        page.get_by_role("button", name="글만 크게").click()
        expect(page.locator(".masthead")).to_be_hidden()
        body(page).press("Escape")
        expect(page.locator(".masthead")).to_be_visible()

    def test_tabs_on_a_phone_and_no_wide_page(self, open_desk, note):
        page = open_desk(edit(note), viewport={"width": 375, "height": 700})
        expect(page.get_by_role("button", name="나란히")).to_be_hidden()
        page.get_by_role("button", name="미리보기").click()
        page.locator(".markdownx-preview p", has_text="독자가 읽는 글").wait_for()
        expect(body(page)).to_be_hidden()
        page.get_by_role("button", name="쓰기", exact=True).click()
        expect(body(page)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestWithoutScripts:
    def test_form_writes_saves_and_publishes(self, open_desk, new_page, live_server):
        page = open_desk(scripts=False)
        expect(body(page)).to_be_visible()
        expect(page.get_by_role("toolbar")).to_have_count(0)
        page.get_by_label("제목", exact=True).fill("같이 시작하기")
        body(page).fill("**전략(戰略)**을 같이 세운다.")
        page.get_by_role("button", name="저장", exact=True).click()
        expect(page.get_by_text("저장했습니다.")).to_have_count(1)
        expect_text(page, "**전략(戰略)**을 같이 세운다.")
        page.get_by_role("link", name="글 모습 보기").click()
        expect(page.locator(".prose strong")).to_have_text("전략(戰略)")
        page.go_back()
        page.get_by_role("button", name="공개", exact=True).click()
        expect(page.get_by_text("공개했습니다.")).to_have_count(1)
        reader = new_page(scripts=False)
        reader.goto(live_server.url + Note.objects.get().get_absolute_url())
        expect(reader.locator(".prose strong")).to_have_text("전략(戰略)")
