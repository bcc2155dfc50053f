import inspect
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.markdown import NOTE, Rendered, _engine, render
from notes.text import clean
from tests.notes.active import active_nodes, foreign_images
from tests.notes.korean_lines import BOTH, NOTES

# Pieces of syntax meet each other far more often than in arbitrary text.
PIECES = (
    "**", "*", "_", "~~", "`", "```\n", "[", "](", ")", "![", "<", ">", "&#106;", "javascript:", "\n", "\n\n",
    "> ", "- ", "1. ", "    ", "\t", "# ", "|", "|-|\n", "[^1]", "[^1]: ", "[가]: /a ", "https://a.kr/", "에서",
    "가", "a", " ", '"', "'", "=", "onerror=", "<img src=", "<b", "</b>", "<details>", "<!--", "-->", "\\", "\x00",
    "\u202e", "\u0338", "2011. 3. 1. ", "===\n", "---\n", "id=", "style=", "<a href=", "<svg>", "data:", "\u110c",
    "[[가 3]]", "[[가 3|",
)  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


def without_rel(html: str) -> str:
    return re.sub(r' rel="[^"]*"', "", html)


@pytest.mark.parametrize(("text", "expected"), BOTH + NOTES)
def test_render_korean_line(text, expected):
    assert expected in without_rel(render(text).html)


def test_render_answers_html_contents_and_words():
    rendered = render(
        "## 소셜이란[^1]\n\n**전략(戰略)**을 배운다.\n\n### 작은 *제목*\n\n[^1]: 각주"
    )

    assert isinstance(rendered, Rendered)
    assert rendered.contents == [
        {"id": "소셜이란", "level": 2, "title": "소셜이란"},
        {"id": "작은-제목", "level": 3, "title": "작은 제목"},
    ]
    assert rendered.plain == "소셜이란\n전략(戰略)을 배운다.\n작은 제목\n각주"


def test_render_of_nothing_is_nothing():
    assert render(" \n\t\n").html == ""
    assert render("").contents == []


def test_headings_move_down_together_when_a_note_uses_the_first_level():
    assert re.findall(r"<h\d", render("# 가\n## 나\n### 다").html) == ["<h2", "<h3", "<h4"]
    assert re.findall(r"<h\d", render("## 가\n### 나").html) == ["<h2", "<h3"]


@pytest.mark.parametrize(
    ("typed", "levels"),
    [([6], "2"), ([2, 4, 4, 3], "2333"), ([4, 3, 2], "222"), ([1, 2, 3, 4, 5, 6], "234566")],
)
def test_no_heading_skips_a_level(typed, levels):
    text = "\n\n".join(f"{'#' * level} 소제목" for level in typed)
    assert "".join(re.findall(r"<h(\d)", render(text).html)) == levels


def test_heading_ids_stay_unique_beside_typed_numbers():
    html = render("## 소셜\n## 소셜-2\n## 소셜\n## 소셜").html

    ids = re.findall(r'id="([^"]+)"', html)
    assert ids[0] == "소셜"
    assert len(set(ids)) == 4


def test_prefix_keeps_two_notes_on_one_page_apart():
    html = render("## 전략[^1]\n\n[^1]: 각주", prefix="note-12-").html

    assert re.findall(r' id="([^"]+)"', html) == ["note-12-전략", "note-12-fnref-1", "note-12-fn-1"]
    assert re.findall(r'href="#([^"]+)"', html) == ["note-12-fn-1", "note-12-fnref-1"]


def test_prefix_is_gone_in_the_next_note():
    render("## 전략", prefix="note-12-")

    assert 'id="전략"' in render("## 전략").html


def test_footnotes_are_numbered_as_mentioned_and_link_back_from_each_mention():
    html = render(
        "가[^나] 다[^가] 라[^나]\n\n[^가]: 하나\n[^나]: 둘[^다]\n[^다]: 셋\n[^라]: 넷"
    ).html

    notes = re.findall(r'<li id="(fn-\d)"><p>(\w+)', html)
    assert notes == [("fn-1", "둘"), ("fn-2", "하나"), ("fn-3", "셋"), ("fn-4", "넷")]
    assert re.findall(r'href="#(fnref-1[^"]*)"', html) == ["fnref-1", "fnref-1-2"]
    assert "본문으로 돌아가기 (2)" in html


def test_footnote_may_define_another_one():
    html = render("가[^1]\n\n[^1]: 하나\n\n    [^2]: 둘\n\n    셋[^2]").html

    assert re.findall(r'<li id="(fn-\d)">', html) == ["fn-1", "fn-2"]


