"""A conversation that is too long for the note's page: reading all of it, answering, old links."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.waiting import until_form_is_ready, until_started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

START = datetime(2011, 4, 7, 0, 16, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def note(live_server, settings, make_note, make_series):
    """With 55 comments, one a minute."""
    settings.SITE_URL = live_server.url
    note = make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1)
    comments = [
        Comment(note=note, name=f"독자 {k}", body=f"{k}번째 말", status=Comment.PUBLISHED)
        for k in range(1, 56)
    ]
    for k, comment in enumerate(comments):
        comment.created_at = START + timedelta(minutes=k)
        comment.prepare()
    Comment.objects.bulk_create(comments)
    note.comment_count = len(comments)
    note.save(update_fields=["comment_count"])
    return note


@pytest.fixture
def address(live_server, note):
    return f"{live_server.url}{note.get_absolute_url()}"


def test_whole_conversation_is_read_and_answered_without_scripts(new_page, address):
    page = new_page(scripts=False)
    page.goto(address)
    expect(page.get_by_text("50번째 말")).to_have_count(1)
    expect(page.get_by_text("51번째 말")).to_have_count(0)

    page.get_by_role("link", name="댓글 5개 더 읽기").click()
    row = page.locator(".comment", has_text="55번째 말")
    row.get_by_role("link", name="답글").click()
    expect(page.locator("blockquote")).to_have_text("독자 55 55번째 말", use_inner_text=True)
    page.get_by_label("이름", exact=True).fill("느린 독자")
    page.get_by_label("내용").fill("끝까지 읽고 답합니다.")
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()

    expect(page).to_have_url(re.compile(f"^{re.escape(address)}comments/#comment-"))
    expect(page.locator(".comment--held:target")).to_contain_text("끝까지 읽고 답합니다.")
    page.goto(address)
    expect(page.locator(".comment--held")).to_have_count(1)


@pytest.mark.parametrize("width", [375, 1280])
def test_answer_is_written_under_the_comment_it_answers(new_page, address, width):
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}comments/")
    until_form_is_ready(page)
    row = page.locator(".comment", has_text="53번째 말")
    reply = row.get_by_role("link", name="답글")
    reply.focus()
    page.keyboard.press("Enter")

    form = row.locator("form")
    expect(form).to_contain_text("독자 53 님의 댓글에 답하는 중이에요.")
    expect(form.locator("[name=name]")).to_be_focused()
    page.get_by_role("button", name="그만두기").click()
    expect(form).to_have_count(0)
    expect(reply).to_be_focused()
    expect(page.locator("[name=parent]")).to_have_value("")

    reply.click()
    page.get_by_label("이름", exact=True).fill("독자")
    page.get_by_label("내용").fill("그 자리에서 답합니다.")
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()

    page.wait_for_url("**/comments/#comment-*")
    held = Comment.objects.get(body="그 자리에서 답합니다.")
    assert held.parent.body == "53번째 말"
    expect(page.locator(f"#{held.anchor}")).to_be_in_viewport()


def test_older_link_finds_the_comment_on_the_conversations_page(new_page, note, address):
    first, last = note.comments.oldest_first()[0], note.comments.newest_first()[0]
    page = new_page()

    page.goto(f"{address}#{last.anchor}")
    page.wait_for_url("**/comments/#comment-*")
    expect(page.locator(".comment:target .p-author")).to_have_text("독자 55")

    page.goto(f"{address}#{first.anchor}")
    until_started(page, "permalinks")
    page.wait_for_timeout(500)  # it would have left by now
    expect(page).to_have_url(f"{address}#{first.anchor}")


def test_time_of_day_shows_to_who_points_at_the_date(new_page, address):
    page = new_page()
    page.goto(address)
    date = page.locator(".comment time").first
    page.mouse.move(10, 10)
    until_started(page, "comment_times")  # comes with the first movement
    date.hover()

    expect(date).to_have_attribute("title", "2011년 4월 7일 목요일 오전 12:16")
    expect(date).to_have_text("2011. 4. 7.")
