"""A visitor's way after sending, without scripts: slip, edit, take the data, erase."""

import json
import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_comment_belongs_to_its_writer(new_page, live_server, settings, make_note, make_series):
    settings.SITE_URL = live_server.url
    note = make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1)
    address = f"{live_server.url}{note.get_absolute_url()}"
    page = new_page(scripts=False, viewport={"width": 375, "height": 800})
    page.goto(f"{live_server.url}/comments/{note.pk}/new/")
    page.get_by_label("이름", exact=True).fill("느린 독자")
    page.get_by_label("내용").fill("오타가 있는 글짜입니다.")
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()

    page.locator(".comment--held").get_by_role("link", name="내 댓글 쪽지").click()
    expect(page.get_by_role("status")).to_contain_text("아직 올라가지 않았어요.")
    page.get_by_role("link", name="고치기").click()
    page.get_by_label("내용").fill("오타를 고친 **글자**입니다.")
    page.get_by_role("button", name="고쳐서 저장").click()
    article = page.get_by_role("article")
    expect(article.locator("strong")).to_have_text("글자")
    expect(article).to_contain_text(re.compile("(오전|오후) [0-9:]+에 고침"))

    with page.expect_download() as download:
        page.get_by_role("link", name="내 정보 받기").click()
    data = json.loads(download.value.path().read_text())
    assert (data["name"], data["address"]) == ("느린 독자", "127.0.0.1")

    page.goto(address)
    page.get_by_role("link", name="내가 남긴 댓글").click()
    page.get_by_role("link", name="소셜전략 1").click()
    page.get_by_role("link", name="지우기").click()
    page.get_by_role("button", name="지우기").click()
    expect(page.locator("main")).to_contain_text("되살릴 수 없어요.")
    assert not Comment.objects.exists()
    page.goto(address)
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator(".comment")).to_have_count(0)