def test_notes_do_not_see_the_footnotes_and_links_of_the_one_before():
    render("[가]: /a\n\n[^1]: 각주")

    assert render("[가][^1]").html == "<p>[가][^1]</p>"


def test_raw_tags_that_a_note_may_not_have_are_shown_as_typed():
    assert (
        render("<iframe src='/a'></iframe>").html == "<p>&lt;iframe src='/a'&gt;&lt;/iframe&gt;</p>"
    )


def test_unclosed_tag_ends_with_the_note():
    assert render("<div>\n\n가").html.endswith("</div>")


def test_code_in_a_list_keeps_its_lines():
    html = render("1. 가\n\n   ```\n   나\n     다\n   ```\n2. 라").html

    assert "<pre><code>나\n  다\n</code></pre>" in html
    assert html.count("<li>") == 2


def test_table_cells_stop_where_the_head_stops():
    html = render("|가|나|\n|-|-|\n|1|\n|1|2|3|").html

    assert re.findall(r"<td>(.*?)</td>", html) == ["1", "", "1", "2"]


@pytest.mark.parametrize("name", ["pymdownx.extra", "betterem", "magiclink"])
def test_engine_has_nothing_that_spoils_korean(name):
    engine = _engine(NOTE)

    stages = [
        *engine.inlinePatterns,
        *engine.treeprocessors,
        *engine.preprocessors,
        *engine.postprocessors,
    ]
    modules = {
        type(stage).__module__ for stage in [*stages, *engine.registeredExtensions, engine.parser]
    }
    assert {module.split(".")[0] for module in modules} <= {"markdown", "notes"}
    assert not any(name in module for module in modules)


def test_engine_of_this_code_names_no_banned_extension():
    folder = Path(sys.modules["notes"].__path__[0])

    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    assert not any(
        re.search(r"^\s*(?:from|import) pymdownx", source, re.MULTILINE) for source in sources
    )


def test_importing_the_renderer_imports_no_lexers():
    code = "import sys, notes.markdown; print([m for m in sys.modules if m.startswith('pygments.lexers')])"
    folder = Path(sys.modules["notes"].__path__[0]).parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_render_is_the_same_in_many_threads():
    texts = [
        f"## 제목 {n}\n\n**전략({n})**을[^1] https://example.com/{n}에서\n\n[^1]: 각주 {n}"
        for n in range(8)
    ]
    expected = [render(text) for text in texts]
    results: dict[int, list[Rendered]] = {}

    def work(number):
        results[number] = [render(texts[number]) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(results[n] == [expected[n]] * 20 for n in range(8))


DEEP = {
    "quotes": "> " * 5000 + "가",
    "bullets": "- " * 5000 + "가",
    "lists": "".join("  " * i + "- 가\n" for i in range(300)),
    "stars": "*가 **나 " * 2000 + "다" + " 나** 가*" * 2000,
    "brackets": "[" * 10000 + "가" + "]" * 10000,
    "images": "![가" * 3000 + "](나)" * 3000,
    "tags": "<div>" * 100_000,
    "bold again": "".join(f"<b title={i}>" for i in range(250)) + "<p>가" * 20_000,
    "headings": "가\n=\n" * 5000,
    "footnotes": "".join(f"[^{i}]: 가[^{i + 1}]\n" for i in range(2000)) + "[^0]",
    "comments": "<!-- " * 20_000,
    "backticks": "".join("가" + "`" * i for i in range(800)),
    "bold": "**가**나" * 10_000,
    "table": "|".join("가" * 100) + "\n" + "|".join(["-"] * 100) + "\n" + "가\n" * 5000,
}


@pytest.mark.parametrize("name", DEEP)
def test_render_of_absurd_text_ends_soon(name):
    html = render(DEEP[name]).html

    assert html.count("<blockquote>") <= 16


def test_render_deep_in_the_stack_still_answers():
    def deeper(levels):
        return deeper(levels - 1) if levels else render("> - **전략(戰略)**을\n" * 3).html

    room = sys.getrecursionlimit() - len(inspect.stack())
    assert "전략" in deeper(room - 45)


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_render_never_fails_and_leaves_nothing_active(text):
    rendered = render(clean(text))

    assert active_nodes(rendered.html) == []
    assert foreign_images(rendered.html) == []
    assert "\x02" not in rendered.html


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_render_takes_any_text(text):
    assert active_nodes(render(text).html) == []


def test_empty_corner_of_a_table_is_no_header():
    html = render("| | 참여 |\n| --- | --- |\n| 봄 | 12 |").html
    assert html.count("<th>") == 1 and "<th>참여</th>" in html
