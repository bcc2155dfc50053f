"""What is done to a parsed note before it is HTML: headings, footnotes, figures, coloured code."""

import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from notes.korean_markdown.inlines import words
from notes.text import slugify

# Pygments needs about a second per megabyte; nobody reads longer listings for their colours.
MAX_COLOURED_CODE = 40_000
UNNAMED_HEADING = "제목"


class Headings(Treeprocessor):
    """Levels, ids and the table of contents.

    The page's own h1 is the title, so the highest heading is an h2, and none skips a level on the
    way down (screen readers take a gap for something missing). Ids are the Hangul of the heading;
    one of ASCII only gets `section-` before it, so that it can never be the id of something on our
    own pages.
    """

    def run(self, root: etree.Element) -> None:
        headings = [e for e in root.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        used: dict[str, int] = {}
        above: list[int] = []  # the levels, as typed, that the heading stands under
        self.md.contents = []
        for heading in headings:
            typed = int(heading.tag[1])
            while above and above[-1] >= typed:
                above.pop()
            above.append(typed)
            self._finish(heading, min(6, len(above) + 1), used)

    def _finish(self, heading: etree.Element, level: int, used: dict[str, int]) -> None:
        title = " ".join(words(heading).split())
        heading.tag = f"h{level}"
        heading.set("id", self.md.prefix + _unique(heading_id(title), used))
        if level in (2, 3):
            self.md.contents.append({"id": heading.get("id"), "level": level, "title": title})


def heading_id(title: str) -> str:
    slug = slugify(title, max_length=60) or UNNAMED_HEADING
    return "section-" + slug if slug.isascii() else slug


def _unique(wanted: str, used: dict[str, int]) -> str:
    """`used` remembers the last number too: ten thousand equal headings are no search."""
    name, number = wanted, used.get(wanted, 0)
    while name in used:
        number += 1
        name = f"{wanted}-{number + 1}"
    used[wanted] = number
    used.setdefault(name, 0)
    return name


class Footnotes(Treeprocessor):
    """Numbered as they are first mentioned; one that nobody mentions still stands at the end."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.reset()

    def reset(self) -> None:
        self.definitions: dict[str, list[str]] = {}
        self.labels: list[str] = []  # unlike the dict, it may grow while it is walked through
        self.numbers: dict[str, int] = {}
        self.mentions: Counter[str] = Counter()

    def __contains__(self, label: str) -> bool:
        return label in self.definitions

    def define(self, label: str, lines: list[str]) -> None:
        if label not in self.definitions:
            self.definitions[label] = lines
            self.labels.append(label)

    def refer(self, label: str) -> etree.Element:
        """The mark in the text."""
        self.mentions[label] += 1
        number, count = self._number(label), self.mentions[label]
        mark = etree.Element("sup", {"class": "footnote-ref"})
        link = etree.SubElement(mark, "a", {"href": f"#{self.md.prefix}fn-{number}"})
        link.set("id", self._mark_id(number, count))
        link.set("role", "doc-noteref")
        link.set("aria-label", f"각주 {number}")
        link.text = str(number)
        return mark

    def _number(self, label: str) -> int:
        return self.numbers.setdefault(label, len(self.numbers) + 1)

    def _mark_id(self, number: int, count: int) -> str:
        return f"{self.md.prefix}fnref-{number}" + (f"-{count}" if count > 1 else "")

    def run(self, root: etree.Element) -> None:
        if not self.definitions:
            return
        section = etree.SubElement(root, "section", {"class": "footnotes"})
        section.set("role", "doc-endnotes")
        section.set("aria-label", "각주")
        items = etree.SubElement(section, "ol")
        written = [(label, self._write(items, label)) for label in self._in_order()]
        for label, item in written:
            self._add_links_back(item, self.numbers[label], self.mentions[label])

    def _in_order(self) -> Iterator[str]:
        """A footnote may mention another one, so the list grows while it is written."""
        rest, written = iter(self.labels), 0
        while written < len(self.labels):
            if written == len(self.numbers):
                self._number(next(label for label in rest if label not in self.numbers))
            # Numbers are given out in order, so this is the next one.
            order = list(islice(self.numbers, written, None))
            yield from order
            written += len(order)

    def _write(self, items: etree.Element, label: str) -> etree.Element:
        item = etree.SubElement(items, "li", {"id": f"{self.md.prefix}fn-{self._number(label)}"})
        self.md.parser.inside(item, self.definitions[label])
        self.md.treeprocessors["inline"].run(item)
        return item

    def _add_links_back(self, item: etree.Element, number: int, mentions: int) -> None:
        home = item[-1] if len(item) and item[-1].tag == "p" else etree.SubElement(item, "p")
        for count in range(1, mentions + 1):
            link = etree.Element("a", {"href": "#" + self._mark_id(number, count)})
            link.set("class", "footnote-backref")
            link.set("role", "doc-backlink")
            link.set("aria-label", "본문으로 돌아가기" + (f" ({count})" if count > 1 else ""))
            # U+FE0E: an arrow, not a coloured button, on phones.
            link.text = "↩\ufe0e"
            _append_after_space(home, link)


def _append_after_space(parent: etree.Element, child: etree.Element) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + " "
    elif parent.text:
        parent.text += " "
    parent.append(child)


class Figures(Treeprocessor):
    """A paragraph that is one image with a title: the title becomes its caption."""

    def run(self, root: etree.Element) -> None:
        for paragraph in root.iter("p"):
            if len(paragraph) == 1 and paragraph[0].get("title") and self._is_alone(paragraph):
                paragraph.tag = "figure"
                caption = etree.SubElement(paragraph, "figcaption")
                caption.text = paragraph[0].attrib.pop("title")

    @staticmethod
    def _is_alone(paragraph: etree.Element) -> bool:
        image = paragraph[0]
        return image.tag == "img" and not ((paragraph.text or "") + (image.tail or "")).strip()


class Colours(Treeprocessor):
    """Code with a known language gets Pygments' classes; lexers are imported when needed."""

    def run(self, root: etree.Element) -> None:
        for block in root.iter("pre"):
            code = block[0] if len(block) else None
            language = (code.get("class") or "") if code is not None else ""
            if language.startswith("language-") and len(code.text or "") <= MAX_COLOURED_CODE:
                coloured = _colour(code.text or "", language.removeprefix("language-"))
                code.text = self.md.htmlStash.store(coloured) if coloured else code.text


def _colour(code: str, language: str) -> str | None:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


class Ampersands(Treeprocessor):
    """`&` in finished text is just that; the serialiser would take `&copy;` for an entity."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            element.text = _literal(element.text)
            element.tail = _literal(element.tail)
            for name, value in element.items():
                element.set(name, _literal(value))


def _literal(text: str | None) -> str | None:
    return text.replace("&", AMP_SUBSTITUTE + "amp;") if text else text
