import random
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from comments.text import render_comment
from notes.interchange.html_to_markdown import convert, convert_comment
from notes.interchange.wordpress_text import post_to_markdown
from notes.markdown import render
from notes.text import plain_text


def markdown(html, breaks=False):
    return convert(html, breaks).markdown


# Text as people type it into WordPress ----------------------------------------------------------


def test_blank_lines_part_paragraphs_and_newlines_break_lines():
    assert markdown("첫 줄\n둘째 줄\n\n다음 문단", breaks=True) == "첫 줄  \n둘째 줄\n\n다음 문단"


def test_newlines_of_the_block_editor_mean_nothing():
    text = "<!-- wp:paragraph -->\n<p>첫 줄\n둘째 줄</p>\n<!-- /wp:paragraph -->"

    assert post_to_markdown(text).markdown == "첫 줄 둘째 줄"


@pytest.mark.parametrize(
    "line",
    [
        "*  별로 시작하는 줄",
        "- 줄표로 시작하는 줄",
        "# 샵으로 시작하는 줄",
        "> 꺾쇠로 시작하는 줄",
        "1. 혼자 있는 번호",
        "2011. 3. 1. 시작",
        "3. 1. 운동",
        "| 세로줄 | 줄 |",
        "---",
        "　　들여 쓴 줄",
    ],
)
def test_line_of_text_stays_a_line_of_text(line):
    html = render(markdown(f"앞 문단\n\n{line}\n\n뒤 문단", breaks=True)).html

    assert [p.get_text() for p in BeautifulSoup(html, "html.parser")("p")][1] == line
    assert html.count("<p>") == 3


def test_numbers_typed_line_by_line_become_a_list():
    text = "이유는 이렇다.\n\n  1. 하나\n  2. <b>둘</b>이다\n  3. 셋\n\n끝."

    assert markdown(text, breaks=True) == "이유는 이렇다.\n\n1. 하나\n2. **둘**이다\n3. 셋\n\n끝."


def test_typed_list_leaves_the_lines_around_it():
    text = "<p>차례:<br>1. 하나<br>2. 둘<br>여기까지</p>"

    assert markdown(text) == "차례:\n\n1. 하나\n2. 둘\n\n여기까지"


def test_spaces_and_indent_by_wide_spaces_are_kept():
    assert markdown("　과정,  소셜  전략", breaks=True) == "　과정,  소셜  전략"


def test_invisible_paragraphs_are_dropped():
    assert markdown("가\n\n&nbsp;\n\n<p></p>나<!--more-->", breaks=True) == "가\n\n나"


# Elements ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>큰 제목</h1><h2>제목 #</h2><h3>3. 절</h3>", "## 큰 제목\n\n## 제목 \\#\n\n### 3. 절"),
        ("<b>마크다운(Markdown)</b>을 <em>쓴다 </em>면", "**마크다운(Markdown)**을 *쓴다* 면"),
        ("<b>굵게</b><b>더</b> <b><strong>겹</strong></b>", "**굵게더** **겹**"),
        ("<strong>줄<br></strong>다음", "**줄**  \n다음"),
        ("<strong>See.</strong>Also", "<strong>See.</strong>Also"),
        ("<em>a</em><strong>b</strong>", "<em>a</em><strong>b</strong>"),
        ("<del>지움</del> <strike>또</strike>", "~~지움~~ ~~또~~"),
        ("H<sub>2</sub>O, 2<sup>3</sup>", "H<sub>2</sub>O, 2<sup>3</sup>"),
        ("<ins>더함</ins> <kbd>Enter</kbd> <mark>칠</mark>", None),
        ('<abbr title="한국 전쟁">6·25</abbr>', None),
        ("<span style='x'><font color=red>글자</font></span>", "글자"),
        ("<ruby>戰略<rt>전략</rt></ruby>", "戰略(전략)"),
        ("<code>a *b* `c`</code>", "`` a *b* `c` ``"),
        ("가<br><br>나", "가\n\n나"),
        ("<hr>", "---"),
        ("<p>a<p>b", "a\n\nb"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<script>x()</script><style>p{}</style>글", "글"),
        ("&lt;b&gt;글&lt;/b&gt; &amp;amp; a < b", r"\<b>글\</b> \&amp; a < b"),
        ("<q>같이</q>", "“같이”"),
        ("<div>가<div>나</div>다</div>", "가\n\n나\n\n다"),
    ],
)
def test_element_becomes(html, expected):
    assert markdown(html) == (html if expected is None else expected)


