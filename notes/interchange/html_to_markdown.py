"""Foreign HTML as the Markdown that our own renderer shows the same way."""

import re
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from urllib.parse import urlsplit

from bs4 import Tag
from markdownify import MarkdownConverter, abstract_inline_conversion

from notes.interchange.emphasis import signs_hold
from notes.interchange.escaping import escape_line_starts, escape_text
from notes.interchange.html_links import as_title, in_brackets, link_target
from notes.interchange.html_tables import alignments
from notes.interchange.html_tree import CELLS, parse, tidy
from notes.interchange.html_walk import elements, is_inside
from notes.text import plain_text

_SPACE = " \t\n"  # an indent by wide spaces is meant
_LINE_BREAKS = re.compile(r"\s*(?:  \n\s*)+")
_LANGUAGE = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#-]+)")
# Neither is left in cleaned text.
_CELL_END, _ROW_END = "\x01", "\x02"


@dataclass(frozen=True)
class Converted:
    """Markdown, and how many pictures it shows."""

    markdown: str
    images: int = 0


def convert(html: str, breaks: bool = False) -> Converted:
    """Markdown of a note's HTML. With `breaks`, newlines in the source are breaks in the text."""
    return _converted(html, breaks, _NoteConverter())


def convert_comment(html: str) -> str:
    """Markdown of what a comment may hold: no headings, tables or HTML."""
    return _converted(html, True, _CommentConverter()).markdown


def _converted(html: str, breaks: bool, converter: "_NoteConverter") -> Converted:
    try:
        soup = parse(html)
        tidy(soup, breaks)
        markdown = converter.convert_soup(soup)
    except RecursionError:  # elements hundreds of levels deep: their words are what counts
        return Converted(escape_line_starts(escape_text(plain_text(html))).replace("\n", "\n\n"))
    return Converted(markdown.strip(_SPACE), len(elements(soup, ("img",))))


def _element(name: str):
    """An inline element Markdown has no sign for, kept as HTML."""
    return abstract_inline_conversion(lambda self: f"<{name}>")


