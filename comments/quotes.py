"""The parts of a note that comments answer, and where the words that a comment quotes stand now.

A comment keeps the words alone (`Comment.quote`), no place: they are found again wherever an edit
has put them, and when it took them away their comment says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from html import unescape
from zlib import crc32

from comments.models.comment import LONGEST_QUOTE
from comments.sentences import ends_a_sentence, sentences
from notes.citations import render_note
from notes.models import Revision
from notes.text import clean_line, grapheme_length, truncate_graphemes

KEY_LETTERS = 6
# Public revisions in which words are looked for that are not in the text: whoever quotes has the
# note open, in a page that is some edits old at most. Each has to be rendered.
LOOKED_BACK = 10

KEPT_TEXTS = 50  # notes whose parts are known, of some ten kilobytes each

# Our sanitiser's own tags, each read as a whole: what stands in an attribute begins no paragraph.
# Atomic groups, since Python before 3.11.5 (Debian 12 has 3.11.2) loses its place in a possessive one.
_ATTRIBUTES = r'(?>(?: [a-z-]++="[^"]*+")*)'
_BLOCKS = (
    "blockquote|caption|col|colgroup|dd|details|div|dl|dt|figcaption|figure|h[2-6]|hr|li|ol|p|pre"
    "|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_WORDS = rf"(?>(?:[^<]++|<(?!/?(?:{_BLOCKS})\b)/?[a-z][a-z0-9]*+{_ATTRIBUTES}>)*)"
_PIECE = re.compile(
    rf'<(?P<other>table|figure|section(?=[^>]* class="footnotes"))\b{_ATTRIBUTES}>'
    rf"(?>(?:[^<]++|<(?!/(?P=other)>)/?[a-z][a-z0-9]*+{_ATTRIBUTES}>)*)"
    rf"|<(?P<tag>p|li|dd){_ATTRIBUTES}>(?P<words>{_WORDS})"
    rf"|</?[a-z][a-z0-9]*+{_ATTRIBUTES}>"
)
_NO_WORDS = re.compile(r'<sup class="footnote-ref".*?</sup>|<[^>]*>')
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})\b{_ATTRIBUTES}>")
_LETTER = re.compile(r"\w")
# Letters that `clean_line` leaves alone. Most texts have no others, and to look for those takes
# longer than all else here.
_ORDINARY = re.compile(r"[ -~가-힣ㄱ-ㅎㅏ-ㅣ一-鿿·…‘’“”「」『』]*+")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or a sentence in a list. `key` names it in addresses as long as its words stay.

    In the HTML it was read from, its tag ends at `opened` and its words at `closed`.
    """

    key: str
    words: str  # escaped, as in the HTML
    opened: int
    closed: int

    @property
    def text(self) -> str:
        """As a quote of it is stored."""
        return _as_quoted(self.words)

    @property
    def sentences(self) -> list[str]:
        """Each once, of a very long one the beginning."""
        return list(dict.fromkeys(map(_quotable, sentences(self.text))))

    @property
    def whole(self) -> str:
        """All of its words; empty where they are one sentence or too many for a quote."""
        text = self.text
        is_too_long = grapheme_length(text) > LONGEST_QUOTE
        return "" if is_too_long or len(self.sentences) < 2 else text


class Text:
    """The text of a note as comments quote it. Asks nothing of the database."""

    def __init__(self, html: str):
        self.html, self._places = html, {}

    @property
    def parts(self) -> tuple[Part, ...]:
        """In reading order; not what stands in footnotes, tables and captions."""
        return _parts(self.html)

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def place_of(self, quote: str) -> str | None:
        """Key of the first part that says this; empty where it is said outside of them all, and None
        where it is not said (any more)."""
        if quote not in self._places:
            self._places[quote] = self._find(quote)
        return self._places[quote]

    def _find(self, quote: str) -> str | None:
        if quote not in self._lines:
            return None
        return next((key for key, text in self._texts if quote in text), "")

    @cached_property
    def _texts(self) -> list[tuple[str, str]]:
        return [(part.key, part.text) for part in self.parts]

    @cached_property
    def _lines(self) -> str:
        """All that is said, a line per block: what goes over the end of one is no quote."""
        return "\n".join(_as_quoted(_words(html)) for html in _BLOCK_TAG.split(self.html))


def text_of(note) -> Text:
    """Read once, however many parts of a page ask for it. One query where the note came without.

    What is written of a planned number is nobody's business yet: it says nothing.
    """
    html = note.body_html if note.is_published else ""
    text = getattr(note, "quotable", None)
    if text is None or text.html != html:
        text = note.quotable = Text(html)
    return text


def addresses_in(note, page: str = "") -> Callable[[str], str | None]:
    """Tells where words stand; None where they do not stand (any more). `page` is the note's address,
    empty on that page itself. The text is read at the first question."""
    text = cache(partial(text_of, note))
    return cache(lambda quote: _address(text().place_of(quote), page))


def _address(key: str | None, page: str) -> str | None:
    if key is None:
        return None
    return f"{page}#{anchor(key)}" if key else page or "#content"


def anchor(key: str) -> str:
    return f"p-{key}"


def was_said(note, quote: str) -> bool:
    """Are these words in the note, or were they in what its readers had before?

    Two queries more, and the time to render some texts, where they are not in the note.
    """
    if text_of(note).place_of(quote) is not None:
        return True
    if not note.is_published:
        return False
    earlier = Revision.objects.public().filter(note=note.pk).newest_first()
    bodies = earlier.values_list("body", flat=True)[:LOOKED_BACK]
    texts = (Text(render_note(body, note).html) for body in bodies)
    return any(text.place_of(quote) is not None for text in texts)


@lru_cache(maxsize=KEPT_TEXTS)
def _parts(html: str) -> tuple[Part, ...]:
    """Kept: mostly a page is written anew because of a comment, its text being the same."""
    found, seen = [], {}
    for piece in _PIECE.finditer(html):
        inside = piece["words"]
        words = _words(inside) if inside else ""
        if not _is_part(piece["tag"], words):
            continue
        key = _key(words)
        seen[key] = times = seen.get(key, 0) + 1
        opened, closed = piece.start("words") - 1, piece.start("words") + len(inside.rstrip())
        found.append(Part(key if times == 1 else f"{key}-{times}", words, opened, closed))
    return tuple(found)


def _is_part(tag: str, words: str) -> bool:
    return bool(_LETTER.search(words)) and (tag == "p" or ends_a_sentence(words))


def _words(html: str) -> str:
    """On one line, without marks of footnotes."""
    if "<" in html:
        html = html.replace("<br>\n", " ").replace("<br>", " ")
        html = _NO_WORDS.sub("", html)
    return _on_one_line(html.replace("\n", " "))


def _on_one_line(words: str) -> str:
    return " ".join(words.split()) if "  " in words else words.strip()


def _as_quoted(words: str) -> str:
    text = unescape(words)
    return _on_one_line(text) if _ORDINARY.fullmatch(text) else clean_line(text)


def _key(words: str) -> str:
    return f"{crc32(words.encode()):08x}"[:KEY_LETTERS]


def _quotable(sentence: str) -> str:
    """As much of it as a quote may have, in whole words."""
    cut = truncate_graphemes(sentence, LONGEST_QUOTE, end="")
    is_whole = sentence[len(cut) :][:1] in ("", " ")
    return cut if is_whole else cut.rpartition(" ")[0] or cut
