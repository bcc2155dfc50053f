"""Numbered lists that somebody typed line by line, as real lists."""

import re

from bs4 import NavigableString, Tag

_TYPED_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+")


def make_typed_list(paragraph: Tag):
    """Lines of one paragraph that count 1. 2. 3. were meant as a list; a lone `1.` was not."""
    lines = _lines_of(paragraph)
    numbers = [_typed_number(line) for line in lines]
    start = next((i for i in range(len(lines) - 1) if numbers[i : i + 2] == [1, 2]), None)
    if start is None:
        return
    end = start
    while end < len(lines) and numbers[end] == end - start + 1:
        end += 1
    ordered = Tag(name="ol")
    for line in lines[start:end]:
        line[0].replace_with(new := NavigableString(_TYPED_NUMBER.sub("", line[0], count=1)))
        ordered.append(_item([new, *line[1:]]))
    _replace_lines(paragraph, lines[:start], ordered, lines[end:])


def _lines_of(paragraph: Tag) -> list[list]:
    lines = [[]]
    for node in paragraph.contents:
        if node.name == "br":
            lines.append([])
        else:
            lines[-1].append(node)
    return lines


def _typed_number(line: list) -> int | None:
    match = line and isinstance(line[0], NavigableString) and _TYPED_NUMBER.match(line[0])
    return int(match[1]) if match and (match.end() < len(line[0]) or len(line) > 1) else None


def _item(nodes: list) -> Tag:
    item, bare = Tag(name="li"), Tag(name="bare")
    item.append(bare)
    for node in nodes:
        bare.append(node.extract())
    return item


def _replace_lines(paragraph: Tag, before: list[list], ordered: Tag, after: list[list]):
    paragraph.insert_after(ordered)
    for lines, place in ((before, paragraph.insert_before), (after, ordered.insert_after)):
        if lines:
            place(rest := Tag(name="p"))
            for i, line in enumerate(lines):
                for node in [Tag(name="br"), *line] if i else line:
                    rest.append(node.extract())
    paragraph.extract()
