"""Markdown's blocks, line by line: CommonMark's, with what a Korean writer means.

Takes the place of Python-Markdown's own block parser, which nests lists only by four spaces, makes
a heading of `#태그`, and recurses without end. Here a quote or list item is a shorter list of
lines, parsed again by the same rules, at most `MAX_DEPTH` times.

- A line that opens with a date is text: `2011. 3. 1. 시작`, `3. 1. 운동`, `1998. 봄`.
- A bullet, or a number 1, opens a list also right under a line of text; another number does not
  (a sentence may wrap before `14. `).
- Under a numbered item, bullets nest from two spaces on: few people type three.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable

from markdown import Markdown

from notes.korean_markdown.leaves import Leaves, Rules
from notes.korean_markdown.lines import (
    FOOTNOTE,
    MAX_DEPTH,
    QUOTE,
    TASK,
    Lazy,
    Tail,
    dedent,
    indent_of,
    item_kind,
    item_start,
    next_filled,
    starts,
    without_quote_mark,
)


class Blocks(Leaves):
    """`parse_lines` is the heart: each method below tries one kind of block at a line and answers
    with the line after it, or nothing."""

    def __init__(self, md: Markdown, rules: Rules) -> None:
        super().__init__(md, rules)
        kinds = (
            (rules.indented_code, self.indented_code),
            (True, self.fence),
            (rules.headings, self.heading),
            (True, self.quote),
            (rules.rules, self.rule),
            (True, self.listing),
            (rules.references, self.footnote),
            (rules.html, self.html),
            (rules.tables, self.table),
            (True, self.paragraph),
        )
        self.kinds = [kind for allowed, kind in kinds if allowed]

    def parseDocument(self, lines: Iterable[str]) -> etree.ElementTree:
        self.root = etree.Element(self.md.doc_tag)
        self.depth = 0
        self.parse_lines(self.root, "\n".join(lines).removesuffix("\n").split("\n"))
        return etree.ElementTree(self.root)

    def parse_lines(self, parent: etree.Element, lines: list[str]) -> bool:
        """Adds the blocks to `parent`; answers whether a blank line parted two of them."""
        at, begun, blank, parted = 0, False, False, False
        while at < len(lines):
            if not lines[at].strip():
                at, blank = at + 1, begun
                continue
            begun, blank, parted = True, False, parted or blank
            at = next(end for kind in self.kinds if (end := kind(parent, lines, at)) is not None)
        for block in parent:
            block.tail = "\n"
        return parted

    def inside(self, parent: etree.Element, lines: list[str]) -> bool:
        """Parses one container deeper."""
        self.depth += 1
        parted = self.parse_lines(parent, lines)
        self.depth -= 1
        return parted

    def quote(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        if self.depth >= MAX_DEPTH or not starts(QUOTE, lines[at]):
            return None
        content, tail = [], Tail()
        for i in range(at, len(lines)):
            line = lines[i]
            if starts(QUOTE, line):
                content.append(without_quote_mark(line))
                tail.read(content[-1])
            elif self._continues(line, tail):
                content.append(Lazy(line.strip()))
            else:
                break
        self.inside(etree.SubElement(parent, "blockquote"), content)
        return at + len(content)

    def _continues(self, line: str, tail: "Tail") -> bool:
        """Whether a line without its container's mark still belongs to the paragraph in it."""
        if not tail.open or not line.strip():
            return False
        return isinstance(line, Lazy) or not (self.interrupts(line) or self.item_at(line))

    def listing(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        marker = self.item_at(lines[at])
        if not marker:
            return None
        kind, element = item_kind(marker), _list_element(parent, marker)
        loose, end = False, at
        while marker and item_kind(marker) == kind:
            content, end = self._item_lines(lines, at, marker)
            loose = self._add_item(element, content) or loose
            at = next_filled(lines, end)
            marker = self.item_at(lines[at]) if at < len(lines) else None
            loose = loose or bool(marker and item_kind(marker) == kind and at > end)
        if not loose:
            _tighten(element)
        return end

    def _add_item(self, element: etree.Element, content: list[str]) -> bool:
        # A box that is drawn, not a form field: it needs no label and survives feeds and mail.
        task = TASK.match(content[0])
        if task:
            content[0] = ("☐ " if task.group(1) == " " else "☑ ") + content[0][task.end() :]
        return self.inside(etree.SubElement(element, "li"), content)

    def _item_lines(self, lines: list[str], at: int, marker: re.Match) -> tuple[list[str], int]:
        """The lines of one item without their indent, and the line after the last filled one."""
        first, width = item_start(lines[at], marker)
        content, tail = [first], Tail(first)
        for i in range(at + 1, len(lines)):
            line = lines[i]
            if not line.strip():
                if content == [""]:
                    break
                content.append(dedent(line, width))
            elif not isinstance(line, Lazy) and self._belongs(line, width, marker):
                content.append(dedent(line, width))
            elif self._continues(line, tail):
                content.append(Lazy(line.strip()))
                continue
            else:
                break
            tail.read(content[-1])
        while len(content) > 1 and not content[-1].strip():
            content.pop()
        return content, at + len(content)

    def _belongs(self, line: str, width: int, marker: re.Match) -> bool:
        indent = indent_of(line)
        if indent >= width:
            return True
        nested = marker.group(3) and indent >= 2 and self.item_at(line.lstrip())
        return bool(nested) and not nested.group(3)

    def footnote(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        opening = starts(FOOTNOTE, lines[at])
        if not opening:
            return None
        content, tail = [opening.group(2)], Tail(opening.group(2))
        for i in range(at + 1, len(lines)):
            line = lines[i]
            if not line.strip() or indent_of(line) >= 4:
                content.append(dedent(line, 4))
                tail.read(content[-1])
            elif self._continues(line, tail):
                content.append(Lazy(line.strip()))
            else:
                break
        while len(content) > 1 and not content[-1].strip():
            content.pop()
        self.md.footnotes.define(opening.group(1), content)
        return at + len(content)


def _list_element(parent: etree.Element, marker: re.Match) -> etree.Element:
    element = etree.SubElement(parent, "ol" if marker.group(3) else "ul")
    if marker.group(3) and int(marker.group(3)) != 1:
        element.set("start", str(int(marker.group(3))))
    return element


def _tighten(element: etree.Element) -> None:
    for item in element:
        for child in item:
            if child.tag == "p":
                child.tag = "tight"
