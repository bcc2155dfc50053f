"""Answering a sentence: selected words, a choice of sentences, and the same without scripts."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.waiting import until_form_is_ready, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """혼자 하던 **전략(戰略)**을[^1] 같이 하는 일로 바꾼다. 2011. 4. 7. 저녁에 만났다. 그때 정했다.

짧은 문단.

[^1]: 각주.
"""
SELECT = """() => {
  const [paragraph] = document.querySelectorAll(".prose > p");
  const range = document.createRange();
  range.setStart(paragraph.firstChild, 3);
  range.setEnd(paragraph.querySelector("sup").nextSibling, 3);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def note(live_server, settings, make_note, make_series, known_reader_mail, make_comment):
    settings.SITE_URL = live_server.url
    note = make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1, body=BODY)
    make_comment(note, name="앞사람", body="먼저 남긴 말.")
    return note


@pytest.fixture
def known_reader_mail(make_comment):
    """Whose comments are public at once."""
    email = "regular@example.com"
    make_comment(name="단골", email=email, status="held", body="첫 인사.").approve(None)
    return email


@pytest.fixture
def address(live_server, note):
    return f"{live_server.url}{note.get_absolute_url()}"


def write(page, words, email):
    page.get_by_label("이름", exact=True).fill("단골")
    page.get_by_label("내용").fill(words)
    page.get_by_text("더 적기").click()
    page.get_by_label("이메일", exact=True).fill(email)
    page.wait_for_timeout(3100)  # faster hands are taken for a machine's
    page.get_by_role("button", name="댓글 남기기").click()
    page.wait_for_url("**/#comment-*")


def place(block):
    return block.evaluate("block => [block.offsetTop, block.offsetHeight]")


def follow_quote(page, comment):
    """From the comment to the paragraph, and from there back to the comment."""
    page.locator(f"#{comment.anchor} > blockquote a").click()
    paragraph = page.locator(".prose > p:target")
    expect(paragraph).to_have_text(re.compile("^혼자 하던"))
    count = paragraph.get_by_role("link", name="이 문단에 달린 답 1개")
    expect(count).to_have_css("display", "inline")
    count.click()
    expect(page.locator(f"#{comment.anchor}:target")).to_have_count(1)


@pytest.mark.parametrize("width", [375, 1280])
def test_selected_words_are_answered_where_they_stand(new_page, address, known_reader_mail, width):
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    until_form_is_ready(page)
    page.mouse.move(5, 5)
    page.locator(".answer[tabindex='0']").wait_for(state="attached")  # quotes.js has come
    paragraph = page.locator(".prose > p").first
    link = paragraph.get_by_role("link", name="이 문장에 답하기")
    before = place(paragraph)
    assert page.evaluate("document.querySelector('.prose > p').textContent").endswith("정했다.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # With the keyboard all of them are one stop.
    page.locator(".footnote-ref a").focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(link).not_to_be_focused()
    expect(page.locator(".answer:focus")).to_have_count(0)

    # Nothing selected: several sentences are a choice, one is quoted.
    link.press("Enter")
    form = page.locator(".prose > p + form")
    form.wait_for()
    choices = form.get_by_role("radio")
    expect(form.locator("[type=radio]:focus")).to_have_count(1)
    expect(choices).to_have_count(5)  # three sentences, all of them, none
    page.keyboard.press("Enter")
    expect(form.locator("[name=name]")).to_be_focused()  # and nothing was sent
    page.get_by_role("button", name="그만두기").click()
    expect(page.locator(".comments__form form")).to_have_count(1)
    expect(link).to_be_focused()
    assert place(paragraph) == before
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    form.wait_for()
    expect(form.locator("blockquote")).to_have_text("짧은 문단.")
    expect(form.locator("[name=name]")).to_be_focused()
    page.get_by_label("내용").fill("쓰던 말.")
    form.get_by_role("button", name="인용 빼기").click()
    expect(form.locator("blockquote")).to_be_hidden()
    expect(page.locator("[name=quote]")).to_have_value("")
    expect(page.get_by_label("내용")).to_have_value("쓰던 말.")

    # A reply to a comment quotes nothing.
    page.evaluate(SELECT)
    link.press("Enter")
    wait_until(page, "document.querySelector('[name=quote]').value !== ''")
    page.locator(".comment", has_text="먼저 남긴").get_by_role("link", name="답글").click()
    expect(page.locator(".comment form [name=quote]")).to_have_value("")
    expect(page.locator("[name=parent]")).not_to_have_value("")

    page.evaluate(SELECT)
    link.press("Enter")
    words = "하던 전략(戰略)을 같이"
    wait_until(page, "words => document.querySelector('[name=quote]').value === words", words)
    expect(form.locator("blockquote")).to_have_text(words)
    expect(page.locator("[name=parent]")).to_have_value("")
    write(page, "그 말에 답합니다.", known_reader_mail)

    comment = Comment.objects.get(body="그 말에 답합니다.")
    assert (comment.quote, comment.parent, comment.is_public) == (words, None, True)
    follow_quote(page, comment)


def test_sentence_is_chosen_and_answered_without_scripts(new_page, address, known_reader_mail):
    page = new_page(scripts=False)
    page.goto(address)
    page.locator(".footnote-ref a").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".footnote-ref a")).not_to_be_focused()
    expect(page.locator(".answer:focus")).to_have_count(0)  # no stop at each one
    page.get_by_role("link", name="글의 한 문장을 골라 답하기").press("Enter")
    page.wait_for_url(re.compile("part=$"))
    page.locator(".footnote-ref a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("2011. 4. 7. 저녁에 만났다.", exact=True).check()
    page.get_by_label("이름", exact=True).fill("단골")
    page.get_by_label("내용").fill("저도 그날 있었습니다.")
    page.get_by_role("button", name="미리 보기").click()
    shown = page.locator(".comment--preview blockquote")
    expect(shown).to_have_text("2011. 4. 7. 저녁에 만났다.")
    write(page, "저도 그날 있었습니다.", known_reader_mail)

    comment = Comment.objects.get(body="저도 그날 있었습니다.")
    assert comment.quote == "2011. 4. 7. 저녁에 만났다."
    follow_quote(page, comment)
