"""Foreign HTML made regular: blocks that hold blocks or one run of text, and nothing invisible.

After `tidy()` no text outside `<pre>` holds a newline, every line break is a `<br>`, and every run
of text between blocks is a `<p>` (or `<bare>`, alone in a list item): what a converter can turn
into Markdown without looking around.
"""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from notes.interchange.html_pictures import caption_picture, complete_picture, drop_tooltip
from notes.interchange.html_tables import simplify_table
from notes.interchange.html_walk import children, elements, holds, is_inside, texts
from notes.interchange.typed_lists import make_typed_list

DIVISIONS = frozenset(
    "address article aside body center details div fieldset footer form header hgroup html main nav"
    " section".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
CELLS = frozenset(("td", "th"))
ITEMS = frozenset(("li", "dd"))
FLOW = DIVISIONS | {"[document]", "blockquote", "figure"}
BLOCKS = (
    (FLOW | HEADINGS | CELLS | ITEMS)
    | frozenset("caption dl dt figcaption hr ol p pre table tbody tfoot thead tr ul".split())
    | frozenset("bare legend summary".split())
)
DROPPED = (
    "script style noscript template head title svg math canvas button input select textarea option"
    " map area link meta base col colgroup rp dialog".split()
)
WRAPPERS = frozenset(
    "span font big small tt-like bdi bdo nobr acronym label time data picture output ruby rb".split()
)
STYLES = ("strong", "em", "del", "ins", "u", "mark", "a", "code")
EMBEDDED = ("iframe", "embed", "video", "audio", "object")
RENAMED = {"b": "strong", "i": "em", "var": "em", "dfn": "em", "tt": "code", "s": "del"}
RENAMED |= {"strike": "del", "summary": "p", "legend": "p"} | dict.fromkeys(DIVISIONS, "div")
# Which element ends where the next of its kind begins, when nobody has closed it.
_CLOSED_BY = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "p": ("p",), "tr": ("tr",)}
_CLOSED_BY |= dict.fromkeys(CELLS, ("td", "th"))
_LINES = re.compile(r"[ \t]*(\n[ \t]*\n[ \t\n]*|\n)[ \t]*")


def parse(html: str) -> BeautifulSoup:
    """What a browser would drop as a "bogus comment" stays text: `<![CDATA[`, `<?php`."""
    html = re.sub(r"<(?=!\[CDATA\[|\?)", "&lt;", html, flags=re.IGNORECASE)
    # Beautiful Soup keeps blank lines between elements only where it is told to.
    return BeautifulSoup(f"<body>{html}", "html.parser", preserve_whitespace_tags={"body", "pre"})


def tidy(soup: BeautifulSoup, breaks: bool) -> None:
    """Change the tree in place. `breaks`: a newline is a line break, a blank line a new paragraph.

    That is how WordPress reads text that was not written in its block editor.
    """
    _drop_invisible(soup)
    _close_unclosed(soup)
    for picture in elements(soup, ("img",)):
        complete_picture(picture)
    _embedded_to_links(soup)
    _simplify(soup)
    _normalize_text(soup, breaks)
    _simplify_styles(soup)
    for element in [*elements(soup, FLOW | ITEMS | CELLS | {"p"}), soup]:
        _make_paragraphs(element)
    for paragraph in elements(soup, ("p",)):
        make_typed_list(paragraph)
    for figure in elements(soup, ("figure",)):
        caption_picture(figure)
    for picture in elements(soup, ("img",)):
        drop_tooltip(picture)


# Elements ---------------------------------------------------------------------------------------


def _drop_invisible(soup):
    for text in texts(soup):
        if isinstance(text, PreformattedString):  # comments, doctypes, declarations
            text.extract()
    for element in elements(soup, DROPPED):
        element.extract()
    for reading in elements(soup, ("rt",)):  # 漢字 with its reading above it
        reading.insert_before("(")
        reading.insert_after(")")
        reading.unwrap()
    soup.smooth()


def _close_unclosed(soup):
    """html.parser nests `<li>a<li>b`; what is inside and should not be moves out, after it."""
    for element in reversed(elements(soup, _CLOSED_BY)):
        outer = element.parent
        if outer.name in _CLOSED_BY[element.name]:
            for node in reversed([element, *element.next_siblings]):
                outer.insert_after(node.extract())


def _embedded_to_links(soup):
    for element in elements(soup, EMBEDDED):
        if is_inside(element, EMBEDDED):
            continue
        if address := _embedded_address(element):
            link = soup.new_tag("a", href=address, string=address)
            element.insert_before(soup.new_tag("p"))
            element.previous_sibling.append(link)
    for element in elements(soup, EMBEDDED):
        element.extract()


