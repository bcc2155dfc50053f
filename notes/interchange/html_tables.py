"""Tables in foreign HTML: what is one, and how its columns are aligned."""

import re

from bs4 import Tag

from notes.interchange.html_walk import children, elements

CELLS = ("td", "th")
_PARTS = ("thead", "tbody", "tfoot", "tr")


def simplify_table(table: Tag):
    """Only cells are left in it; what is no table for a reader becomes ordinary blocks."""
    for caption in elements(table, ("caption",)):
        table.insert_after(caption.extract())
        caption.name = "figcaption"
    _put_cells_into_rows(table)
    _move_out_strays(table)
    if len(elements(table, CELLS)) < 2:
        for element in elements(table, _PARTS):
            element.unwrap()
        for element in [table, *elements(table, CELLS)]:
            element.name = "div"


def _put_cells_into_rows(table: Tag):
    for cell in elements(table, CELLS):
        if cell.parent.name != "tr":
            row = Tag(name="tr")
            cell.insert_before(row)
            while row.next_sibling is not None and row.next_sibling.name != "tr":
                row.append(row.next_sibling.extract())


def _move_out_strays(table: Tag):
    """As browsers do: what stands between the cells comes to stand before the table."""
    for part in [table, *elements(table, _PARTS)]:
        for node in list(part.contents):
            if node.name not in (*_PARTS, *CELLS) and (isinstance(node, Tag) or node.strip()):
                table.insert_before(node.extract())


def alignments(table: Tag) -> list[str]:
    """The second row of the Markdown table, from its first two rows."""
    rows = [children(row, CELLS) for row in table.find_all("tr", limit=2)]
    columns = zip(rows[0], rows[-1], strict=False)
    return [_alignment(head) or _alignment(first) or "---" for head, first in columns]


def _alignment(cell: Tag) -> str:
    style = re.search(r"text-align:\s*(\w+)", cell.get("style", ""))
    side = style[1] if style else cell.get("align", "")
    return {"left": ":---", "center": ":---:", "right": "---:"}.get(side.lower(), "")
