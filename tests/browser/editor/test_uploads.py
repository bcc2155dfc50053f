"""Pictures on their way into a text."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import wait_until
from tests.browser.writer import body, expect_text, text
from tests.pictures import as_bytes, gradient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class TestPictures:
    def test_picture_that_is_none_says_why_and_can_be_dropped(self, open_desk, media):
        page = open_desk()
        body(page).fill("글")
        fake = {"name": "가짜.png", "mimeType": "image/png", "buffer": b"<svg/>"}
        page.locator("[data-files]").set_input_files([fake])
        row = page.locator(".editor__upload")
        row.get_by_text("다시 올리기").wait_for()
        expect(row).to_contain_text("가짜.png")
        row.get_by_role("button", name="그만두기: 가짜.png").click()
        expect(row).to_have_count(0)
        expect_text(page, "글")

    def test_upload_that_hangs_can_be_stopped_and_the_next_one_goes_on(self, open_desk, media):
        page = open_desk(viewport={"width": 375, "height": 700})
        hanging = []
        page.route(
            "**/pictures/upload/",
            lambda route: route.continue_() if hanging else hanging.append(route),
        )
        file = {"name": "가.png", "mimeType": "image/png", "buffer": as_bytes(gradient(50, 50))}
        page.locator("[data-files]").set_input_files([file, {**file, "name": "나.png"}])
        rows = page.locator(".editor__upload")
        expect(rows).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="그만두기: 가.png").click()
        wait_until(page, "document.querySelector('#id_body').value.includes('![')")
        expect(rows).to_have_count(0)
        assert text(page).count("![") == 1

    def test_picture_never_cuts_a_word(self, open_desk, media):
        page = open_desk()
        body(page).fill("앞 소셜전략은 뒤")
        page.evaluate("document.querySelector('#id_body').setSelectionRange(4, 4)")
        file = {"name": "가.png", "mimeType": "image/png", "buffer": as_bytes(gradient(50, 50))}
        page.locator("[data-files]").set_input_files([file])
        wait_until(page, "document.querySelector('#id_body').value.includes('![')")
        expect_text(page, re.compile(r"^앞 소셜전략은\n\n!\[.* 뒤$", re.DOTALL))
        page.keyboard.press("Control+z")
        expect_text(page, "앞 소셜전략은 뒤")
