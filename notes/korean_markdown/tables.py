"""Tables in pipes, as on GitHub; alignment by class because the site's policy allows no style."""

import re
import xml.etree.ElementTree as etree

from notes.korean_markdown.citations import WITH_WORDS

MAX_COLUMNS = 100
# Rows may be shorter than the head; filling them up must not make a page out of a line.
MAX_CELLS = 20_000

_DELIMITERS = re.compile(r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$")
# An atomic group: Python before 3.11.5 (Debian 12 has 3.11.2) loses its place in a possessive one.
_CELL = re.compile(rf"((?>(?:{WITH_WORDS}|[^|\\]|\\.|\\$)*))(?:\||$)")
_WITH_WORDS = re.compile(WITH_WORDS)
_ALIGN = {(True, True): "align-center", (True, False): "align-left", (False, True): "align-right"}


def table_columns(lines: list[str], at: int) -> list[str | None] | None:
    """The class of each column when a table starts at this line, or nothing."""
    if at + 1 >= len(lines) or not _can_be_head(lines[at], lines[at + 1]):
        return None
    rule = split_row(lines[at + 1])
    if len(rule) > MAX_COLUMNS or len(split_row(lines[at])) != len(rule):
        return None
    return [_ALIGN.get((cell[0] == ":", cell[-1] == ":")) for cell in rule]


def _can_be_head(head: str, rule: str) -> bool:
    # Both on one column without a pipe is a heading, underlined.
    has_pipe = "|" in rule or "|" in _WITH_WORDS.sub("", head)
    return "-" in rule and has_pipe and bool(_DELIMITERS.match(rule))


def split_row(line: str) -> list[str]:
    """The cells of a row. A pipe is text behind a backslash, in code too, and in `[[소셜전략 3|그 글]]`."""
    row = line.strip()
    row = row[1:] if row.startswith("|") else row
    cells, at = [], 0
    while at < len(row):
        cell = _CELL.match(row, at)
        cells.append(cell.group(1).strip().replace("\\|", "|"))
        at = cell.end()
    return cells or [""]


def add_table(parent: etree.Element, columns: list[str | None], head: str, rows: list[str]) -> None:
    """A table that scrolls in its own box; the box is a named region so that keys reach it."""
    names = split_row(head)
    box = etree.SubElement(parent, "div", {"class": "table-scroll", "tabindex": "0"})
    box.set("role", "region")
    box.set("aria-label", "표: " + ", ".join(name for name in names if name)[:80])
    table = etree.SubElement(box, "table")
    _add_row(etree.SubElement(table, "thead"), "th", columns, names)
    body = etree.SubElement(table, "tbody") if rows else None
    full = len(rows) * len(columns) <= MAX_CELLS
    for row in rows:
        cells = split_row(row)
        _add_row(body, "td", columns if full else columns[: len(cells)], cells)


def _add_row(parent: etree.Element, tag: str, columns: list[str | None], cells: list[str]) -> None:
    row = etree.SubElement(parent, "tr")
    for i, align in enumerate(columns):
        text = cells[i] if i < len(cells) else ""
        # An empty corner names no column: a header cell there would be read out as one.
        cell = etree.SubElement(row, tag if text else "td", {"class": align} if align else {})
        cell.text = text
