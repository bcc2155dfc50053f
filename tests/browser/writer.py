"""An author at the desk: signed in, and with a Korean keyboard."""

from contextlib import suppress

from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, expect

from notes.models import Draft

NEW = "/desk/notes/new/"


def sign_in(context, base: str, user):
    """The browser's cookie is that of a session made here."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def ready(page):
    page.locator("#note-form[data-ready]").wait_for(state="attached")


class Keyboard:
    """Two-set Hangul through the browser's own composition protocol."""

    def __init__(self, page):
        self.send = page.context.new_cdp_session(page).send

    def compose(self, text: str):
        """The open syllable looks so now."""
        at = len(text)
        self.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": at, "selectionEnd": at}
        )

    def commit(self, text: str):
        self.send("Input.insertText", {"text": text})

    def syllable(self, *stages: str, pause=lambda: None):
        """`("ㅅ", "소")`: what is seen while it is made; the last one stays."""
        for stage in stages:
            self.compose(stage)
            pause()
        self.commit(stages[-1])


STRATEGY = [("ㅅ", "소"), ("ㅅ", "셔", "셜"), ("ㅈ", "저", "전"), ("ㄹ", "랴", "략")]


def edit(note):
    return f"/desk/notes/{note.pk}/"


def body(page):
    return page.locator("#id_body")


def text(page):
    return body(page).input_value()


def kept(page):
    """What this browser holds of unsaved words."""
    return page.evaluate(
        """() => Object.keys(localStorage).filter(key => key.startsWith("desk-words"))
        .map(key => JSON.parse(localStorage[key]).words.body)"""
    )


def saved_body(note):
    draft = Draft.objects.filter(note=note).first()
    return draft.body if draft else None


def expect_text(page, words):
    """A string, or a pattern."""
    expect(body(page)).to_have_value(words)


def until_kept(page, *words):
    """A copy in this browser is made a moment after the letters."""
    for _look in range(100):
        if kept(page) == [*words]:
            return
        page.wait_for_timeout(100)
    raise AssertionError((kept(page), words))


def until_saved(page, note, words):
    for _look in range(100):
        if saved_body(note) == words:
            return
        page.wait_for_timeout(100)
    raise AssertionError((saved_body(note), words))


def no_answers(page):
    """Until it is loaded again, this page reaches nobody."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")


def crash(page):
    """The tab dies as by a fault of the browser: no script of it runs any more."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=5_000)
