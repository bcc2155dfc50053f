"""The Korean keyboard, syllable by syllable: nothing meddles with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notes.models import Draft, Note
from tests.browser.waiting import wait_until
from tests.browser.writer import STRATEGY, Keyboard, body, expect_text, text, until_saved
from tests.pictures import as_bytes, gradient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whatever changes the text while a syllable is open and is not the keyboard, or assigns it whole.
WATCH_FOR_MEDDLING = """() => {
  const body = document.querySelector("#id_body");
  let isOpen = false;
  window.meddling = [];
  body.addEventListener("compositionstart", () => { isOpen = true; });
  body.addEventListener("compositionend", () => { isOpen = false; });
  body.addEventListener("input", event => {
    if (isOpen && !event.isComposing) window.meddling.push(event.inputType);
  });
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  Object.defineProperty(body, "value", {
    get, set(text) { window.meddling.push("value"); set.call(this, text); },
  });
}"""


class TestComposition:
    def test_syllables_come_whole_through_saving_preview_and_a_picture(
        self, open_desk, media, author
    ):
        page = open_desk(viewport={"width": 1400, "height": 900})
        page.get_by_role("button", name="나란히").click()
        body(page).focus()
        keyboard = Keyboard(page)
        picture = as_bytes(gradient(300, 200))
        file = {"name": "소셜.png", "mimeType": "image/png", "buffer": picture}
        page.locator("[data-files]").set_input_files([file, {**file, "name": "전략.png"}])
        page.evaluate(WATCH_FOR_MEDDLING)
        for stages in STRATEGY * 2:
            keyboard.syllable(*stages, pause=lambda: page.wait_for_timeout(350))
        wait_until(page, "document.querySelector('#id_body').value.split('![').length === 3")

        written = text(page)
        codes = [line for line in written.split("\n") if line.startswith("![")]
        assert written == f"{codes[0]}\n\n{codes[1]}\n\n소셜전략소셜전략"
        assert page.evaluate("document.querySelector('#id_body').selectionEnd") == len(written)
        until_saved(page, Note.objects.get(), written)
        page.locator(".markdownx-preview p", has_text="소셜전략소셜전략").wait_for()
        keyboard.syllable("ㅇ", "으", "은")
        expect_text(page, written + "은")
        expect(body(page)).to_be_focused()
        assert page.evaluate("window.meddling") == []

        steps = []
        for _press in range(40):
            page.keyboard.press("Control+z")
            if not steps or steps[-1] != text(page):
                steps.append(text(page))
        assert steps[-1] == ""
        for step in steps:
            words = "".join(line for line in step.split("\n") if not line.startswith("!["))
            assert "소셜전략소셜전략은".startswith(words), steps

    def test_preview_waits_for_the_end_of_a_syllable(self, open_desk):
        page = open_desk(viewport={"width": 1400, "height": 900})
        with page.expect_response(lambda answer: answer.url.endswith("/preview/")):
            page.get_by_role("button", name="나란히").click()  # shows the empty text at once
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        keyboard = Keyboard(page)
        keyboard.compose("저")
        page.wait_for_timeout(1000)
        assert not [url for url in asked if url.endswith("/preview/")]
        keyboard.commit("전")
        page.locator(".markdownx-preview p", has_text="전").wait_for()

    def test_open_syllable_is_saved_within_two_seconds_and_stays_open(self, open_desk):
        page = open_desk()
        page.clock.install()  # the page's own two seconds, however busy the machine is
        page.clock.pause_at(timezone.now() + timedelta(minutes=1))
        body(page).focus()
        keyboard = Keyboard(page)
        with page.expect_request(lambda sent: sent.method == "POST") as sent:
            keyboard.compose("전")
            page.clock.run_for(2_000)
        assert sent.value.response().ok and Draft.objects.get().body == "전"
        keyboard.commit("전")
        expect_text(page, "전")

    def test_enter_that_ends_a_syllable_in_the_title_sends_nothing(self, open_desk, live_server):
        page = open_desk()
        page.get_by_label("제목", exact=True).focus()
        keyboard = Keyboard(page)
        keyboard.compose("전")
        enter = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        keyboard.commit("전")
        page.evaluate("document.querySelector('#note-form').requestSubmit()")
        page.wait_for_timeout(300)  # it would have been sent by now
        expect(page.locator("#id_title")).to_be_focused()
        assert Note.objects.filter(revisions__isnull=False).count() == 0
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})

        page.keyboard.press("Enter")
        expect(body(page)).to_be_focused()
