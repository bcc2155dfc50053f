"""Markdown inside a paragraph: one pass over the text, in time that grows with its length only.

Python-Markdown's own inline patterns search the whole text once per bracket and per backtick
(60,000 brackets: minutes) and recurse once per star; this stage takes their place. The grammar is
CommonMark's; what Korean needs differently is in `delimiters` and `addresses`.
"""

import re
import xml.etree.ElementTree as etree
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import unquote

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from notes.korean_markdown import addresses
from notes.korean_markdown.citations import Citation, Lead, lead_at
from notes.korean_markdown.delimiters import Run, fold, has_hangul
from notes.korean_markdown.tags import TAG
from notes.korean_markdown.targets import (
    ENTITY,
    LABEL,
    PUNCTUATION,
    decode_entity,
    normalize_label,
    parse_target,
    unescape,
)

_SPECIAL = re.compile(rf"[\\`*_~\[\]!<&\n]|{addresses.START}", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_TAG = re.compile(TAG, re.ASCII)
_TITLE = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\)", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]*")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,80})\]")


@dataclass(frozen=True)
class Options:
    """What a profile allows inside a paragraph."""

    html: bool = True
    images: bool = True
    every_break: bool = False


@dataclass(slots=True)
class Bracket:
    """`[` or `![` that may yet open a link; text when it does not."""

    index: int
    at: int
    image: bool


