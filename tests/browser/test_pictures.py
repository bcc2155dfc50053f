"""Pictures from a folder to a note's head: by hand without scripts, and the button that copies."""

import unicodedata

import pytest
from playwright.sync_api import expect

from notes.models import Image, Note
from tests.browser.waiting import move_until, wait_until
from tests.pictures import as_bytes, gradient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def at_desk(live_server, media, settings, moderator, password):
    """Signs a page in and opens the library."""
    settings.SITE_URL = live_server.url

    def open_library(page):
        page.goto(f"{live_server.url}/account/login/?next=/desk/pictures/")
        page.fill("[name=username]", moderator.username)
        page.fill("[name=password]", password)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="그림").wait_for()
        return page

    return open_library


def test_pictures_are_uploaded_described_and_made_a_cover_without_scripts(at_desk, new_page):
    page = at_desk(new_page(scripts=False))
    page.get_by_role("link", name="그림 올리기").first.click()
    photo, name = (
        as_bytes(gradient(900, 600), "JPEG"),
        unicodedata.normalize("NFD", "우리 동네.jpg"),
    )
    page.get_by_label("그림 파일").set_input_files(
        [file(name, photo), file("꾀.gif", b"<html><script>alert(1)</script>")]
    )
    page.get_by_role("button", name="올리기").click()

    expect(page.get_by_role("alert")).to_contain_text("꾀.gif")
    page.get_by_label("설명").fill("봄의 골목")
    page.get_by_role("button", name="설명 저장").click()
    expect(page.locator(".picture")).to_contain_text("봄의 골목", use_inner_text=True)

    page.goto(page.url.replace("pictures/", "notes/new/"))
    page.get_by_label("제목", exact=True).fill("골목에서")
    page.locator(".cover summary").click()
    page.get_by_label("봄의 골목").check()
    page.get_by_role("button", name="공개", exact=True).click()
    page.get_by_text("공개했습니다.").wait_for()
    note = Note.objects.get()
    page.goto(page.url.partition("/desk/")[0] + note.get_absolute_url())

    expect(page.locator(".note__cover img")).to_have_attribute("alt", "봄의 골목")
    wait_until(page, "document.querySelector('.note__cover img').naturalWidth > 0")


def test_words_of_a_picture_are_copied(at_desk, new_page):
    page = at_desk(new_page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(page.url + "new/")
    photo = as_bytes(gradient(90, 60), "JPEG")
    page.get_by_label("그림 파일").set_input_files([file("동네.jpg", photo)])
    page.get_by_role("button", name="올리기").click()

    page.locator("[data-copy]").wait_for()
    move_until(page, "document.querySelector('[data-copy] + p button') !== null")
    page.get_by_role("button", name="복사").click()

    page.get_by_text("복사했습니다").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == Image.objects.get().markdown
