"""What a text looks like to a machine that searches copies of it. Pure functions.

Two texts that share most of their five-letter pieces very probably share the piece with the lowest
or the one with the highest checksum. Both are stored and indexed with the comment, so that a copy
is looked up among any number of comments and then compared exactly.
"""

import unicodedata
from functools import lru_cache
from zlib import crc32

import regex

from comments.scripts import without_links

PIECE = 5  # letters
FEWEST = 16  # different pieces; with less honest people write the same words, or ㅋㅋㅋㅋㅋㅋㅋㅋ
LONGEST = 1000  # letters that are looked at

# Most texts have no others, and need not be looked at letter by letter.
_USUAL_SIGNS, _DIGITS = ".,!?*", "0123456789"
_QUOTED_LINES = regex.compile(r"(?m)^\s*>.*$")


# A new comment is asked for three times, by its row and by the search for copies; an earlier one as often as
# somebody says something that begins like it.
@lru_cache(maxsize=256)
def letters(text: str) -> str:
    """What of it is compared: links, quoted lines, digits, signs, case and width do not count. A copy often
    changes just those, and quoting somebody is not copying."""
    if ">" in text:
        text = _QUOTED_LINES.sub(" ", text)
    text = without_links(text)
    # NFKC is allowed here because nothing of it is stored.
    text = "".join(unicodedata.normalize("NFKC", text).lower().split())
    text = _without(_USUAL_SIGNS, text)
    if not text.isalpha():
        text = _without(_DIGITS, text)
        text = text if text.isalpha() else "".join([each for each in text if each.isalpha()])
    return text[:LONGEST]


def _without(signs: str, text: str) -> str:
    for sign in signs:
        text = text.replace(sign, "")
    return text


@lru_cache(maxsize=16)
def pieces(text: str) -> frozenset[int]:
    """Checksums of the text's pieces; empty when there are no five letters."""
    data = letters(text).encode("utf-32-le", "surrogatepass")
    return frozenset(
        map(crc32, [data[i : i + 4 * PIECE] for i in range(0, len(data) - 4 * PIECE + 4, 4)])
    )


def likeness(some: frozenset[int], others: frozenset[int]) -> float:
    """From 0 (nothing in common) to 1 (the same letters)."""
    return len(some & others) / len(some | others) if some and others else 0.0


def are_alike(text: str, other: str, least: float) -> bool:
    """Is their likeness at least this? Of texts that only share a phrase, as most candidates do, it is known
    after a few pieces: who lacks too many of the one's pieces is not like it, whatever else it says."""
    some, whole = letters(text), letters(other)
    if some == whole:
        return len(some) >= PIECE
    missing, own = 0, _pieces_of(some)
    most = (1 - least) * len(own)
    for piece in own:
        if piece not in whole:
            missing += 1
            if missing > most + 1:  # two pieces may have one checksum
                return False
    return likeness(pieces(text), pieces(other)) >= least


@lru_cache(maxsize=16)
def _pieces_of(some: str) -> frozenset[str]:
    return frozenset(some[at : at + PIECE] for at in range(len(some) - PIECE + 1))