def test_nested_lists_survive():
    html = "<ol>\n<li>하나\n<ul>\n\t<li>가</li>\n\t<li>나</li>\n</ul>\n</li>\n<li>둘</li></ol>"

    assert markdown(html, breaks=True) == "1. 하나\n   - 가\n   - 나\n2. 둘"


def test_list_items_of_several_paragraphs_and_numbers_from_elsewhere():
    html = '<ol start="9"><li><p>가</p><p>나</p></li><li>다</li></ol>'

    assert markdown(html) == "9. 가\n\n   나\n10. 다"


def test_lists_in_a_row_stay_apart():
    shown = render(markdown("<ul><li>가</li></ul>" * 3 + "<ol><li>나</li></ol>" * 3)).html

    assert (shown.count("<ul>"), shown.count("<ol>")) == (3, 3)


def test_table_keeps_heading_alignment_bars_and_lines():
    html = (
        '<table><caption>표</caption><thead><tr><th style="text-align: right">가</th><th>나|다</th>'
        "</tr></thead><tbody><tr><td>1<br>2</td><td><code>a|b</code></td></tr></tbody></table>"
    )

    assert markdown(html) == ("| 가 | 나\\|다 |\n| ---: | --- |\n| 1<br>2 | `a\\|b` |\n\n*표*")


def test_first_row_is_the_heading_of_a_table_that_has_none():
    html = "<table><tr><td>가</td><td colspan=2>나</td></tr><tr><td>1</td></tr></table>"

    assert markdown(html) == "| 가 | 나 |  |\n| --- | --- | --- |\n| 1 |  |  |"


def test_table_of_one_cell_is_no_table():
    assert markdown("<table><tr><td><p>가</p><p>나</p></td></tr></table>") == "가\n\n나"


def test_text_between_cells_is_not_lost():
    assert markdown("<table>밖<tr><td>가</td><td>나</td></tr></table>").startswith("밖\n\n| 가")


def test_definitions_become_terms_in_bold():
    html = "<dl><dt>시리즈</dt><dd>번호가 붙은 글</dd><dt>글</dt><dd>하나</dd><dd>둘</dd></dl>"

    assert markdown(html) == ("- **시리즈**  \n  번호가 붙은 글\n- **글**  \n  하나\n\n  둘")


def test_code_block_keeps_every_letter_and_its_language():
    html = '<pre class="brush: python; gutter"><code>def f():\n\n    return "```"\n</code></pre>'

    assert markdown(html, breaks=True) == '````python\ndef f():\n\n    return "```"\n````'


def test_code_in_a_list_belongs_to_its_item():
    html = "<ol><li>먼저<pre>a\n  b</pre></li><li>다음</li></ol>"
    shown = BeautifulSoup(render(markdown(html)).html, "html.parser")

    assert shown.ol("li")[0].pre.get_text() == "a\n  b\n"
    assert len(shown("ol")) == 1


def test_quotation_names_its_source():
    assert markdown("<blockquote>말\n<cite>사람</cite></blockquote>", breaks=True) == (
        "> 말  \n> — 사람"
    )
    assert markdown('<blockquote cite="https://a.kr/b"><p>말</p></blockquote>') == (
        "> 말\n>\n> — <https://a.kr/b>"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/a">글</a>', "[글](/a)"),
        ('<a href="/a" title="이름">글</a>', '[글](/a "이름")'),
        ('<a href="/wiki/A_(b) c">글</a>', "[글](</wiki/A_(b)%20c>)"),
        ('<a href="https://a.kr/글">https://a.kr/글</a>', "<https://a.kr/글>"),
        ('<a href="javascript:alert(1)">글</a>', "글"),
        ('<a href="java\nscript:alert(1)">글</a>', "글"),
        ("<a>이름만</a>", "이름만"),
        ('[<a href="/a">글 [1]</a>]', r"[[글 \[1\]](/a)]"),
        ('<a href="/a"><div>블록</div></a>', "[블록](/a)"),
        ('<iframe src="//www.youtube.com/embed/x"></iframe>', "<https://www.youtube.com/embed/x>"),
        ('<video><source src="https://a.kr/b.mp4"></video>', "<https://a.kr/b.mp4>"),
    ],
)
def test_link_becomes(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('글 <img src="/a.png" alt="그림" title="이름"> 글', '글 ![그림](/a.png "이름") 글'),
        ('<img src="/a.png" alt="그[림]" title="a_png">', r"![그\[림\]](/a.png)"),
        ('<a href="/large.jpg"><img src="/small.jpg" alt="산"></a>', "![산](/large.jpg)"),
        ('<a href="/post/"><img src="/a.jpg" alt="산"></a>', "[![산](/a.jpg)](/post/)"),
        ('<img src="data:image/gif;base64,R0" data-src="/b.jpg" alt="">', "![](/b.jpg)"),
        (
            '<figure><img src="/a.jpg" alt="산"><figcaption>지난 <b>봄</b></figcaption></figure>',
            '![산](/a.jpg "지난 봄")',
        ),
        (
            '<figure><img src="/a.jpg"><figcaption><a href="/b">곳</a></figcaption></figure>',
            "![](/a.jpg)\n\n*[곳](/b)*",
        ),
    ],
)
def test_picture_becomes(html, expected):
    assert convert(html).markdown == expected
    assert convert(html).images == 1


