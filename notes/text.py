"""Plain text in and out: what is kept of foreign text, and how Korean is cut and counted.

Pure functions without models. Nothing here ever applies NFKC: it would turn ㅋ into U+110F.
"""

import re
import unicodedata
from functools import lru_cache
from html.parser import HTMLParser

import regex

WORDS_PER_MINUTE = 200
LETTERS_PER_UNSPACED_WORD = 4
LONGEST_SPACED_WORD = 12
LONGEST_KEPT = 5000  # letters of a text that is remembered for a while

# Nothing of it is ever changed. Most of what people send is so, and to know it takes a tenth of looking
# for each thing that could be wrong.
_PLAIN = re.compile("[ -~가-힣ㄱ-ㅣ‘’“”…·–—\\n]*")
# Not allowed in XML either: one of them makes a whole feed unreadable.
_UNSTORABLE = regex.compile(r"[^\P{C}\p{Cf}\p{Co}\p{Cn}\t\n]|[\uFEFF\uFFFE\uFFFF]")
_NEWLINES = regex.compile(r"\r\n?|[\u0085\u2028\u2029]")
# Invisible marks, but not what holds an emoji together: the joiner between two pictures and the
# tag letters of a flag such as that of Scotland.
_INVISIBLE = regex.compile(
    r"(?<=\p{ExtPict}[\uFE0F\U0001F3FB-\U0001F3FF]?)\u200D(?=\p{ExtPict})(*SKIP)(*FAIL)"
    r"|\U0001F3F4[\U000E0061-\U000E007A]+\U000E007F(*SKIP)(*FAIL)"
    r"|[\p{Cf}\u034F\u17B4\u17B5]"
)
# Letters that show nothing: people use them as an empty nickname.
_BLANK_LETTERS = regex.compile(r"[\u115F\u1160\u2800\u3164\uFFA0]")
_SLUG_DROPPED = regex.compile(r"['’ʼ`\uFE00-\uFE0F\u20E3]")
_SLUG_SEPARATORS = regex.compile(r"[^\p{L}\p{N}\p{Mn}\p{Mc}_]+")
_GRAPHEME = regex.compile(r"\X")
_DRAWN = regex.compile(r"[\p{L}\p{N}\p{ExtPict}]")
_HAS_LETTER = regex.compile(r"[\p{L}\p{N}]")
_UNSPACED = regex.compile(r"[\p{Hangul}--\u3131-\u318E]|\p{Han}|[\u3041-\u30FF]", regex.V1)
_TRAILING_MARKS = " \t\n,;:·-–—(「『“‘\"'"


def clean(text: str) -> str:
    """Text as it is stored: NFC, one kind of line end, nothing that XML or a database refuses."""
    if (plain := _plain(text)) is not None:
        return plain
    text = _NEWLINES.sub("\n", str(text))
    # Composed last: a removed control character may have stood between two jamo.
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))


def _plain(text: str) -> str | None:
    """As it is stored, if nothing of it has to be changed but the ends of lines."""
    is_short = type(text) is str and len(text) < LONGEST_KEPT
    return _looked_at(text) if is_short else _looked_at.__wrapped__(text)


# What somebody writes is asked for by its field, by its row, by its HTML and by the judge.
@lru_cache(maxsize=16)
def _looked_at(text: str) -> str | None:
    plain = str(text).replace("\r\n", "\n")
    return plain if _PLAIN.fullmatch(plain) else None


def clean_comment(text: str) -> str:
    """Like `clean`, and without zero-width and direction marks (emoji stay whole)."""
    if (plain := _plain(text)) is not None:
        return plain
    return unicodedata.normalize("NFC", without_invisible(clean(text)))


def without_invisible(text: str) -> str:
    """Without zero-width and direction marks; safe on HTML, which must never be normalised."""
    return _INVISIBLE.sub("", text)


