"""A moderator without a mouse: the queue is cleared with one key per comment, and taken back."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision
from tests.browser.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DONE = ".queue__item--done"
# What a browser sends for A under a Korean layout, while somebody is in the middle of a syllable.
HANGUL_A = """() => {
  const told = { bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new CompositionEvent("compositionstart", told));
  const key = new KeyboardEvent("keydown", { ...told, key: "ㅁ", code: "KeyA", isComposing: true });
  document.activeElement.dispatchEvent(key);
}"""


@pytest.fixture
def queue(new_page, live_server, settings, moderator, password, make_note, make_comment):
    """A page of the queue with so many held comments, newest first, its script started."""
    settings.SITE_URL = live_server.url

    def open_queue(count: int):
        note = make_note()
        for number in reversed(range(count)):
            make_comment(note, name=f"손님{number}", status="held")
        page = new_page()
        page.goto(f"{live_server.url}/account/login/?next=/moderation/")
        page.get_by_label("아이디").fill(moderator.username)
        page.get_by_label("비밀번호").fill(password)
        page.get_by_role("button", name="로그인").click()
        page.locator("[data-moderation][data-ready]").wait_for()
        return page

    return open_queue


def status_of(*names: str) -> list[str]:
    found = dict(Comment.objects.values_list("name", "status"))
    return [found[name] for name in names]


def test_twenty_comments_in_twenty_keys_and_five_undone(queue):
    page = queue(30)
    said = page.locator("[data-said]")

    for key in "aaaaasssssdddddaaaaa":
        page.keyboard.press(key)

    expect(page.locator(DONE)).to_have_count(20)
    expect(said).to_have_text("손님19 님의 댓글: 승인해서 공개했습니다.")
    expect(page.locator("[data-item]").nth(20)).to_be_focused()
    expect(page.locator("[data-count=held]")).to_have_text("10")
    # The five behind the first page have come by themselves.
    expect(page.locator("[data-item]")).to_have_count(30)
    names = [f"손님{number}" for number in range(21)]
    states = ["published"] * 5 + ["spam"] * 5 + ["removed"] * 5 + ["published"] * 5 + ["held"]
    assert status_of(*names) == states
    assert Decision.objects.count() == 20

    for _press in range(5):
        page.keyboard.press("u")

    expect(page.locator(DONE)).to_have_count(15)
    expect(said).to_have_text("손님15 님의 댓글: 되돌렸습니다. 지금 상태: 보류")
    expect(page.locator("[data-item]").nth(15)).to_be_focused()
    assert status_of(*names[15:20]) == ["held"] * 5


def test_keys_of_every_kind(queue):
    page = queue(8)
    rows, said = page.locator("[data-item]"), page.locator("[data-said]")

    # Under a Korean layout, in the middle of a syllable.
    page.keyboard.press("j")
    page.evaluate(HANGUL_A)
    expect(said).to_have_text("손님1 님의 댓글: 승인해서 공개했습니다.")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()

    # Chosen ones together, and back with one key.
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("s")
    expect(said).to_have_text("댓글 2개를 스팸으로 옮겼습니다.")
    expect(rows.nth(3)).to_be_focused()
    assert status_of("손님0", "손님2") == ["spam", "spam"]
    assert Decision.objects.filter(batch__isnull=False).values("batch").distinct().count() == 1
    page.keyboard.press("u")
    expect(said).to_have_text("댓글 2개를 되돌렸습니다.")
    assert status_of("손님0", "손님2") == ["held", "held"]

    # Somebody else was faster.
    Comment.objects.get(name="손님3").remove(None)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(3)).to_be_focused()
    page.keyboard.press("a")
    expect(said).to_contain_text("다른 운영자가 먼저 결정했습니다. 지금 상태: 지움.")
    expect(rows.nth(4)).to_be_focused()

    # Without a network nothing changes, and it is said.
    page.context.set_offline(True)
    page.keyboard.press("a")
    expect(rows.nth(4)).to_contain_text("서버에 전하지 못했습니다. 바뀐 것은 없습니다.")
    page.context.set_offline(False)
    assert status_of("손님4") == ["held"]

    # Not in a field, and not once they are turned off.
    page.locator(".moderation__filters summary").press("Enter")
    field = page.get_by_role("searchbox")
    field.press_sequentially("asdu")
    expect(field).to_have_value("asdu")
    page.locator(".moderation__filters summary").focus()
    page.keyboard.press("?")
    box = page.get_by_label("단축키 쓰기")
    box.press("Space")
    page.keyboard.press("a")
    page.reload()
    page.locator("[data-moderation][data-ready]").wait_for()
    page.keyboard.press("a")
    wait_until(page, "() => document.querySelector('[data-shortcuts]').checked === false")
    expect(page.locator(DONE)).to_have_count(0)
    assert Comment.objects.filter(status="held").count() == 6
