"""The preview in step with the text, and the line that counts."""

import unicodedata

import pytest
from playwright.sync_api import expect

from notes.text import grapheme_length, reading_minutes, word_count
from tests.browser.waiting import wait_until
from tests.browser.writer import body, edit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A heading is brought to the top of the text, and then stands at the top of the preview too.
BRING_HEADING = """async (number) => {
  const { headingHeights } = await import("/static/js/desk/scrolling.js");
  const body = document.querySelector("#id_body");
  body.dispatchEvent(new Event("wheel"));
  body.scrollTop = headingHeights(body)[number];
}"""
IS_BESIDE = """(number) => {
  const pane = document.querySelector(".markdownx-preview");
  const heading = pane.querySelectorAll("h2")[number];
  return Math.abs(heading.getBoundingClientRect().top - pane.getBoundingClientRect().top) <= 3;
}"""


class TestSideBySide:
    def test_headings_stay_beside_each_other(self, open_desk, note):
        paragraph = "소셜전략은 혼자 하는 것을 같이 하는 것으로 바꿉니다. "
        note.body = "\n\n".join(
            f"## 제목 {n}\n\n" + "- 짧은 줄\n" * (n % 4 * 5) + "\n" + paragraph * (n * 7 % 11 + 1)
            for n in range(1, 15)
        )
        note.save()
        page = open_desk(edit(note), viewport={"width": 1400, "height": 900})
        page.get_by_role("button", name="나란히").click()
        page.locator(".markdownx-preview h2").first.wait_for()
        for number in (3, 5, 8):
            page.evaluate(BRING_HEADING, number)
            wait_until(page, IS_BESIDE, number)

        page.locator(".markdownx-preview").hover()
        page.mouse.wheel(0, -5000)
        wait_until(page, "document.querySelector('#id_body').scrollTop === 0")

    def test_links_open_elsewhere_and_names_stay_unique(self, open_desk, note, live_server):
        note.body = "## note-form\n\n[밖](https://example.com/)[^1]\n\n[^1]: 각주"
        note.save()
        page = open_desk(edit(note))
        page.get_by_role("button", name="미리보기").click()
        link = page.locator(".markdownx-preview a", has_text="밖")
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", "noopener")
        expect(page.locator("#note-form")).to_have_count(1)
        page.locator(".markdownx-preview a[href^='#fn']").first.click()
        expect(page).to_have_url(live_server.url + edit(note))


class TestCounting:
    LINES = [
        "전략을 세운다. 같이!",
        "소셜 전략 · 1장 — (戰略) 3. 1.",
        "띄어쓰기를하지않고길게이어붙여쓴한국어문장은글자로셉니다",
        "中文没有空格的长句子应该按照字数来计算长度",
        "https://example.com/a/very/long/address ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
        "",
    ]

    def test_words_and_letters_are_counted_as_the_server_does(self, open_desk):
        page = open_desk()
        lines = [*self.LINES, "각각 👨‍👩‍👧 é", unicodedata.normalize("NFD", "소셜전략")]
        counts = page.evaluate(
            """async (lines) => {
              const { wordCount, letterCount, readingMinutes } = await import("/static/js/desk/counter.js");
              return lines.map(line => [
                wordCount(line), letterCount(line), readingMinutes(wordCount(line.repeat(90))),
              ]);
            }""",
            lines,
        )
        assert counts == [
            [word_count(line), grapheme_length(line), reading_minutes(line * 90)] for line in lines
        ]

    def test_line_under_the_text_says_it(self, open_desk):
        page = open_desk()
        body(page).fill("## 첫걸음\n\n**전략(戰略)**을 [같이](https://example.com/) 세운다.")
        line = page.get_by_text("어절 4 · 글자 18 (공백 빼고 16)")
        expect(line).to_contain_text("약 1분")
