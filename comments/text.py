"""A visitor's words as safe HTML: a subset of Markdown, with line breaks as they were typed.

Whatever is not in the subset (headings, images, HTML, footnotes, tables) is shown as typed, so a
moderator sees everything that was sent; only an image becomes a link with its description.
"""

import re

from comments.scripts import may_link
from notes.korean_markdown.inlines import Options
from notes.korean_markdown.leaves import Rules
from notes.markdown import Profile, to_html
from notes.sanitizer import clean_comment_html
from notes.text import clean_comment, without_invisible

COMMENT = Profile(
    # No link definitions: they would be words in the database that no page shows. No code by
    # indent: people indent paragraphs. Fences and backticks remain.
    blocks=Rules(
        headings=False,
        rules=False,
        tables=False,
        html=False,
        references=False,
        indented_code=False,
    ),
    inlines=Options(html=False, images=False, every_break=True),
    # Pygments' expressions are not made for text that somebody chose in order to be slow.
    coloured_code=False,
)

# A line of letters, digits and marks that begins with a letter and ends with no space. Nothing in
# them means anything to Markdown or HTML but two tildes and links, and most comments are no more.
_LETTERS = "가-힣ㄱ-ㅎㅏ-ㅣA-Za-z一-鿿"
_MARKS = r"""0-9,.?!'"()…“”‘’;:/%+=^~♡♥❤️☆★ㆍ·–—\-"""
_LINE = re.compile(rf"[{_LETTERS}](?:[{_LETTERS}{_MARKS} ]*[{_LETTERS}{_MARKS}])?")
_BLANK_LINES = re.compile(r"\n{2,}")


def render_comment(text: str) -> str:
    """HTML of a comment. Never raises, whatever the text."""
    text = clean_comment(text)
    lines = [line for line in text.split("\n") if line]
    if lines and all(map(_LINE.fullmatch, lines)) and not ("~~" in text or may_link(text)):
        return _paragraphs(text)
    html, _ = to_html(text, COMMENT)
    # Once more: `&#8238;` is harmless letters until the HTML is unescaped.
    return without_invisible(clean_comment_html(html))


def _paragraphs(text: str) -> str:
    """What the engine makes of plain text, a tenth of the work."""
    paragraphs = _BLANK_LINES.split(text.strip("\n"))
    return "\n".join("<p>" + lines.replace("\n", "<br>\n") + "</p>" for lines in paragraphs)
