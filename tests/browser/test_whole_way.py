"""One note's whole way: an old export, a reader, a comment, the judge, a moderator, everybody."""

import re

import feedparser
import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.waiting import until_form_is_ready, wait_until
from tests.browser.wordpress_export import EXPORT, PARAGRAPHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/series/동네 서재/1/".replace(" ", "-")
WORDS = "처음 **인사(人事)**를 드립니다. 저도 내일부터 한 쪽씩 읽겠습니다."


@pytest.fixture
def imported(live_server, settings, tmp_path):
    """The address of a note that came out of a WordPress export."""
    settings.SITE_URL = live_server.url
    file = tmp_path / "export.xml"
    file.write_text(EXPORT, encoding="utf-8")
    call_command("import_notes", str(file), verbosity=0)
    return live_server.url + ADDRESS


def sign_in(page, base, moderator, password):
    page.goto(f"{base}/moderation/")
    page.get_by_label("아이디").fill(moderator.username)
    page.get_by_label("비밀번호").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="로그인").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_note_travels_from_an_old_export_to_an_approved_comment(
    new_page, live_server, imported, moderator, password, scripts
):
    visitor, stranger = new_page(scripts=scripts), new_page()
    moderation = new_page(scripts=scripts)

    visitor.goto(imported)
    expect(visitor.locator("h1")).to_have_text("책장을 여는 날")
    day = visitor.locator("article time").first
    expect(day).to_have_text("2011년 4월 7일 목요일 오전 12:16", use_inner_text=True)
    expect(visitor.locator(".prose ol > li")).to_have_count(3)
    for paragraph in PARAGRAPHS:
        expect(visitor.get_by_text(paragraph)).to_have_count(1)

    visitor.get_by_label("이름", exact=True).fill("지나가던 독자")
    visitor.get_by_label("내용").fill(WORDS)
    if scripts:  # the token comes on first focus and is young until three seconds have passed
        wait_until(visitor, "document.querySelector('[name=token]').value !== ''")
    visitor.get_by_role("button", name="댓글 남기기").click()
    if not scripts:
        visitor.get_by_text("아직 올리지 않았어요.").wait_for()
        expect(visitor.get_by_text("처음 인사(人事)를 드립니다.")).to_have_count(1)  # the preview
        visitor.get_by_role("button", name="댓글 남기기").click()
    visitor.wait_for_url("**/series/**#comment-*")
    expect(visitor.locator("[role=status]").first).to_contain_text("확인", use_inner_text=True)
    expect(visitor.get_by_text("저도 내일부터 한 쪽씩 읽겠습니다.")).to_have_count(1)

    stranger.goto(imported)
    expect(stranger.get_by_text(PARAGRAPHS[0])).to_have_count(1)
    expect(stranger.get_by_text("저도 내일부터 한 쪽씩 읽겠습니다.")).to_have_count(0)

    sign_in(moderation, live_server.url, moderator, password)
    row = moderation.locator(".queue__item", has_text="지나가던 독자")
    expect(row).to_contain_text("아직 승인된 댓글이 없는 사람", use_inner_text=True)
    row.get_by_role("button", name="승인").click()
    moderation.get_by_text("승인해서 공개했습니다.").first.wait_for()

    stranger.goto(imported)
    expect(stranger.locator(".comment .e-content strong")).to_have_text("인사(人事)")
    feed = feedparser.parse(stranger.request.get(f"{live_server.url}/feed/").body())
    assert feed.entries[0].title == "동네 서재 1 : 책장을 여는 날"
    for paragraph in PARAGRAPHS:
        assert paragraph in feed.entries[0].content[0].value


def test_comment_is_written_with_the_keyboard_alone(new_page, imported):
    page = new_page()
    script = []
    page.route("**/js/comment_form.js", lambda route: script.append(route))
    with page.expect_request("**/js/comment_form.js"):
        page.goto(imported)
    page.get_by_label("이름", exact=True).focus()
    page.keyboard.type("자판")
    script.pop().continue_()  # whoever began before it came gets a token too
    wait_until(page, "document.querySelector('[name=token]').value !== ''")
    for _stop in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "body":
            break
    page.keyboard.type("자판만으로 남기는 댓글입니다.")
    for _stop in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == "댓글 남기기":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("자판만으로 남기는 댓글입니다.")).to_have_count(1)


def test_enter_that_ends_a_composition_does_not_send_the_form(new_page, imported):
    page = new_page()
    page.goto(imported)
    until_form_is_ready(page)
    page.get_by_label("내용").fill("본문은 이미 적었습니다.")
    page.get_by_label("이름", exact=True).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "전략", "selectionStart": 2, "selectionEnd": 2}
    )
    enter = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.insertText", {"text": "전략"})
    page.wait_for_timeout(300)  # it would have been sent by now

    expect(page.get_by_label("이름", exact=True)).to_have_value("전략")
    expect(page).to_have_url(re.compile(imported.rsplit("/", 2)[1] + "/$"))
