"""The puzzle that the owner may set: solved while somebody writes, and no wall without scripts."""

import pytest
from playwright.sync_api import expect

from comments import proofs
from comments.models import Comment, SpamPolicy
from notes.models import Site
from tests.browser.waiting import until_form_is_ready, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOLVED = "Boolean(document.querySelector('[name=proof]')?.value)"
HAS_TOKEN = "document.querySelector('[name=token]').value !== ''"
KIND_WORDS = "스크립트를 꺼 두셔도 괜찮아요"


@pytest.fixture
def note(live_server, settings, make_note):
    settings.SITE_URL = live_server.url
    Site.objects.filter(pk=Site.objects.current().pk).update(hold_first_timers=False)
    # These hands are quicker than people's.
    SpamPolicy.objects.create(switched_off="token_age")
    return make_note("같이 시작하기")


@pytest.fixture
def wanted(note):
    SpamPolicy.objects.update(wants_proof=True)


def write(page, body, name="느긋한 독자"):
    page.get_by_label("이름", exact=True).fill(name)
    page.get_by_label("내용").fill(body)


def send(page):
    with page.expect_navigation():
        page.get_by_role("button", name="댓글 남기기").click()


def verdicts_of(body) -> list[str]:
    return [verdict["check"] for verdict in Comment.objects.get(body=body).verdicts]


def test_comment_is_proved_while_it_is_written(new_page, live_server, note, wanted):
    page = new_page()
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "쓰는 동안 다 풀렸어요. 글자(文字)도 그대로예요.")
    wait_until(page, SOLVED)
    send(page)

    expect(page.locator(".comment")).to_contain_text("쓰는 동안 다 풀렸어요.")
    assert "proof" not in verdicts_of("쓰는 동안 다 풀렸어요. 글자(文字)도 그대로예요.")

    page.go_back()
    until_form_is_ready(page)
    write(page, "되돌아와서 하나 더 남겨요.")
    wait_until(page, SOLVED)
    send(page)

    expect(page.locator(".comment")).to_have_count(2)
    assert "proof" not in verdicts_of("되돌아와서 하나 더 남겨요.")


def test_page_that_was_kept_gets_another_puzzle(new_page, live_server, note, wanted):
    page = new_page()
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "아직 보내지 않은 말이에요.")
    wait_until(page, SOLVED)
    used = page.locator("[name=token]").input_value()

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    wait_until(page, f"({SOLVED}) && document.querySelector('[name=token]').value !== '{used}'")


def test_whoever_is_quicker_waits_a_moment(new_page, live_server, note, wanted, monkeypatch):
    monkeypatch.setattr(proofs, "FEWEST_KEYS", 1500)
    monkeypatch.setattr(proofs, "MOST_KEYS", 1501)
    page = new_page()
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "서둘러 남기는 말이에요.")
    wait_until(page, "Boolean(document.querySelector('[name=proof]'))")
    page.get_by_role("button", name="댓글 남기기").click()

    expect(page.locator(".comment")).to_contain_text("서둘러 남기는 말이에요.")
    assert "proof" not in verdicts_of("서둘러 남기는 말이에요.")


def test_preview_is_proved_too(new_page, live_server, note, wanted):
    page = new_page()
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "먼저 보고 남길게요.")
    with page.expect_navigation():
        page.get_by_role("button", name="미리 보기").click()
    expect(page.locator(".comment--preview")).to_contain_text("먼저 보고 남길게요.")
    wait_until(page, SOLVED)
    send(page)

    expect(page.locator(".comment")).to_contain_text("먼저 보고 남길게요.")
    assert "proof" not in verdicts_of("먼저 보고 남길게요.")


def test_form_of_its_own_is_proved_too(new_page, live_server, note, wanted):
    page = new_page()
    page.goto(f"{live_server.url}/comments/{note.pk}/new/")
    write(page, "따로 있는 자리에서 남겨요.")
    wait_until(page, SOLVED)
    send(page)

    expect(page.locator(".comment")).to_contain_text("따로 있는 자리에서 남겨요.")
    assert "proof" not in verdicts_of("따로 있는 자리에서 남겨요.")


def test_without_scripts_it_is_looked_at_first(new_page, live_server, note, wanted):
    page = new_page(scripts=False, viewport={"width": 375, "height": 800})
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    write(page, "스크립트 없이 남겨요.")
    send(page)
    expect(page.locator(".comment--preview")).to_contain_text("스크립트 없이 남겨요.")
    send(page)

    expect(page.locator(".comment--held")).to_contain_text(KIND_WORDS)
    assert "proof" in verdicts_of("스크립트 없이 남겨요.")
    page.locator(".comment--held").get_by_role("link", name="내 댓글 쪽지").click()
    expect(page.locator("main")).to_contain_text(KIND_WORDS)


def test_browser_that_cannot_solve_it_sends_all_the_same(new_page, live_server, note, wanted):
    page = new_page()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "암호 없이 온 페이지에서 남겨요.")
    wait_until(page, HAS_TOKEN)
    send(page)

    expect(page.locator(".comment--held")).to_contain_text(KIND_WORDS)
    assert "proof" in verdicts_of("암호 없이 온 페이지에서 남겨요.")


def test_nothing_is_fetched_where_no_puzzle_is_set(new_page, live_server, note):
    page, asked = new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}{note.get_absolute_url()}")
    until_form_is_ready(page)
    write(page, "늘 하던 대로 남겨요.")
    wait_until(page, HAS_TOKEN)
    send(page)

    expect(page.locator(".comment")).to_contain_text("늘 하던 대로 남겨요.")
    assert any("comment_form" in url for url in asked)
    assert not any("proof" in url for url in asked)
