"""The text of WordPress posts and comments: what its editors wrote, as Markdown."""

import re

from notes.interchange.html_to_markdown import Converted, convert, convert_comment
from notes.text import clean

_CODE = re.compile(r"(<(pre|code)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
_CAPTION_WORDS = re.compile(r"\bcaption=(?:\"([^\"]*)\"|'([^']*)')")
_PICTURE = re.compile(
    r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE
)
_EMBED = re.compile(r"\[embed[^\]]*\]\s*(https?://[^\s\[]+)\s*\[/embed\]")
_ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\[\]]+)[ \t]*$", re.MULTILINE)


def post_to_markdown(content: str) -> Converted:
    """Text of the block editor is HTML; in any other, line ends mean something (`wpautop`).

    Captions become pictures with a caption, addresses that WordPress would embed become links, all
    other shortcodes stay as the text they are.
    """
    content = clean(content)
    breaks = "<!-- wp:" not in content
    return convert(_outside_code(content, _shortcodes), breaks=breaks)


def comment_to_markdown(content: str) -> str:
    return convert_comment(clean(content))


def _outside_code(content: str, change) -> str:
    """`split` gives text, code, the code's tag, text, …"""
    pieces = _CODE.split(content)
    return "".join(
        piece if i % 3 else change(piece) for i, piece in enumerate(pieces) if i % 3 != 2
    )


def _shortcodes(text: str) -> str:
    text = _CAPTION.sub(_figure, text)
    text = _EMBED.sub(r"\n\n\1\n\n", text)
    return _ADDRESS_LINE.sub(_link, text)


def _figure(match: re.Match) -> str:
    """The words are in the attribute in old posts, after the picture in newer ones."""
    attributes, inside = match.groups()
    picture = _PICTURE.fullmatch(inside)
    if not picture:
        return match.group()
    words = _CAPTION_WORDS.search(attributes)
    caption = (words[1] or words[2] or "") if words else picture[2].strip()
    return f"<figure>{picture[1]}<figcaption>{caption}</figcaption></figure>"


def _link(match: re.Match) -> str:
    address = match[1]
    return f'<a href="{address.replace(chr(34), "%22")}">{address}</a>'