class Inlines(Treeprocessor):
    """Parses the raw text that the block stage left in paragraphs, headings and cells."""

    RAW = frozenset({"p", "tight", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td"})

    def __init__(self, md: Markdown, options: Options) -> None:
        super().__init__(md)
        self.options = options

    def run(self, root: etree.Element) -> None:
        for element in [e for e in root.iter() if e.tag in self.RAW and e.text]:
            text, element.text = element.text, None
            fold(_Scan(self.md, self.options, text).nodes(), element)
            if element.tag == "tight":
                element.tag = None  # the words of a tight item stand in it without a paragraph


class _Scan:
    """One text on its way to nodes: strings, elements and delimiter runs, in order."""

    def __init__(self, md: Markdown, options: Options, text: str) -> None:
        self.md, self.options, self.text, self.at = md, options, text, 0
        self.korean = has_hangul(text)
        self.out: list = []
        self.brackets: list[Bracket] = []
        self.linked = 0  # so many of them stand before a finished link
        self.ticks: dict[int, list[int]] | None = None
        self.comments_end = 1

    def nodes(self) -> list:
        while match := _SPECIAL.search(self.text, self.at):
            if match.start() > self.at:
                self.out.append(self.text[self.at : match.start()])
            self.at = match.start()
            self.HANDLERS.get(self.text[self.at], _Scan.address)(self)
        self.out.append(self.text[self.at :])
        return [self._literal(node) for node in self.out]

    @staticmethod
    def _literal(node: object) -> object:
        return ("![" if node.image else "[") if isinstance(node, Bracket) else node

    def take(self, end: int, node: object) -> None:
        self.out.append(node)
        self.at = end

    def literal(self, length: int = 1) -> None:
        self.take(self.at + length, self.text[self.at : self.at + length])

    def backslash(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            self.at += 1
            self.newline(hard=True)
        elif re.match(PUNCTUATION, following):
            self.take(self.at + 2, following)
        else:
            self.literal()

    def newline(self, hard: bool = False) -> None:
        if self.out and isinstance(self.out[-1], str):
            stripped = self.out[-1].rstrip(" ")
            hard = hard or len(self.out[-1]) - len(stripped) >= 2
            self.out[-1] = stripped
        if hard or self.options.every_break:
            self.out.append(etree.Element("br"))
        self.take(self.at + 1, "\n")

    def entity(self) -> None:
        match = ENTITY.match(self.text, self.at)
        if match:
            self.take(match.end(), decode_entity(match.group()))
        else:
            self.literal()

    def code(self) -> None:
        start = _TICKS.match(self.text, self.at).end()
        size = start - self.at
        end = self._closing_ticks(size, start)
        if end is None:
            self.literal(size)
            return
        code = self.text[start:end].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        element = etree.Element("code")
        element.text = code
        self.take(end + size, element)

    def _closing_ticks(self, size: int, start: int) -> int | None:
        if self.ticks is None:
            self.ticks = {}
            for match in _TICKS.finditer(self.text):
                self.ticks.setdefault(len(match.group()), []).append(match.start())
        places = self.ticks.get(size, [])
        index = bisect_right(places, start)
        return places[index] if index < len(places) else None

    def emphasis(self) -> None:
        end = self.at
        while end < len(self.text) and self.text[end] == self.text[self.at]:
            end += 1
        self.take(end, Run(self.text, self.at, end, self.korean, self.at))

    def angle(self) -> None:
        found = addresses.pointed_address(self.text, self.at)
        if found:
            end, href, shown = found
            self.take(end, _link(href, shown))
            return
        end = self._tag_end() if self.options.html else None
        if end is None:
            self.literal()
        else:
            self.take(end, self.md.htmlStash.store(self.text[self.at : end]))

    def _tag_end(self) -> int | None:
        tag = _TAG.match(self.text, self.at)
        if tag:
            return tag.end()
        return self._comment_end() if self.text.startswith("<!--", self.at) else None

    def _comment_end(self) -> int | None:
        """Looks for a missing end only once: `<!--` in thousands would cost the square."""
        if not self.comments_end:
            return None
        # `<!-->` and `<!--->` are whole comments, so their dashes serve twice.
        self.comments_end = self.text.find("-->", self.at + 2) + 1
        return self.comments_end + 2 if self.comments_end else None

    def address(self) -> None:
        found = addresses.find_address(self.text, self.at)
        if found:
            end, href = found
            self.take(end, _link(href, self.text[self.at : end]))
        else:
            self.literal()

    def bang(self) -> None:
        if not self.text.startswith("![", self.at) or lead_at(self.md, self.text, self.at + 1):
            self.literal()
        else:
            self._open_bracket(2)

    def open(self) -> None:
        note = _FOOTNOTE.match(self.text, self.at)
        if note and note.group(1) in getattr(self.md, "footnotes", ()):
            self.take(note.end(), self.md.footnotes.refer(note.group(1)))
        elif cited := lead_at(self.md, self.text, self.at):
            self._cite(*cited)
        else:
            self._open_bracket(1)

    def _cite(self, citation: Citation, lead: Lead) -> None:
        own = _Scan(self.md, self.options, citation.words).nodes() if citation.words else None
        self.take(citation.end, self._anchor(lead.href, None, own or [lead.words]))

    def _open_bracket(self, length: int) -> None:
        self.brackets.append(Bracket(len(self.out), self.at + length, length == 2))
        self.take(self.at + length, self.brackets[-1])

    def close(self) -> None:
        bracket = self._pop_bracket()
        target = self._target(bracket) if bracket else None
        if target is None:
            self.literal()
            return
        end, href, title = target
        inner = [self._literal(node) for node in self.out[bracket.index + 1 :]]
        del self.out[bracket.index :]
        if bracket.image:
            self.take(end, self._image(href, title, inner))
        else:
            self.linked = len(self.brackets)
            self.take(end, self._anchor(href, title, inner))

    def _pop_bracket(self) -> Bracket | None:
        """The last opening bracket, unless it would put a link around a link."""
        if not self.brackets:
            return None
        bracket = self.brackets.pop()
        inactive = len(self.brackets) < self.linked and not bracket.image
        self.linked = min(self.linked, len(self.brackets))
        return None if inactive else bracket

    def _anchor(self, href: str, title: str | None, inner: list) -> etree.Element:
        link = _link(href, None, title)
        return fold([words(n) if _is_link(n) else n for n in inner], link)

    def _image(self, href: str, title: str | None, inner: list) -> etree.Element:
        alt = words(fold(inner, etree.Element("span")))
        if not self.options.images:
            return _link(href, alt or unquote(href), title)
        image = etree.Element("img", {"src": href, "alt": alt})
        if title:
            image.set("title", title)
        return image

    def _target(self, bracket: Bracket) -> tuple[int, str, str | None] | None:
        after = self.at + 1
        inline = self._inline_target(after) if self.text.startswith("(", after) else None
        if inline:
            return inline
        label, end = self.text[bracket.at : self.at] if self.at - bracket.at < 1000 else "", after
        full = LABEL.match(self.text, after)
        if full:
            end = full.end()
            label = full.group(1) or label
        found = self.md.references.get(normalize_label(label))
        return (end, *found) if found else None

    def _inline_target(self, start: int) -> tuple[int, str, str | None] | None:
        found = parse_target(self.text, _SPACE.match(self.text, start + 1).end(), empty=True)
        if not found:
            return None
        end, href = found
        title = None
        gap = _SPACE.match(self.text, end).end()
        match = _TITLE.match(self.text, gap) if gap > end else None
        if match:
            title = unescape(match.group(match.lastindex))
            gap = _SPACE.match(self.text, match.end()).end()
        return (gap + 1, href, title) if self.text.startswith(")", gap) else None

    HANDLERS = {
        "\\": backslash, "\n": newline, "&": entity, "`": code, "*": emphasis, "_": emphasis,
        "~": emphasis, "<": angle, "!": bang, "[": open, "]": close,
    }  # fmt: skip


def _link(href: str, text: str | None, title: str | None = None) -> etree.Element:
    link = etree.Element("a", {"href": href})
    link.text = text
    if title:
        link.set("title", title)
    return link


def _is_link(node: object) -> bool:
    return isinstance(node, etree.Element) and node.tag == "a"


def words(element: etree.Element) -> str:
    """The text of an element with its images' descriptions; tags and footnote marks left out."""
    if element.get("class") == "footnote-ref":
        return ""
    parts = [element.get("alt", ""), element.text or ""]
    parts += [words(child) + (child.tail or "") for child in element]
    return HTML_PLACEHOLDER_RE.sub("", "".join(parts))
