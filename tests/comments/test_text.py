import random
import re

import pytest
from hypothesis import given, settings

from comments.text import COMMENT, render_comment
from notes.markdown import to_html
from notes.sanitizer import clean_comment_html
from notes.text import clean_comment, without_invisible
from tests.notes.active import active_nodes, foreign_images
from tests.notes.korean_lines import BOTH, COMMENTS
from tests.notes.test_markdown import DEEP, MARKDOWN


@pytest.mark.parametrize(("text", "expected"), BOTH + COMMENTS)
def test_render_comment_korean_line(text, expected):
    assert expected in re.sub(r' rel="[^"]*"', "", render_comment(text))


def test_render_comment_vouches_for_no_link():
    html = render_comment(
        "[가](https://a.kr) https://b.kr에서 <https://c.kr> ![그림](https://d.kr/a.png) d@e.kr"
    )

    assert html.count("<a ") == 5
    assert html.count('rel="nofollow ugc noopener"') == 5


def test_render_comment_shows_html_as_typed():
    assert (
        render_comment("<img src=x onerror=alert(1)>")
        == "<p>&lt;img src=x onerror=alert(1)&gt;</p>"
    )


def test_render_comment_hides_nothing_from_the_moderator():
    text = "[가]: https://spam.example\n[^1]: 숨은 글\n<!-- 숨은 글 -->\n<details>숨은 글</details>"

    assert render_comment(text).count("숨은 글") == 3
    assert "spam.example" in render_comment(text)


def test_render_comment_has_no_headings_rules_tables_images():
    html = render_comment("# 가\n\n나\n===\n\n---\n\n|다|\n|-|\n\n![라](/a.png)\n\n    마")

    assert not re.search(r"<(?:h\d|hr|table|img|pre)", html)


def test_render_comment_has_quotes_lists_and_code():
    html = render_comment(
        "> 인용(引用)\n\n- 하나\n- 둘\n\n3. 셋\n\n`코드`\n\n```python\nx = 1\n```"
    )

    for piece in (
        "<blockquote>",
        "<ul>",
        '<ol start="3">',
        "<code>코드</code>",
        '<code class="language-python">x = 1',
    ):
        assert piece in html


@pytest.mark.parametrize("name", DEEP)
def test_render_comment_of_absurd_text_ends_soon(name):
    assert render_comment(DEEP[name])


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_render_comment_never_fails_and_leaves_nothing_active(text):
    html = render_comment(text)

    assert active_nodes(html) == []
    assert foreign_images(html) == []
    assert "<img" not in html
    assert not re.search(r"[\u200b\u202a-\u202e\u2066-\u2069]", html)


TYPED = "가|ㅋㅋ|Abc 9|끝.|각|  | |1. |2011. 3. 1. |www.a.kr|WWW.A.KR|*|**굵게**을|> |- |~~|!|&amp;|a@b.kr"
TYPED += "|~|:)|^^|“가”|'나'|(다)|…|戰略|♡|1/2|=|--|+|http|://a.kr|mailto:|;|%|[|]"
PARTS = [*TYPED.split("|"), "\n", "\n", "\n\n", "\n\n\n"]


def test_render_comment_makes_of_plain_lines_what_the_engine_makes_of_them():
    dice = random.Random(27)
    for _ in range(6000):
        typed = "".join(dice.choices(PARTS, k=dice.randint(1, 8)))

        html, _ = to_html(clean_comment(typed), COMMENT)

        assert render_comment(typed) == without_invisible(clean_comment_html(html)), typed