class _NoteConverter(MarkdownConverter):
    LINE_BREAK = "  \n"

    # Text ---------------------------------------------------------------------------------------

    def process_text(self, el, parent_tags=None):
        text = str(el)
        if not text.strip() and el.parent.name not in ("pre", "code"):
            return " " if text and el.previous_sibling and el.next_sibling else ""
        return text if parent_tags & {"pre", "code", "samp"} else self.escape(text, parent_tags)

    def escape(self, text, parent_tags):
        text = escape_text(text)
        return re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text) if "a" in parent_tags else text

    def convert_br(self, el, text, parent_tags):
        if parent_tags & CELLS:
            return "<br>"
        return " " if "_inline" in parent_tags or "code" in parent_tags else "  \n"

    def convert_bare(self, el, text, parent_tags):
        return escape_line_starts(_LINE_BREAKS.sub(self.LINE_BREAK, text.strip(_SPACE)))

    def convert_p(self, el, text, parent_tags):
        if "_inline" in parent_tags:
            return self._in_cell(el, text.strip())
        text = self.convert_bare(el, text, parent_tags)
        return f"\n\n{text}\n\n" if text else ""

    def _in_cell(self, el, text):
        return f"<br>{text}" if el.find_previous_sibling() else text

    convert_ins = _element("ins")
    convert_kbd = _element("kbd")
    convert_mark = _element("mark")
    convert_sub = _element("sub")
    convert_sup = _element("sup")
    convert_u = _element("u")

    def convert_strong(self, el, text, parent_tags):
        return self._emphasis(el, text, "**")

    def convert_em(self, el, text, parent_tags):
        return self._emphasis(el, text, "*")

    def convert_del(self, el, text, parent_tags):
        return self._emphasis(el, text, "~~")

    def _emphasis(self, el, text, sign):
        inner = text.strip(" ")
        if not inner or is_inside(el, ("code",)):
            return text
        before, after = " " * text.startswith(" "), " " * text.endswith(" ")
        if self.signs_hold(el, sign):
            return f"{before}{sign}{inner}{sign}{after}"
        return f"{before}<{el.name}>{inner}</{el.name}>{after}"

    def signs_hold(self, el, sign) -> bool:
        return signs_hold(el, sign)

    def convert_abbr(self, el, text, parent_tags):
        title = escape(el.get("title", ""))
        return f'<abbr title="{title}">{text}</abbr>' if title and text else text

    def convert_q(self, el, text, parent_tags):
        return f"“{text}”"

    def convert_cite(self, el, text, parent_tags):
        text = text.strip()
        if not text or not is_inside(el, ("blockquote",)):
            return f"*{text}*" if text else ""
        before = el.previous_sibling
        return f"— {text}" if before is None or before.name == "br" else text

    # Links and pictures -------------------------------------------------------------------------

    def convert_a(self, el, text, parent_tags):
        address = link_target(el.get("href"))
        shown = text.strip()
        if not shown or not address or "_noformat" in parent_tags:
            return text
        if el.get_text().strip() == address and urlsplit(address).scheme in ("http", "https"):
            link = f"<{address}>"
        else:
            link = f"[{shown}]({in_brackets(address)}{as_title(el.get('title'))})"
        return f"{' ' * text.startswith(' ')}{link}{' ' * text.endswith(' ')}"

    def convert_img(self, el, text, parent_tags):
        address = link_target(el.get("src"))
        alt = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", escape_text(" ".join(el.get("alt", "").split())))
        return f"![{alt}]({in_brackets(address)}{as_title(el.get('title'))})" if address else alt

    def convert_figcaption(self, el, text, parent_tags):
        text = _LINE_BREAKS.sub(" ", text.strip())
        return f"\n\n*{text}*\n\n" if text else ""

    # Blocks -------------------------------------------------------------------------------------

    def convert_div(self, el, text, parent_tags):
        text = text.strip(_SPACE)
        if "_inline" in parent_tags:
            return self._in_cell(el, text)
        return f"\n\n{text}\n\n" if text else ""

    def convert_hN(self, n, el, text, parent_tags):
        text = " ".join(text.split())
        if "_inline" in parent_tags or not text:
            return text
        text = re.sub(r"#$", r"\\#", text)
        return f"\n\n{'#' * max(2, n)} {text}\n\n"

    def convert_blockquote(self, el, text, parent_tags):
        source = link_target(el.get("cite"))
        if source.startswith("http") and el.find("cite") is None:
            text = f"{text.rstrip()}\n\n— <{source}>"
        text = super().convert_blockquote(el, text, parent_tags)
        return text if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    def convert_li(self, el, text, parent_tags):
        ordered = el.parent is not None and el.parent.name == "ol"
        position = sum(1 for sibling in el.previous_siblings if sibling.name == "li")
        mark = (".)" if ordered else "-*")[_likes_before(el.parent) % 2]
        bullet = f"{_start(el.parent) + position}{mark} " if ordered else f"{mark} "
        return _indented(text.strip("\n"), bullet) + "\n"

    def convert_dt(self, el, text, parent_tags):
        """Markdown has no such list: a term in bold, what it means under it."""
        return f"\n- **{' '.join(text.split())}**\n" if text.strip() else ""

    def convert_dd(self, el, text, parent_tags):
        before = el.find_previous_sibling(True)
        loose = (
            el.find("bare", recursive=False) is None or before is not None and before.name != "dt"
        )
        gap = "\n\n" if loose else "  \x03"
        return f"{gap}{_indented(text.strip(), '  ')}\n"

    def convert_dl(self, el, text, parent_tags):
        text = text.replace("\n  \x03", "  \n")
        return f"\n\n{text.strip()}\n\n"

    def convert_pre(self, el, text, parent_tags):
        code = el.get_text().strip("\n").rstrip()
        if "_inline" in parent_tags:
            return self.convert_code(el, " ".join(code.split()), parent_tags - {"_noformat"})
        longest = max(map(len, re.findall(r"`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n" if code else ""

    # Tables -------------------------------------------------------------------------------------

    def convert_td(self, el, text, parent_tags):
        width = el.get("colspan", "1")
        width = min(20, int(width)) if width.isdecimal() else 1
        text = re.sub(r"\s*\n\s*", " ", text.strip()).replace("|", r"\|")
        return text.removeprefix("<br>") + _CELL_END * max(1, width)

    convert_th = convert_td

    def convert_tr(self, el, text, parent_tags):
        return text.strip() + _ROW_END

    def convert_table(self, el, text, parent_tags):
        rows = [row.split(_CELL_END)[:-1] for row in text.split(_ROW_END)]
        rows = [[cell.strip() for cell in row] for row in rows if any(row)]
        if "_inline" in parent_tags:  # a table in a table
            return "<br>".join(" ".join(row) for row in rows)
        return self._table(el, rows)

    def _table(self, el, rows):
        """A table without a heading gives its first row: readers' programs need one."""
        if not rows:
            return ""
        width = max(map(len, rows))
        head, *body = [row + [""] * (width - len(row)) for row in rows]
        lines = [head, (alignments(el) + ["---"] * width)[:width], *body]
        return "\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n"


class _CommentConverter(_NoteConverter):
    LINE_BREAK = "\n"

    def convert_hN(self, n, el, text, parent_tags):
        text = " ".join(text.split())
        return f"\n\n**{text}**\n\n" if text else ""

    def _table(self, el, rows):
        return "\n\n" + "\n".join(" / ".join(filter(None, row)) for row in rows) + "\n\n"

    def convert_ins(self, el, text, parent_tags):
        return text

    convert_kbd = convert_mark = convert_sub = convert_sup = convert_u = convert_ins

    def convert_abbr(self, el, text, parent_tags):
        return text

    def signs_hold(self, el, sign) -> bool:
        return True  # there are no tags to fall back on


def _likes_before(listing: Tag) -> int:
    """How many lists of its kind stand right before it: two in a row need different marks."""
    before = (node for node in listing.previous_siblings if isinstance(node, Tag))
    return sum(1 for _list in takewhile(lambda node: node.name == listing.name, before))


def _indented(text: str, bullet: str) -> str:
    lines = (" " * len(bullet) + line if line.strip() else "" for line in text.split("\n"))
    return bullet + "\n".join(lines)[len(bullet) :]


def _start(ordered: Tag) -> int:
    start = ordered.get("start", "1")
    return min(int(start), 10**6) if start.isdecimal() else 1


def _language(pre: Tag) -> str:
    for element in [pre, *pre.find_all("code")]:
        match = _LANGUAGE.search(" ".join(element.get("class") or []))
        if match:
            return match[1].lower()
    return ""
