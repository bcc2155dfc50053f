"""Which number a title says its note has, and what remains of the title without it."""

import re
from collections.abc import Iterable, Sequence

from notes.interchange.records import NoteData, SeriesData
from notes.text import clean_line

_DIGITS = str.maketrans("０１２３４５６７８９：．－", "0123456789:.-")
# `전략 2.0 시대` and `전략 1:1 대화` name no number: a sign between two digits separates nothing.
_NUMBER = r"\s*[#＃]?\s*(?<!\d)([1-9]\d{0,5})(?:\s*[:.\-–—·|](?!\d)|\s+[:\-–—·|]|\s*$)\s*"
_LEADING = re.compile(r"[#＃]?([1-9]\d{0,5})\s*[.):\-–—](?!\d)\s*")
_TRAILING = re.compile(r"(?:^|\s|[#＃])([1-9]\d{0,5})$")


def number_in_title(title: str, names: Iterable[str]) -> tuple[str, int, str] | None:
    """The name, number and rest of a title such as `소셜전략 1 : 같이`; the longest name wins.

    The rest is empty for `소셜전략 7`.
    """
    readable = clean_line(title).translate(_DIGITS)
    for name in sorted(names, key=len, reverse=True):
        match = name and re.match(re.escape(name) + _NUMBER, readable, re.IGNORECASE)
        if match:
            return name, int(match[1]), clean_line(title)[match.end() :].strip()
    return None


def place_in_series(
    title: str, categories: Sequence[SeriesData]
) -> tuple[SeriesData, int, str] | None:
    """The category whose name and number open the title, the number, the title without them."""
    named = {clean_line(category.title): category for category in categories}
    found = number_in_title(title, named)
    return found and (named[found[0]], found[1], found[2] or clean_line(title))


def number_anywhere(title: str) -> int | None:
    """A number at the beginning (`7. 제목`) or the end (`전략 7`) of a title."""
    readable = clean_line(title).translate(_DIGITS)
    match = _LEADING.match(readable) or _TRAILING.search(readable)
    return int(match[1]) if match else None


def numbers_in_one_series(notes: Sequence[NoteData]) -> dict[str, int] | None:
    """Ref → number as the file or the titles say, if every note has a number of its own."""
    said = {note.ref: note.number or number_anywhere(note.title) for note in notes}
    numbers = set(said.values())
    return said if None not in numbers and len(numbers) == len(said) else None


def in_order_of_date(notes: Sequence[NoteData]) -> list[NoteData]:
    """Oldest first, notes without a date last."""
    dated = [note for note in notes if note.published_at]
    undated = [note for note in notes if not note.published_at]
    return [*sorted(dated, key=lambda note: note.published_at), *undated]
