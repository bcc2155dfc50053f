"""Where `**`, `*` and `~~` can stand for the elements that foreign HTML has."""

import re

from bs4 import Tag

from notes.interchange.html_tree import BLOCKS

_HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")


def signs_hold(element: Tag, sign: str) -> bool:
    """Whether our renderer takes `*` here for emphasis; if not, the tag itself must stay.

    Among Hangul stars always hold. Elsewhere CommonMark's rule counts: no punctuation inside a
    sign that has a letter outside.
    """
    inside = element.get_text()
    before = " " if inside[:1].isspace() else _neighbour(element, "previous")
    after = " " if inside[-1:].isspace() else _neighbour(element, "next")
    inside = inside.strip()
    if sign[0] in "*~" and {before, after} & {"*", "~"}:
        return False
    if sign == "~~" and _HANGUL.match(before) and not after.isalnum():
        return False
    block = next((parent for parent in element.parents if parent.name in BLOCKS), None)
    if block is not None and _HANGUL.search(block.get_text()):
        return True
    return not (inside and _joined(before, inside[0]) or inside and _joined(after, inside[-1]))


def _neighbour(element: Tag, side: str) -> str:
    """The letter beside an element; `*` where another emphasis stands."""
    node = getattr(element, f"{side}_sibling")
    if node is None or node.name == "br":
        return " "
    if isinstance(node, Tag):
        return "*" if node.name in ("strong", "em", "del") else "a"
    text = str(node)
    return text[-1 if side == "previous" else 0] if text else " "


def _joined(outside: str, inside: str) -> bool:
    return outside.isalnum() and not inside.isalnum()
