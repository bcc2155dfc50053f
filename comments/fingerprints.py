"""What a text looks like to a machine that searches copies of it. Pure functions.

Two texts that share most of their five-letter pieces very probably share the piece with the lowest
or the one with the highest checksum. Both are stored and indexed with the comment, so that a copy
is looked up among any number of comments and then compared exactly.
"""

import unicodedata
from functools import lru_cache
from zlib import crc32

import regex

from comments.scripts import WHOLE_LINK

PIECE = 5  # letters
FEWEST = 16  # different pieces; with less honest people write the same words, or ㅋㅋㅋㅋㅋㅋㅋㅋ
LONGEST = 1000  # letters that are looked at

_QUOTED_LINES = regex.compile(r"(?m)^\s*>.*$")
_NOT_LETTERS = regex.compile(r"[^\p{L}]+")


# A new comment is asked for twice, by its row and by the search for copies.
@lru_cache(maxsize=16)
def pieces(text: str) -> frozenset[int]:
    """Checksums of the text's pieces; empty when there are no five letters.

    Links, quoted lines, digits, signs, case and width do not count: a copy often changes just those,
    and quoting somebody is not copying.
    """
    # NFKC is allowed here because nothing of it is stored.
    text = unicodedata.normalize("NFKC", WHOLE_LINK.sub(" ", _QUOTED_LINES.sub(" ", text))).lower()
    letters = _NOT_LETTERS.sub("", text)[:LONGEST]
    data = letters.encode("utf-32-le", "surrogatepass")
    return frozenset(
        map(crc32, [data[i : i + 4 * PIECE] for i in range(0, len(data) - 4 * PIECE + 4, 4)])
    )


def likeness(some: frozenset[int], others: frozenset[int]) -> float:
    """From 0 (nothing in common) to 1 (the same letters)."""
    return len(some & others) / len(some | others) if some and others else 0.0
