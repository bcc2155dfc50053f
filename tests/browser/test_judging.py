"""The owner chooses how comments are judged: by keyboard, without scripts, on a narrow screen."""

import os

import pytest
from playwright.sync_api import expect

from comments.models import SpamPolicy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def judging(new_page, live_server, settings, moderator, password):
    settings.SITE_URL = live_server.url

    def open_page(**options):
        page = new_page(**options)
        page.goto(f"{live_server.url}/account/login/?next=/moderation/judge/")
        page.get_by_label("아이디").fill(moderator.username)
        page.get_by_label("비밀번호").fill(password)
        page.get_by_role("button", name="로그인").click()
        expect(page.get_by_role("heading", name="스팸 판정", level=1)).to_be_visible()
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sensitivity_and_a_switch_by_keyboard_without_scripts(judging, scheme):
    page = judging(scripts=False, viewport={"width": 375, "height": 812}, color_scheme=scheme)
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/judge-{scheme}.png", full_page=True)

    page.get_by_label("보통", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("꼼꼼하게")).to_be_checked()
    page.get_by_label("오래된 글").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_text("저장했습니다.")).to_be_visible()
    expect(page.get_by_label("오래된 글")).not_to_be_checked()
    policy = SpamPolicy.objects.get()
    assert (policy.sensitivity, policy.switched_off) == ("strict", "old_note")
