import random
from html import escape

import pytest

from comments.text import render_comment
from notes.interchange.escaping import escape_text
from notes.interchange.html_to_markdown import convert, convert_comment
from notes.markdown import render
from notes.text import clean, plain_text

PIECES = """
* ** _ __ ` `` ~ ~~ # ##_ >_ -_ +_ 1._ 2)_ 10._ [ ] ( ) ![ ]( [^1] ]:_ \\ \\* | |-| --- === < & &lt; !
전략 가 abc x_y 2011._3._1. : { } " ' = ^ … (전략) [x]_ <b> </i> <소셜> <!--x 안녕~~ 3~5명
""".replace("_ ", " \0").split()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("소셜_전략은 _밑줄_", r"소셜_전략은 \_밑줄\_"),
        ("2 * 3", r"2 \* 3"),
        (r"C:\xampp\htdocs", r"C:\xampp\htdocs"),
        (r"\"따옴표\"", r"\\\"따옴표\\\"".replace(r"\\\"", '\\\\"')),
        ("네~~ 3~5월~", r"네\~\~ 3~5월~"),
        ("a < b <소셜전략> <b>", r"a < b <소셜전략> \<b>"),
        ("AT&T &lt;", r"AT&T \&lt;"),
        ('[gallery ids="1,2"]', '[gallery ids="1,2"]'),
        ("[글](주소)", r"[글\](주소)"),
        ("https://example.com/a_b_c?x=1&y=_2에서", "https://example.com/a_b_c?x=1&y=_2에서"),
    ],
)
def test_only_what_means_something_is_escaped(text, markdown):
    assert escape_text(text) == markdown


def words(text):
    return "".join(text.split())


@pytest.mark.parametrize("seed", range(200))
def test_any_text_is_shown_as_it_is(seed):
    rnd = random.Random(seed)
    text = "".join(rnd.choices([*PIECES, " ", "\n", "\n\n"], k=rnd.randint(1, 14)))
    text = text.replace("\0", "")
    html = escape(text, quote=False)

    note = render(convert(html, breaks=True).markdown).html
    comment = render_comment(convert_comment(html))

    if "<ol>" not in note:  # numbers that were typed line by line became a real list
        assert words(plain_text(note)) == words(clean(text))
        assert words(plain_text(comment)) == words(clean(text))
