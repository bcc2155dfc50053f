"""From a question about a number that is not written to the change that a comment made: an author, a
moderator, and a reader who has no account and no scripts, but a slip."""

import pytest
from playwright.sync_api import expect

from notes.desk.roles import EDITOR
from notes.models import Note
from tests.browser.writer import edit, ready, sign_in
from tests.notes.desk.conftest import make_person  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION = "왜 혼자 시작하면 안 되나요?"
REMARK = "둘째 문장은 첫 문장과 어긋나는 것 같아요."


@pytest.fixture
def planned(live_server, settings, make_note, make_series):
    settings.SITE_URL = live_server.url
    series = make_series(title="소셜전략")
    return make_note("같이 시작하기", series=series, number=7, status=Note.PLANNED, body="")


@pytest.fixture
def author(make_person):  # noqa: F811
    return make_person(EDITOR)


def write(page, words):
    """Without scripts the form leads through its preview, which carries the token. Ends at the comment."""
    page.get_by_label("이름", exact=True).fill("궁금한 독자")
    page.get_by_label("내용").fill(words)
    page.get_by_role("button", name="댓글 남기기").click()
    page.get_by_text("아직 올리지 않았어요.").wait_for()
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()
    page.wait_for_url("**/#comment-*")


def approve(page, base, words):
    page.goto(f"{base}/moderation/")
    row = page.locator(".queue__item", has_text=words)
    row.get_by_role("button", name="승인").click()
    page.get_by_text("승인해서 공개했습니다.").first.wait_for()


def test_question_becomes_a_note_and_a_comment_its_change(
    new_page, live_server, planned, author, moderator
):
    base, address = live_server.url, f"{live_server.url}{planned.get_absolute_url()}"
    reader, desk, moderation = new_page(scripts=False), new_page(), new_page()
    sign_in(desk.context, base, author)
    sign_in(moderation.context, base, moderator)

    reader.goto(address)
    write(reader, QUESTION)
    approve(moderation, base, QUESTION)

    desk.goto(f"{base}{edit(planned)}")
    ready(desk)
    expect(desk.locator("main")).to_contain_text(QUESTION)
    desk.locator("#id_body").fill("혼자서는 시작하지 못한다. 그래도 혼자 시작했다.")
    desk.get_by_role("button", name="공개", exact=True).click()
    desk.get_by_text("공개했습니다.").first.wait_for()

    reader.goto(address)
    expect(reader.locator(".prose")).to_contain_text("혼자서는 시작하지 못한다.")
    expect(reader.locator("#comments")).to_contain_text(QUESTION, use_inner_text=True)
    write(reader, REMARK)
    # Public at once: a moderator has approved this reader's question.
    remark = reader.locator(".comment", has_text=REMARK)
    remark.get_by_role("link", name="내 댓글 쪽지").click()
    reader.wait_for_url("**/comments/mine/*/")
    slip = reader.url
    expect(reader.get_by_role("status")).not_to_contain_text("글에 반영됨")

    desk.goto(f"{base}{edit(planned)}")
    ready(desk)
    desk.locator("#id_body").fill("혼자서는 시작하지 못한다. 그래서 둘이 시작했다.")
    desk.locator(".causes summary").click()
    desk.get_by_label(REMARK).check()
    desk.get_by_role("button", name="고친 글 공개").click()
    desk.get_by_text("공개했습니다.").first.wait_for()

    reader.goto(slip)
    expect(reader.get_by_role("status")).to_contain_text("글에 반영됨", use_inner_text=True)
    reader.get_by_role("link", name="바뀐 곳 보기").click()
    change = reader.locator("section:target")
    expect(change).to_contain_text("댓글을 읽고 고쳤습니다.", use_inner_text=True)
    expect(change).to_contain_text("궁금한 독자", use_inner_text=True)
    expect(change.locator("ins", has_text="둘이")).to_have_count(1)
    reader.goto(address)
    article = reader.locator("article")
    expect(article).to_contain_text("함께 고친 분: 궁금한 독자", use_inner_text=True)
    mark = reader.locator(".comment", has_text=REMARK).get_by_role("link", name="글에 반영됨")
    expect(mark).to_have_count(1)
