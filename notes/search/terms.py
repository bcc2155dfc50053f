"""What is looked up for a title and for a word. Pure functions.

Terms are pairs of letters that stand side by side once the spaces are gone: Korean is written with
spaces or without, and its particles hang on the words. A word can only be in a title that has all of
its pairs. To these come a note's series and number, which are looked up in the same way.
"""

import unicodedata
from datetime import UTC, datetime, timedelta

import regex

# To be raised with every change of what these functions answer; then run `reindex_search`.
VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# NFKC would turn ㅋㅋ into U+110F twice, and ㄱㅏ into 가.
_NOT_LONE_JAMO = regex.compile(r"[^\u3131-\u318E]+")


def fold(text: str) -> str:
    """As searched and never as stored: without case, full width as half width, ㅋㅋ as it is."""
    return _NOT_LONE_JAMO.sub(_fold_run, unicodedata.normalize("NFC", text))


def _fold_run(run) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", run[0]).casefold())


def squeeze(text: str) -> str:
    """Folded, without its spaces."""
    return "".join(fold(text).split())


def terms(text: str) -> tuple[str, ...]:
    """The pairs of letters of a squeezed text, each once, in order; a single letter is itself."""
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    return tuple(dict.fromkeys(pairs)) or (text,)


def terms_at_start(text: str) -> tuple[str, ...]:
    """Terms of titles that begin with a squeezed text: a space stands before the first letter."""
    return terms(" " + text)


def series_term(key: int) -> str:
    return f"series {key}"


def number_term(number: int) -> str:
    return f"number {number}"


def note_terms(title: str, series_id: int | None, number: int | None) -> set[str]:
    """All terms of a note with this squeezed title; digits count alone too, others do not."""
    found = set(terms_at_start(title)) | {letter for letter in title if letter.isdecimal()}
    if series_id:
        found |= {series_term(series_id), number_term(number)}
    return found


def moment(at: datetime) -> int:
    """Microseconds since 1970: a third of the bytes of a date on SQLite, in the same order."""
    return (at - _EPOCH) // _MICROSECOND
