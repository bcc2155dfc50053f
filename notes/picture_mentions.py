"""Which of our pictures a Markdown text shows, and which pictures in it nobody has described."""

import re
from html.parser import HTMLParser

from notes.markdown import render
from notes.picture_names import FOLDER

# The beginning of a digest, as it stands in every address of a picture.
_MENTION = re.compile(rf"{FOLDER}([0-9a-f]{{16}})-")


def pictures_in(text: str) -> set[str]:
    """The first 16 letters of the digest of each picture whose address stands in the text.

    Anywhere in it, in code too: who asks wants to know what may be deleted.
    """
    return set(_MENTION.findall(text))


def pictures_without_alt(body: str) -> list[str]:
    """The addresses of the pictures of a Markdown text that have no description, in their order."""
    finder = _Undescribed()
    finder.feed(render(body).html)
    finder.close()
    return finder.found


class _Undescribed(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "img" and not (named.get("alt") or "").strip():
            self.found.append(named.get("src") or "")