def _embedded_address(element: Tag) -> str:
    source = element.find(["source", "embed", "iframe"], src=True)
    address = element.get("src") or element.get("data") or (source["src"] if source else "")
    address = address.strip()
    address = "https:" + address if address.startswith("//") else address
    return address if re.match(r"https?://|/", address) else ""


def _simplify(soup):
    """Elements that say nothing in Markdown go, and so do text styles around whole blocks."""
    for element in elements(soup):
        element.name = RENAMED.get(element.name, element.name)
        if element.name == "a":
            for block in elements(element, BLOCKS):
                block.unwrap()
        elif element.name in WRAPPERS or element.name not in BLOCKS and holds(element, BLOCKS):
            element.unwrap()
        elif element.name == "p" and holds(element, BLOCKS):
            element.name = "div"
    for table in elements(soup, ("table",)):
        simplify_table(table)
    for gallery in elements(soup, ("ul", "ol")):
        if is_inside(gallery, ("figure",)):
            for element in [*children(gallery, ("li",)), gallery]:
                element.unwrap()
    soup.smooth()


def _simplify_styles(soup):
    for element in reversed(elements(soup, STYLES)):
        while element.contents and element.contents[-1].name == "br":
            element.insert_after(element.contents[-1].extract())
        while element.contents and element.contents[0].name == "br":
            element.insert_before(element.contents[0].extract())
        # A caption is set apart as a whole.
        if is_inside(element, (element.name, "figcaption" if element.name == "em" else "")):
            element.unwrap()
    for element in elements(soup, STYLES):
        if element.name != "a" and element.parent is not None:
            _join_with_next(element)


def _join_with_next(element: Tag):
    """`<b>a</b><b>b</b>` is one bold run; as two, four asterisks would meet."""
    while element.next_sibling is not None and element.next_sibling.name == element.name:
        following = element.next_sibling.extract()
        for node in list(following.contents):
            element.append(node.extract())


# Text -------------------------------------------------------------------------------------------


def _normalize_text(soup, breaks: bool):
    for text in texts(soup):
        if is_inside(text, ("pre",)):
            continue
        if not breaks or (not text.strip() and text.parent.name in BLOCKS - FLOW):
            text.replace_with(re.sub(r"[ \t]*\n[ \t\n]*|\t", " ", text))
        elif "\n" in text or "\t" in text:
            text.replace_with(*_lines(text))
    for line_break in elements(soup, ("br",)):
        if is_inside(line_break, ("pre",)):
            line_break.replace_with("\n")
    soup.smooth()


def _lines(text: str) -> list:
    """A newline is one `<br>`, a blank line is two; `_make_paragraphs` cuts at two."""
    nodes = []
    for piece in _LINES.split(text.replace("\t", " ")):
        if "\n" in piece:
            nodes += [Tag(name="br") for _ in range(min(2, piece.count("\n")))]
        elif piece:
            nodes.append(NavigableString(piece))
    return nodes


def _make_paragraphs(element: Tag):
    """Every run of text directly in `element` becomes paragraphs, cut at two line breaks."""
    runs = _runs(element)
    if element.name in CELLS and len(runs) == 1:
        return
    if element.name == "p":
        return _split_paragraph(element, runs)
    name = "bare" if element.name in ITEMS and len(runs) == 1 else "p"
    for run in runs:
        _wrap(run, name)
    inner = children(element, ("p",))
    if element.name in ITEMS and len(inner) == 1 and not runs:
        inner[0].name = "bare"


def _split_paragraph(paragraph: Tag, runs: list):
    if len(runs) != 1:
        for run in runs:
            _wrap(run, "p")
        paragraph.unwrap()


def _wrap(run: list, name: str):
    paragraph = Tag(name=name)
    run[0].insert_before(paragraph)
    for node in run:
        paragraph.append(node.extract())


def _runs(element: Tag) -> list[list]:
    """The runs of text between blocks; line breaks at their ends are taken out of the tree."""
    runs, run = [], []
    for node in [*element.contents, None]:
        is_text = node is not None and node.name not in BLOCKS
        if is_text:
            run.append(node)
        if not is_text or _ends_in_two_breaks(run):
            runs.append(_trimmed(run))
            run = []
    return [run for run in runs if run]


def _ends_in_two_breaks(run: list) -> bool:
    solid = [node for node in run[-4:] if not _is_blank(node)]
    return len(solid) > 1 and solid[-1].name == "br" and solid[-2].name == "br"


def _trimmed(run: list) -> list:
    while run and (run[0].name == "br" or _is_blank(run[0])):
        run.pop(0).extract()
    while run and (run[-1].name == "br" or _is_blank(run[-1])):
        run.pop().extract()
    return run


def _is_blank(node) -> bool:
    return isinstance(node, NavigableString) and not node.strip()
