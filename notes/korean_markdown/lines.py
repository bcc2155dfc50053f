"""What a single line can be in Markdown, and its white space; `blocks` puts them together."""

import re

from notes.korean_markdown.tags import TAG
from notes.korean_markdown.targets import parse_target, unescape

MAX_DEPTH = 16

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$")
QUOTE = re.compile(r" {0,3}>")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
ITEM = re.compile(r"( {0,3})([-+*]|(\d{1,9})([.)]))(?=[ \t]|$)")
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])\.", r"(?:0?[1-9]|[12]\d|3[01])\."
# A year with or without more, a month and a day, or all three with a year of two figures.
DATE = re.compile(
    rf" {{0,3}}(?:[12]\d{{3}}\.|{_MONTH}[ \t]+{_DAY}|\d\d\.[ \t]+{_MONTH}[ \t]+{_DAY}?)(?=\s|$)"
)
FOOTNOTE = re.compile(r" {0,3}\[\^([^\[\]\s]{1,80})\]:[ \t]*(.*)$")
_REFERENCE = re.compile(r"[ \t\n]*\[((?:\\.|[^\[\]\\]){1,999})\]:[ \t]*\n?[ \t]*", re.DOTALL)
_REFERENCE_TITLE = re.compile(
    r"(?:[ \t]+|[ \t]*\n[ \t]*)(?:\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'"
    r"|\(((?:\\.|[^()\\])*)\))[ \t]*(?:\n|$)",
    re.DOTALL,
)
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")
_HTML_BLOCKS = "|".join(
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption"
    " figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p section summary table tbody td"
    " tfoot th thead tr ul".split()
)
# Each opening with what ends the block (a blank line where nothing is named). Tags that a note may
# not have are not among them: they are words, and shown as such.
HTML = [
    (re.compile(r" {0,3}" + opening, re.IGNORECASE), closing and re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (r"<pre(?:[\s>]|$)", r"</pre>"),
        (r"<!--", r"-->"),
        (rf"</?(?:{_HTML_BLOCKS})(?:\s|/?>|$)", None),
    )
]
HTML_ALONE = re.compile(rf" {{0,3}}{TAG}[ \t]*$", re.ASCII)


class Lazy(str):
    """A line that only continues the paragraph above it, whatever it looks like."""

    __slots__ = ()


class Tail:
    """Whether the lines read so far end in a paragraph that a careless line may continue."""

    def __init__(self, line: str = "") -> None:
        self.open = False
        self.fence = ""
        self.read(line)

    def read(self, line: str) -> None:
        line = _without_marks(line)
        if self.fence:
            self.fence = "" if closes_fence(line, self.fence) else self.fence
            return
        opening = opening_fence(line)
        self.fence = opening[1] if opening else ""
        self.open = not opening and self._is_words(line)

    def _is_words(self, line: str) -> bool:
        if not line.strip() or HEADING.match(line) or RULE.match(line):
            return False
        return not UNDERLINE.match(line) if self.open else indent_of(line) < 4


def indent_of(line: str) -> int:
    """Columns of white space at the start; a tab ends at every fourth."""
    rest = line.lstrip(" \t")
    space = line[: len(line) - len(rest)]
    return len(space.expandtabs(4)) if "\t" in space else len(space)


def dedent(line: str, columns: int, start: int = 0) -> str:
    """At most so many columns less; tabs at the start are counted from column `start`."""
    rest = line.lstrip(" \t")
    space = line[: len(line) - len(rest)]
    if "\t" in space:
        space = (" " * start + space).expandtabs(4)[start:]
    return space[columns:] + rest


def starts(pattern: re.Pattern, line: str) -> re.Match | None:
    return None if isinstance(line, Lazy) else pattern.match(line)


def opening_fence(line: str) -> tuple[str, str, str] | None:
    match = starts(FENCE, line)
    return match.groups() if match else None


def closes_fence(line: str, marks: str) -> bool:
    found = line.strip(" \t")
    return len(found) >= len(marks) and set(found) == {marks[0]} and indent_of(line) < 4


def without_quote_mark(line: str) -> str:
    at = line.index(">") + 1
    return dedent(line[at:], 1, start=at)


def _without_marks(line: str) -> str:
    for _ in range(MAX_DEPTH):
        mark = QUOTE.match(line) or (None if RULE.match(line) else ITEM.match(line))
        if not mark:
            break
        line = dedent(line[mark.end() :], 1)
    return line


def item_kind(marker: re.Match) -> str:
    return marker.group(4) or marker.group(2)


def item_start(line: str, marker: re.Match) -> tuple[str, int]:
    rest = dedent(line[marker.end() :], 0, start=marker.end())
    space = indent_of(rest)
    if not rest.strip() or space > 4:
        space = 1
    return (rest[space:] if rest.strip() else ""), marker.end() + space


def next_filled(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def reference_at(text: str, at: int) -> tuple[int, str, str, str | None] | None:
    opening = _REFERENCE.match(text, at)
    target = parse_target(text, opening.end()) if opening and opening.group(1).strip() else None
    if not target:
        return None
    end, href = target
    title = _REFERENCE_TITLE.match(text, end)
    if title:
        return title.end(), opening.group(1), href, unescape(title.group(title.lastindex))
    over = _LINE_END.match(text, end)
    return (over.end(), opening.group(1), href, None) if over else None