def test_gallery_becomes_its_pictures():
    html = (
        '<figure class="wp-block-gallery"><ul><li><figure><img src="/a.jpg" alt="가"></figure></li>'
        '<li><figure><img src="/b.jpg" alt="나"></figure></li></ul></figure>'
    )

    assert markdown(html) == "![가](/a.jpg)\n\n![나](/b.jpg)"


# WordPress's own signs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shortcode",
    [
        '[caption id="x" width="640"]<a href="/a.jpg"><img src="/s.jpg" alt="산" /></a> 봄 산[/caption]',
        '[caption caption="봄 산"]<img src="/a.jpg" alt="산" />[/caption]',
    ],
)
def test_caption_stands_under_its_picture(shortcode):
    converted = post_to_markdown(f"글\n\n{shortcode}")

    assert converted.markdown == '글\n\n![산](/a.jpg "봄 산")'
    assert "<figcaption>봄 산</figcaption>" in render(converted.markdown).html


def test_other_shortcodes_stay_text():
    text = '[gallery columns="2" ids="1,2"]\n\n[audio https://a.kr/b_c.mp3]'

    assert post_to_markdown(text).markdown == text


def test_shortcode_in_code_is_code():
    text = "<pre>[caption]<b>[/caption]</pre>"

    assert "[caption]" in post_to_markdown(text).markdown


def test_address_on_its_own_line_and_embed_become_links():
    text = "https://youtu.be/a_b\n\n[embed]https://youtu.be/c[/embed]\n\n끝"

    assert post_to_markdown(text).markdown == "<https://youtu.be/a_b>\n\n<https://youtu.be/c>\n\n끝"


# Comments ---------------------------------------------------------------------------------------


def test_comment_keeps_words_and_line_breaks_in_what_a_comment_may_hold():
    html = (
        "첫 줄\n둘째 <b>줄</b>\n<h2>제목</h2>\n<ul><li>가</li></ul>"
        '<img src="https://a.kr/b.png" alt="그림"> H<sub>2</sub>O'
    )
    text = convert_comment(html)

    assert text == ("첫 줄\n둘째 **줄**\n\n**제목**\n\n- 가\n\n![그림](https://a.kr/b.png) H2O")
    assert '<a href="https://a.kr/b.png"' in render_comment(text)


# Hostile HTML -----------------------------------------------------------------------------------


def test_words_of_endless_nesting_survive():
    html = "<div>" * 3000 + "안에 *있는* 말" + "</div>" * 3000

    assert markdown(html) == r"안에 \*있는\* 말"


TAGS = (
    "b em code p div ul li ol blockquote h2 table tr td th pre span br sup figure figcaption dl dt dd"
    " a caption thead strong del summary details"
).split()


def without_space(text):
    return Counter("".join(text.split()))


@pytest.mark.parametrize("seed", range(150))
def test_no_word_of_any_html_is_lost(seed):
    rnd = random.Random(seed)
    pieces = []
    for _ in range(rnd.randint(2, 16)):
        name = rnd.choice(TAGS)
        words = ("가", "나다.", "\n", "\n\n", " ")
        pieces.append(rnd.choice([f"<{name}>", f"</{name}>", f"<{name}>라마</{name}>", *words]))
    html = "".join(pieces)
    words = without_space(BeautifulSoup(f"<p>{html}", "html.parser").get_text())

    for breaks in (True, False):
        shown = plain_text(render(markdown(html, breaks)).html)
        assert not words - without_space(shown)
    assert not words - without_space(plain_text(render_comment(convert_comment(html))))
