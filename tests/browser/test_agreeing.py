"""공감 by hand and by keyboard, with scripts and without."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.waiting import until_started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def note(live_server, settings, make_note, make_series, make_comment):
    settings.SITE_URL = live_server.url
    note = make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1)
    for number in range(1, 4):
        make_comment(note, name=f"독자 {number}", body=f"{number}번째로 남기는 **생각**입니다.")
    return note


@pytest.fixture
def address(live_server, note):
    return f"{live_server.url}{note.get_absolute_url()}"


def counts() -> list[int]:
    return list(Comment.objects.oldest_first().values_list("agree_count", flat=True))


def test_reader_agrees_without_leaving_the_place(new_page, address):
    page = new_page(viewport={"width": 375, "height": 800})
    page.goto(address)
    row = page.locator(".comment", has_text="2번째로")
    reply, button = row.get_by_role("link", name="답글"), row.locator("> button")
    reply.focus()
    page.keyboard.press("Tab")
    until_started(page, "agree")  # comes with the first movement
    expect(button).to_be_focused()
    assert button.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= 24
    place = page.evaluate("scrollY")

    page.keyboard.press("Enter")
    expect(row.get_by_role("status")).to_have_text("공감했어요.")
    expect(row.get_by_role("button", name="공감 1", pressed=True)).to_be_focused()
    assert counts() == [0, 1, 0]
    page.keyboard.press("Space")
    expect(row.get_by_role("status")).to_have_text("공감을 거두었어요.")
    expect(row.get_by_role("button", name="공감", exact=True, pressed=False)).to_be_focused()
    assert counts() == [0, 0, 0]
    assert (page.url, page.evaluate("scrollY")) == (address, place)

    # The form moves under a comment to answer it, and the buttons belong to their own form still.
    reply.click()
    expect(row.locator("form")).to_be_visible()
    button.click()
    expect(row.locator("> output")).to_have_text("공감했어요.")
    page.context.set_offline(True)
    page.locator(".comment", has_text="3번째로").locator("> button").click()
    expect(page.locator(".comment > output")).to_contain_text("보내지 못했어요.")
    page.context.set_offline(False)
    assert counts() == [0, 1, 0]

    page.reload()
    page.mouse.move(10, 10)
    until_started(page, "agree")
    page.locator(".comment", has_text="2번째로").locator("> button").click()
    expect(page.get_by_role("button", name="공감 1", pressed=True)).to_be_visible()


def test_reader_agrees_and_takes_it_back_without_scripts(new_page, address, monkeypatch):
    page = new_page(scripts=False)
    page.goto(address)
    row = page.locator(".comment", has_text="3번째로")

    row.get_by_role("button", name="공감").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#comment-*")
    expect(row.get_by_role("button", name="공감 1")).to_be_in_viewport()

    monkeypatch.setattr("comments.agreeing.REPEATED", timedelta(0))
    row.get_by_role("button", name="공감 1").click()
    expect(page.get_by_text("이 댓글에는 이미 공감하셨어요.")).to_be_visible()
    page.get_by_role("button", name="공감 거두기").click()
    page.wait_for_url("**#comment-*")
    expect(row.get_by_role("button", name="공감", exact=True)).to_be_in_viewport()
    assert counts() == [0, 0, 0]
