"""A conversation that is too long for the note's page: reading all of it, answering, old links."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comments.models import Comment

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
    assert page.get_by_text("51번째 말").count() == 0

    page.get_by_role("link", name="댓글 5개 더 읽기").click()
    row = page.locator(".comment", has_text="55번째 말")
    row.get_by_role("link", name="답글").click()
    assert page.locator("blockquote").inner_text().split() == ["독자", "55", "55번째", "말"]
    page.get_by_label("이름", exact=True).fill("느린 독자")
    page.get_by_label("내용").fill("끝까지 읽고 답합니다.")
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()

    assert page.url.startswith(f"{address}comments/#comment-")
    held = page.locator(".comment--held:target")
    assert "끝까지 읽고 답합니다." in held.inner_text()
    page.goto(address)
    assert page.locator(".comment--held").count() == 1


@pytest.mark.parametrize("width", [375, 1280])
def test_answer_is_written_under_the_comment_it_answers(new_page, address, width):
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}comments/")
    # The form's script comes after the page; whoever is faster gets the form on its own page.
    page.locator("[data-remember-line]:not([hidden])").wait_for(state="attached")
    row = page.locator(".comment", has_text="53번째 말")
    row.get_by_role("link", name="답글").focus()
    page.keyboard.press("Enter")

    form = row.locator("form")
    assert "독자 53 님의 댓글에 답하는 중이에요." in form.inner_text()
    assert page.evaluate("document.activeElement.name") == "name"
    page.get_by_role("button", name="그만두기").click()
    assert row.locator("form").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "답글"
    assert page.locator("[name=parent]").input_value() == ""

    row.get_by_role("link", name="답글").click()
    page.get_by_label("이름", exact=True).fill("독자")
    page.get_by_label("내용").fill("그 자리에서 답합니다.")
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()

    page.wait_for_url("**/comments/#comment-*")
    held = Comment.objects.get(body="그 자리에서 답합니다.")
    assert held.parent.body == "53번째 말"
    assert page.locator(f"#{held.anchor}").bounding_box()["y"] < 800


def test_older_link_finds_the_comment_on_the_conversations_page(new_page, note, address):
    first, last = note.comments.oldest_first()[0], note.comments.newest_first()[0]
    page = new_page()

    page.goto(f"{address}#{last.anchor}")
    page.wait_for_url("**/comments/#comment-*")
    assert page.locator(".comment:target").inner_text().startswith("독자 55")

    page.goto(f"{address}#{first.anchor}")
    page.wait_for_timeout(500)
    assert page.url.endswith(f"/1/#{first.anchor}")


def test_time_of_day_shows_to_who_points_at_the_date(new_page, address):
    page = new_page()
    page.goto(address)
    date = page.locator(".comment time").first
    for _move in range(50):  # the script comes with the first movement
        page.mouse.move(10, 10)
        date.hover()
        if date.get_attribute("title"):
            break
        page.wait_for_timeout(100)

    assert date.inner_text() == "2011. 4. 7."
    assert date.get_attribute("title") == "2011년 4월 7일 목요일 오전 12:16"
