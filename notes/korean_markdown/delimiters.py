"""Which stars, underscores and tildes are emphasis: CommonMark's rules, mended for Korean.

CommonMark decides by spaces and punctuation around a run, as if every language put a space after
a word. Korean glues a particle to it, so `**마크다운(Markdown)**을` shows its stars there. Where the
text has Hangul, only white space decides for `*` and `~~` (as in Python-Markdown); where it has
none, CommonMark's rule holds unchanged.

`~~` is also how Korean draws out a word (`네~~ 좋아요~~`). A run directly after Hangul therefore
strikes only up to one that is followed by a letter. One `~` is a range (`3~5월`) and always text.
"""

import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterable

# Deeper emphasis shows as text without it; browsers and our serialiser stay shallow.
MAX_NESTED = 24

_HANGUL = re.compile(r"[가-힣ㄱ-ㆎ\u1100-\u11ff]")


class Run:
    """A run of one delimiter character, and what was decided about it."""

    __slots__ = ("after_hangul", "before_letter", "can_close", "can_open", "char", "closes")
    __slots__ += ("left", "length", "opens", "order")

    def __init__(self, text: str, start: int, end: int, korean: bool, order: int) -> None:
        self.char = text[start]
        self.length = self.left = end - start
        self.order = order
        self.opens: list[str] = []
        self.closes: list[str] = []
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        self.after_hangul = bool(_HANGUL.match(before))
        self.before_letter = after.isalnum()
        self.can_open, self.can_close = self._sides(before, after, korean)

    def _sides(self, before: str, after: str, korean: bool) -> tuple[bool, bool]:
        """Whether the run can open, and whether it can close."""
        loose = korean and self.char != "_"
        edge_before = before.isspace() or _is_mark(before)
        edge_after = after.isspace() or _is_mark(after)
        left = not after.isspace() and (loose or not _is_mark(after) or edge_before)
        right = not before.isspace() and (loose or not _is_mark(before) or edge_after)
        if self.char == "*":
            return left, right
        if self.char == "~":
            return left and self.length == 2, right and self.length == 2
        # snake_case stays text, yet _강조_는 is emphasis: only the closing side may touch Hangul.
        glued = bool(_HANGUL.match(after)) and not before.isspace()
        opens = left and (not right or _is_mark(before))
        return opens, glued or (right and (not left or _is_mark(after)))

    def matches(self, closer: "Run") -> bool:
        if self.char == "~":
            return closer.before_letter or not self.after_hangul
        if not (self.can_close or closer.can_open):
            return True
        both = self.length + closer.length
        return bool(both % 3) or not (self.length % 3 or closer.length % 3)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def has_hangul(text: str) -> bool:
    return bool(_HANGUL.search(text))


def fold(nodes: list, root: etree.Element) -> etree.Element:
    """Put the nodes (text, elements, runs) into `root`, with runs turned into elements."""
    _pair([node for node in nodes if isinstance(node, Run)])
    builder = _Builder(root)
    for node in nodes:
        if isinstance(node, Run):
            builder.add_run(node)
        elif isinstance(node, str):
            builder.text.append(node)
        else:
            builder.add(node)
    builder.flush()
    return root


def _pair(runs: Iterable[Run]) -> None:
    """CommonMark's algorithm. `floor` remembers below what no opener is to be found again."""
    openers: list[Run] = []
    floor: dict[tuple, int] = {}
    for run in runs:
        key = (run.char, run.can_open, run.length % 3, run.before_letter)
        while run.can_close and run.left:
            found = _find_opener(openers, run, floor.get(key, -1))
            if found is None:
                floor[key] = openers[-1].order if openers else -1
                break
            del openers[found + 1 :]
            _match(openers[found], run)
            if not openers[found].left:
                openers.pop()
        if run.can_open and run.left:
            openers.append(run)


def _find_opener(openers: list[Run], closer: Run, floor: int) -> int | None:
    for i in range(len(openers) - 1, -1, -1):
        if openers[i].order <= floor:
            return None
        if openers[i].char == closer.char and openers[i].matches(closer):
            return i
    return None


def _match(opener: Run, closer: Run) -> None:
    size = 2 if opener.left >= 2 and closer.left >= 2 else 1
    tag = "del" if opener.char == "~" else "strong" if size == 2 else "em"
    opener.opens.append(tag)
    closer.closes.append(tag)
    opener.left -= size
    closer.left -= size


class _Builder:
    def __init__(self, root: etree.Element) -> None:
        self.stack = [root]
        self.text: list[str] = []

    def add_run(self, run: Run) -> None:
        for _ in run.closes:
            self.flush()
            self.stack.pop()
        if run.left:
            self.text.append(run.char * run.left)
        for tag in reversed(run.opens):
            self.flush()
            self.stack.append(self._open(tag))

    def _open(self, tag: str) -> etree.Element:
        parent = self.stack[-1]
        return parent if len(self.stack) > MAX_NESTED else etree.SubElement(parent, tag)

    def add(self, element: etree.Element) -> None:
        self.flush()
        self.stack[-1].append(element)

    def flush(self) -> None:
        """One concatenation for many pieces: piece by piece costs the square of the length."""
        if not self.text:
            return
        text, parent = "".join(self.text), self.stack[-1]
        self.text.clear()
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text
