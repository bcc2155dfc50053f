"""A long thread on a phone: a link into its fold, and an answer that is written there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.waiting import until_form_is_ready, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_SIGHT = """(id) => {
  const { top, bottom } = document.getElementById(id).getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


@pytest.fixture
def thread(live_server, settings, make_note, make_series, make_comment):
    """A comment with thirty answers, the oldest first."""
    settings.SITE_URL = live_server.url
    note = make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1)
    start = timezone.now() - timedelta(days=1)
    root = make_comment(note, name="김독자", created_at=start)
    return [
        make_comment(parent=root, name=f"이웃 {k}", created_at=start + timedelta(minutes=k))
        for k in range(1, 31)
    ]


def test_link_into_a_fold_opens_it_and_an_answer_is_written_there(new_page, live_server, thread):
    page = new_page(viewport={"width": 375, "height": 700})
    last = thread[-1]
    address = f"{live_server.url}{last.note.get_absolute_url()}"
    page.goto(address)
    summary = page.get_by_text("답글 24개 더 보기")
    expect(page.locator(f"#{last.anchor}")).to_be_attached()
    expect(page.locator(f"#{last.anchor}")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

    page.goto(f"{address}#{last.anchor}")
    page.locator(f"#{last.anchor}").wait_for()
    wait_until(page, IN_SIGHT, last.anchor)

    summary.focus()
    page.keyboard.press("Enter")
    page.locator(f"#{last.anchor}").wait_for(state="hidden")
    page.keyboard.press("Space")

    until_form_is_ready(page)
    row = page.locator(f"#{last.anchor}")
    row.get_by_role("link", name="답글").click()
    form = row.locator("form")
    expect(form).to_contain_text("이웃 30 님의 댓글에 답하는 중이에요.")
    form.get_by_label("이름", exact=True).fill("느린 독자")
    form.get_by_label("내용").fill("접힌 곳에서 답합니다.")
    form.get_by_text("더 적기").click()
    form.get_by_label("질문").check()
    form.get_by_label("이메일", exact=True).fill("slow@example.com")
    form.get_by_label("답글이 달리면 메일로").check()
    form.get_by_label("이 기기에 이름 기억하기").check()
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    form.get_by_role("button", name="댓글 남기기").click()

    page.get_by_text("지금은 이 브라우저에서만 보입니다.").wait_for()
    held = Comment.objects.get(body="접힌 곳에서 답합니다.")
    assert (held.parent, held.kind, held.wants_mail) == (last, Comment.QUESTION, True)
    expect(page).to_have_url(f"{address}#{held.anchor}")
    row = page.locator(f"#{held.anchor}")
    expect(row.get_by_text("지금은 이 브라우저에서만 보입니다.")).to_be_visible()
    wait_until(page, IN_SIGHT, held.anchor)

    # What the browser was asked to remember is in the form again; what kind it was is not.
    until_form_is_ready(page)
    expect(page.locator("[name=name]")).to_have_value("느린 독자")
    expect(page.locator("[name=wants_mail]")).to_be_checked()
    expect(page.locator("[name=kind]:checked")).to_have_value(Comment.THOUGHT)
