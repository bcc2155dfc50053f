"""Blocks that hold words, not other blocks: paragraphs, headings, code, tables, HTML."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from markdown import Markdown
from markdown.blockparser import BlockParser

from notes.korean_markdown.lines import (
    DATE,
    FOOTNOTE,
    HEADING,
    HTML,
    HTML_ALONE,
    ITEM,
    MAX_DEPTH,
    QUOTE,
    RULE,
    UNDERLINE,
    Lazy,
    closes_fence,
    dedent,
    indent_of,
    opening_fence,
    reference_at,
    starts,
)
from notes.korean_markdown.tables import add_table, table_columns
from notes.korean_markdown.targets import normalize_label, unescape


@dataclass(frozen=True)
class Rules:
    """Which blocks a profile has; paragraphs, quotes, lists and fences are always there."""

    headings: bool = True
    rules: bool = True
    tables: bool = True
    html: bool = True
    references: bool = True
    indented_code: bool = True


class Leaves(BlockParser):
    """Each method tries one kind of block at a line: the line after it, or nothing."""

    def __init__(self, md: Markdown, rules: Rules) -> None:
        super().__init__(md)
        self.allow = rules
        self.depth = 0

    def indented_code(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        if isinstance(lines[at], Lazy) or indent_of(lines[at]) < 4:
            return None
        end = at + 1
        for i in range(at + 1, len(lines)):
            if indent_of(lines[i]) >= 4 and lines[i].strip():
                end = i + 1
            elif lines[i].strip():
                break
        add_code(parent, [dedent(line, 4) for line in lines[at:end]], "")
        return end

    def fence(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        opening = opening_fence(lines[at])
        if not opening:
            return None
        indent, marks, info = opening
        end = at + 1
        while end < len(lines) and not closes_fence(lines[end], marks):
            end += 1
        code = [dedent(line, len(indent)) for line in lines[at + 1 : end]]
        add_code(parent, code, unescape(info.strip()))
        return end + 1

    def heading(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        opening = starts(HEADING, lines[at])
        if not opening:
            return None
        words = lines[at][opening.end() :].strip()
        unclosed = words.rstrip("#")
        if not unclosed or unclosed[-1] in " \t":
            words = unclosed.rstrip()
        etree.SubElement(parent, f"h{len(opening.group(1))}").text = words
        return at + 1

    def rule(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        if not starts(RULE, lines[at]):
            return None
        etree.SubElement(parent, "hr")
        return at + 1

    def html(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        if isinstance(lines[at], Lazy):
            return None
        for opening, closing in HTML:
            if opening.match(lines[at]):
                return self._add_html(parent, lines, at, closing)
        return self._add_html(parent, lines, at, None) if HTML_ALONE.match(lines[at]) else None

    def _add_html(
        self, parent: etree.Element, lines: list[str], at: int, closing: re.Pattern | None
    ) -> int:
        end = at
        while end < len(lines) and (closing or lines[end].strip()):
            end += 1
            if closing and closing.search(lines[end - 1]):
                break
        raw = "\n".join(lines[at:end])
        etree.SubElement(parent, None).text = self.md.htmlStash.store(raw)
        return end

    def table(self, parent: etree.Element, lines: list[str], at: int) -> int | None:
        columns = table_columns(lines, at)
        if not columns:
            return None
        end = at + 2
        while end < len(lines) and lines[end].strip() and not self._ends_table(lines[end]):
            end += 1
        add_table(parent, columns, lines[at], lines[at + 2 : end])
        return end

    def _ends_table(self, line: str) -> bool:
        return self.interrupts(line) or bool(self.item_at(line))

    def paragraph(self, parent: etree.Element, lines: list[str], at: int) -> int:
        end, level = at + 1, 0
        while end < len(lines) and not self._ends_paragraph(lines, end):
            level = self._underlined(lines, at, end)
            end += 1
            if level:
                break
        text = "\n".join(line.lstrip(" \t") for line in lines[at : end - bool(level)]).rstrip()
        if self.allow.references:
            text = self._take_references(text)
        if level and not text:
            # Only definitions above the underline: it is text after all.
            text, level = lines[end - 1].strip(), 0
        if text:
            etree.SubElement(parent, f"h{level}" if level else "p").text = text
        return end

    def _underlined(self, lines: list[str], at: int, end: int) -> int:
        underline = self.allow.headings and starts(UNDERLINE, lines[end])
        return 0 if not underline else 1 if "=" in lines[end] else 2

    def _ends_paragraph(self, lines: list[str], at: int) -> bool:
        line = lines[at]
        if not line.strip():
            return True
        if isinstance(line, Lazy) or (self.allow.headings and UNDERLINE.match(line)):
            return False
        item = self.item_at(line)
        opens_list = item and line[item.end() :].strip() and item.group(3) in (None, "1")
        is_table = self.allow.tables and table_columns(lines, at)
        return bool(self.interrupts(line) or opens_list or is_table)

    def interrupts(self, line: str) -> bool:
        """Whether a line ends the paragraph above it, lists and tables left aside."""
        if isinstance(line, Lazy) or indent_of(line) >= 4:
            return False
        return bool(
            opening_fence(line)
            or (self.allow.headings and HEADING.match(line))
            or (self.allow.rules and RULE.match(line))
            or (self.depth < MAX_DEPTH and QUOTE.match(line))
            or (self.allow.references and FOOTNOTE.match(line))
            or (self.allow.html and any(opening.match(line) for opening, _ in HTML))
        )

    def item_at(self, line: str) -> re.Match | None:
        marker = starts(ITEM, line)
        if not marker or self.depth >= MAX_DEPTH or RULE.match(line) or DATE.match(line):
            return None
        return marker

    def _take_references(self, text: str) -> str:
        """Remembers the link definitions a paragraph begins with; answers what is left of it."""
        at = 0
        while found := reference_at(text, at):
            at, label, href, title = found
            self.md.references.setdefault(normalize_label(label), (href, title))
        return text[at:].strip() if at else text


def add_code(parent: etree.Element, lines: list[str], info: str) -> None:
    """A code block; the first word after the fence becomes its language."""
    code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
    code.text = "".join(line + "\n" for line in lines)
    if info:
        code.set("class", "language-" + info.split()[0])