def clean_line(text: str) -> str:
    """One line for names and titles; a name of invisible letters only comes out empty."""
    if (plain := _plain(text)) is not None:
        return " ".join(plain.split())
    text = _BLANK_LETTERS.sub(" ", clean_comment(text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def slugify(text: str, max_length: int = 80) -> str:
    """Hangul stays Hangul; empty when no letter is left. Cut between words where there are any.

    Django's own function goes through NFKC, which breaks ㅋㅋㅋ, and joins 전략·실행 to one word.
    """
    text = _SLUG_DROPPED.sub("", clean_line(text).lower())
    text = unicodedata.normalize("NFC", text)
    slug = _SLUG_SEPARATORS.sub("-", text).strip("-_")
    return _cut_slug(slug, max_length)


def _cut_slug(slug: str, max_length: int) -> str:
    if len(slug) <= max_length:
        return slug
    head = _cut_graphemes(slug, max_length)
    if slug[len(head)] != "-" and "-" in head:
        head = head[: head.rindex("-")]
    return head.strip("-_")


def _cut_graphemes(text: str, max_length: int) -> str:
    """As many whole graphemes as fit into `max_length` code points."""
    end = 0
    for match in _GRAPHEME.finditer(text):
        if match.end() > max_length:
            break
        end = match.end()
    return text[:end]


def initial(name: str) -> str:
    """The first whole letter of a name, or what else it begins with where it has none."""
    graphemes = _GRAPHEME.findall(name)
    shown = (each for each in graphemes if _DRAWN.match(each))
    return next(shown, graphemes[0] if graphemes else "")


def plain_text(html: str) -> str:
    """The words of finished HTML, a line per block; code stays, marks of our own making do not."""
    reader = _TextReader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # html.parser on broken declarations, which finished HTML has none of
        pass
    return reader.text()


class _TextReader(HTMLParser):
    """Collects text; keeps out footnote marks, links back to the text and heading permalinks."""

    LEFT_OUT = frozenset({"footnote-ref", "footnote-backref", "heading-link", "headerlink"})
    INLINE = frozenset(
        "a abbr b bdi bdo cite code data del dfn em i img input ins kbd mark q rp rt ruby s samp"
        " small span strong sub sup time u var wbr".split()
    )
    SILENT = frozenset({"script", "style", "template", "title"})
    VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source", "track", "area"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped:
            if tag not in self.VOID:
                self.skipped.append(tag)
            return
        classes = (dict(attrs).get("class") or "").split()
        if tag not in self.VOID and (tag in self.SILENT or self.LEFT_OUT.intersection(classes)):
            self.skipped.append(tag)
        else:
            self._boundary(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.skipped:
            self._boundary(tag)
        elif tag in self.skipped:
            while self.skipped.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(data)

    def _boundary(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.parts.append(" ")
        elif tag not in self.INLINE:
            self.parts.append("\n")

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.parts).split("\n"))
        return "\n".join(line for line in lines if line)


def excerpt(text: str, length: int = 160) -> str:
    """At most `length` characters of plain text, ending at a space, with … when cut."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    if text[length - 1] != " ":
        # A first word longer than everything has no space to end at.
        head = head[: head.rindex(" ")] if " " in head else _cut_graphemes(head, length - 1)
    return head.rstrip(_TRAILING_MARKS) + "…"


def word_count(text: str) -> int:
    """Words by white space. A long run without spaces (中文, 붙여쓴글) counts by its letters."""
    return sum(_words_in(token) for token in text.split() if _HAS_LETTER.search(token))


def _words_in(token: str) -> int:
    if len(token) <= LONGEST_SPACED_WORD:
        return 1
    letters = len(_UNSPACED.findall(token))
    if letters <= LONGEST_SPACED_WORD:
        return 1
    return -(-letters // LETTERS_PER_UNSPACED_WORD)


def reading_minutes(text: str) -> int:
    """Whole minutes for plain text, never 0."""
    return max(1, (word_count(text) + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE)


def grapheme_length(text: str) -> int:
    """Letters as people see them: 각 typed on a Mac is 1, a family emoji is 1."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def truncate_graphemes(text: str, length: int, end: str = "…") -> str:
    """At most `length` visible letters, `end` included."""
    letters = _GRAPHEME.findall(text)
    if len(letters) <= length:
        return text
    return "".join(letters[: max(0, length - grapheme_length(end))]).rstrip() + end
