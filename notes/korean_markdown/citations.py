"""`[[소셜전략 3]]`: a note that is called by its series and number; `[[소셜전략 3|그 글]]` in own words.

One name is the same however it is typed: with other spaces or none, in capitals, in full width, in
the jamo of a Mac. Which note it means is not known here: whoever renders says so (`Lead`), and what
leads nowhere stays text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown import Markdown

from notes.korean_markdown.targets import LABEL, normalize_label, unescape
from notes.text import clean_line

_DIGITS = "0123456789０１２３４５６７８９"
_LONGEST_NUMBER = 9  # digits; what is longer is no number of a note
LONGEST_KEY = 300  # letters; no title is so long
# Bounded, and without the brackets that open another one: any text is read in time of its length.
# On one line, in which no code begins.
_NAME = r"[^\[\]\n`|]{1,200}"
_WORDS = r"[^\[\]\n`]{0,300}"
_CITATION = re.compile(rf"\[\[({_NAME})(?:\|({_WORDS}))?\]\]")
# For tables: the pipe between number and words parts no cells.
WITH_WORDS = rf"\[\[{_NAME}(?<=[ \t{_DIGITS}])\|[^\[\]\n`|]{{0,300}}\]\]"
# What a writer means for an address behind a citation; `[[소셜전략 3]](2011)` is none.
_ADDRESS_BEHIND = re.compile(r"\(\s*(?:<|[/#?.]|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

Which = tuple[str, int]  # key of the name, number


class Lead(NamedTuple):
    """Where a citation leads, and what it is called in the text."""

    href: str
    words: str


class Citation(NamedTuple):
    """As it was typed, up to `end`. `words` are Markdown, empty where the note's name will do."""

    name: str
    number: int
    words: str
    end: int

    @property
    def which(self) -> Which:
        return name_key(self.name), self.number


def name_key(name: str) -> str:
    """One and the same for all ways to type a name."""
    key = clean_line(name).translate(_HALF_WIDTH).casefold()
    return "".join(key.split())[:LONGEST_KEY]


def lead_at(md: Markdown, text: str, at: int) -> tuple[Citation, Lead] | None:
    """What is cited here and where that leads, if it leads anywhere; `md` hears of it in any case."""
    match = _CITATION.match(text, at)
    found = match and _read(match)
    if not found or _is_label(md, text, at, found.end):
        return None
    md.citations.setdefault(found.which, found)
    lead = md.cited.get(found.which)
    return (found, lead) if lead else None


def _is_label(md: Markdown, text: str, start: int, end: int) -> bool:
    """Whether Markdown has a meaning of its own for these brackets: that one was there first."""
    if _ADDRESS_BEHIND.match(text, end):
        return True
    if not md.references:
        return False
    behind = LABEL.match(text, end)
    labels = [text[start + 2 : end - 2], behind.group(1) if behind else ""]
    return any(normalize_label(label) in md.references for label in labels)


def citations_in(text: str) -> Iterator[Citation]:
    """All that clean text can cite, and what only looks like it: in code, or where Markdown has
    another meaning for the brackets."""
    return filter(None, map(_read, _CITATION.finditer(text)))


def _read(match: re.Match) -> Citation | None:
    # In a table the pipe stands behind a backslash, which is gone once the cells are parted.
    name = unescape(match[1].removesuffix("\\")).strip()
    head = name.rstrip(_DIGITS)
    digits = name[len(head) :]
    if not name_key(head) or not 0 < len(digits) <= _LONGEST_NUMBER or not int(digits):
        return None
    return Citation(head.strip(), int(digits), (match[2] or "").strip(), match.end())
