"""Where links lead: addresses in brackets, labels, and what backslashes and entities stand for."""

import html
import re
from html.entities import html5

from notes.korean_markdown.addresses import encode_address

MAX_PARENTHESES = 32

PUNCTUATION = r"[!-/:-@\[-`{-~]"
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
LABEL = re.compile(r"\[((?:\\.|[^\[\]\\]){0,999})\]", re.DOTALL)
_ESCAPED = re.compile(rf"\\({PUNCTUATION})|{ENTITY.pattern}")
_POINTED_TARGET = re.compile(r"<((?:\\.|[^<>\\\n])*)>")


def parse_target(text: str, start: int, empty: bool = False) -> tuple[int, str] | None:
    """End and address of a link target at `start`: `<…>`, or without spaces and balanced."""
    match = _POINTED_TARGET.match(text, start)
    if match:
        return match.end(), encode_address(unescape(match.group(1)))
    end = _plain_target_end(text, start)
    if end is None or (end == start and not empty) or text.startswith("<", start):
        return None
    return end, encode_address(unescape(text[start:end]))


def _plain_target_end(text: str, at: int) -> int | None:
    depth = 0
    while at < len(text) and text[at] > " " and text[at] != "\x7f":
        if text[at] == "\\" and re.match(PUNCTUATION, text[at + 1 : at + 2]):
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth < 0:
                return at
        if depth > MAX_PARENTHESES:
            return None
        at += 1
    return None if depth else at


def normalize_label(label: str) -> str:
    return " ".join(label.split()).casefold()


def unescape(text: str) -> str:
    """Backslashes and entities resolved, as in addresses, titles and the word after a fence."""
    return _ESCAPED.sub(lambda m: m.group(1) or decode_entity(m.group()), text)


def decode_entity(entity: str) -> str:
    known = entity[1] == "#" or entity[1:] in html5
    # 0x02 and 0x03 never come out of this: the HTML rules map them to nothing.
    return html.unescape(entity) if known else entity
