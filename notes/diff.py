"""What changed between two texts, for readers of Korean. Pure functions, no database.

Paragraphs are compared first, then the 어절 (words between white space) of those that differ, then the
syllables of a word that was rewritten: of 전략을 → 전략이 only 을 → 이 is a change.

Comparing costs at most `STEPS`, whatever is compared: beyond that, what differs counts as replaced
as a whole (notes/alignment.py).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from notes.alignment import Budget, Run, ends, runs, without_islands
from notes.text import clean, grapheme_length

EQUAL, REMOVED, ADDED = "equal", "removed", "added"
STEPS = 1_000_000  # comparisons of two paragraphs, words or letters: some tenths of a second
LONG_WORD = 12  # letters; shorter ones have one change in the middle

_PARAGRAPH = regex.compile(r"[^\n]+\n*|\n+")
_WORD = regex.compile(r"(\S+)(\s*)|()(\s+)")
_LETTER = regex.compile(r"\X")
_BLOCK = regex.compile(r"\S[^\n]*(?:\n[^\n]+)*")


@dataclass(frozen=True)
class Piece:
    kind: str
    text: str

    @property
    def shown(self) -> str:
        """A line end that came or went is seen as a sign."""
        if self.kind == EQUAL or self.text.strip():
            return self.text
        return self.text.replace("\n", "↵\n")


@dataclass(frozen=True)
class Hunk:
    """A stretch that is the same in both texts, or one that is not. Joined, they are the texts."""

    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != EQUAL for piece in self.pieces)

    @property
    def old(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != ADDED)

    @property
    def new(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != REMOVED)

    @property
    def shown(self) -> list[Piece]:
        """The pieces without the empty lines around them."""
        pieces = list(self.pieces)
        for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
            if pieces[at].text.strip():
                pieces[at] = Piece(pieces[at].kind, strip(pieces[at].text, "\n"))
        return pieces

    @property
    def paragraphs(self) -> int:
        """How many of them: stretches of text between empty lines."""
        return len(_BLOCK.findall(self.new))


def diff(old: str, new: str, steps: int = STEPS) -> list[Hunk]:
    """The hunks from one text to the other, in order. Both are compared as they would be stored
    (`notes.text.clean`), so that the same syllable typed on a Mac is no change."""
    old, new = (_PARAGRAPH.findall(clean(text)) for text in (old, new))
    budget = Budget(steps)
    return _carried([hunk for run in runs(old, new, budget) for hunk in _hunks(run, budget)])


def differences(old: Mapping, new: Mapping, names, steps: int = STEPS) -> dict[str, list[Hunk]]:
    """By name, the hunks of those texts that are not the same, whatever white space is around."""
    found = {name: diff(old[name].strip(), new[name].strip(), steps) for name in names}
    return {name: hunks for name, hunks in found.items() if any(h.is_changed for h in hunks)}


def changed_letters(hunks: Iterable[Hunk]) -> tuple[int, int]:
    """How many letters, as people see them, came and went."""
    count = {EQUAL: 0, ADDED: 0, REMOVED: 0}
    for hunk in hunks:
        for piece in hunk.pieces:
            if piece.kind != EQUAL:
                count[piece.kind] += grapheme_length(piece.text)
    return count[ADDED], count[REMOVED]


# From paragraphs to letters ----------------------------------------------------------------------


def _hunks(run: Run, budget) -> Iterator[Hunk]:
    if run.is_same:
        yield Hunk((Piece(EQUAL, "".join(run.old)),))
        return
    for old, new in _pairs(run, _are_alike):
        yield Hunk(tuple(_words_changed("".join(old), "".join(new), budget)))


def _carried(hunks: list[Hunk]) -> list[Hunk]:
    """A paragraph that comes or goes at the end takes the empty line before it along: the one that
    stood there before is no change."""
    found: list[Hunk] = []
    for hunk in hunks:
        if found and (line_end := _carries(found[-1], hunk)):
            found[-1] = Hunk(found[-1].pieces[:-1])
            first, *rest = hunk.pieces
            hunk = Hunk((Piece(first.kind, line_end + first.text), *rest))
        found.append(hunk)
        if len(found) > 2 and not (found[-3].is_changed or found[-2].is_changed):
            found[-3:-1] = [Hunk((Piece(EQUAL, found[-3].old + found[-2].old),))]
    return found


def _carries(hunk: Hunk, following: Hunk) -> str:
    last, first = hunk.pieces[-1], following.pieces[0]
    is_line_end = last.kind == first.kind != EQUAL and not last.text.strip("\n")
    return last.text if is_line_end and len(hunk.pieces) > 1 else ""


def _words_changed(old: str, new: str, budget) -> list[Piece]:
    """Words are the same whatever white space follows them; that is compared by itself."""
    pieces = []
    for run in without_islands(runs(_words(old), _words(new), budget)):
        if run.is_same:
            for before, after in zip(run.old, run.new, strict=True):
                pieces += [Piece(EQUAL, before), *_replaced(before.after, after.after)]
            continue
        for before, after in _pairs(run, _begin_or_end_alike):
            if len(before) == len(after) == 1:
                pieces += _letters_changed(before[0], after[0], budget)
                pieces += _replaced(before[0].after, after[0].after)
            else:
                pieces += _replaced(*("".join(w + w.after for w in ws) for ws in (before, after)))
    return _joined(pieces)


class _Word(str):
    """A word, and the white space `after` it."""

    after: str


def _words(text: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text):
        word = _Word(match[1] or "")
        word.after = match[2] or match[4] or ""
        words.append(word)
    return words


def _letters_changed(old: str, new: str, budget) -> list[Piece]:
    old, new = _LETTER.findall(old), _LETTER.findall(new)
    first, last = ends(old, new)
    head, tail = old[:first], old[len(old) - last :]
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if not _are_worth_it(first + last, old, new):
        return _replaced("".join(head + old + tail), "".join(head + new + tail))
    if min(len(old), len(new)) > LONG_WORD:
        pieces = []
        for run in without_islands(runs(old, new, budget)):
            pieces += _replaced("".join(run.old), "".join(run.new))
    else:
        pieces = _replaced("".join(old), "".join(new))
    return [Piece(EQUAL, "".join(head)), *pieces, Piece(EQUAL, "".join(tail))]


def _replaced(old: str, new: str) -> list[Piece]:
    if old == new:
        return [Piece(EQUAL, old)]
    return [Piece(REMOVED, old), Piece(ADDED, new)]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """As few as possible: what went before what came, and nothing empty."""
    joined, waiting = [], {REMOVED: "", ADDED: ""}

    def let_go():
        joined.extend(Piece(kind, text) for kind, text in waiting.items() if text)
        waiting.update({REMOVED: "", ADDED: ""})

    for piece in pieces:
        if piece.kind != EQUAL:
            waiting[piece.kind] += piece.text
        elif piece.text:
            let_go()
            if joined and joined[-1].kind == EQUAL:
                piece = Piece(EQUAL, joined.pop().text + piece.text)
            joined.append(piece)
    let_go()
    return joined


# What in a changed run stands for what -----------------------------------------------------------


def _pairs(run: Run, are_alike) -> Iterator[tuple[Sequence, Sequence]]:
    """Cuts it into pairs of one that resemble each other, and what lies between these."""
    old, new = run.old, run.new
    if len(old) == len(new):
        yield from _side_by_side(old, new, are_alike)
        return
    most = min(len(old), len(new))
    first = next((k for k in range(most) if not are_alike(old[k], new[k])), most)
    most -= first
    last = next((k for k in range(most) if not are_alike(old[-1 - k], new[-1 - k])), most)
    yield from (([old[k]], [new[k]]) for k in range(first))
    yield old[first : len(old) - last], new[first : len(new) - last]
    yield from (([old[k]], [new[k]]) for k in range(-last, 0))


def _side_by_side(old, new, are_alike):
    start = 0
    for k, (before, after) in enumerate(zip(old, new, strict=True)):
        if are_alike(before, after):
            if start < k:
                yield old[start:k], new[start:k]
            yield [before], [after]
            start = k + 1
    if start < len(old):
        yield old[start:], new[start:]


def _are_alike(old: str, new: str) -> bool:
    """Two paragraphs that share a third of the beginnings of their words."""
    old, new = ([word[:2] for word in text.split()] for text in (old, new))
    return 3 * (Counter(old) & Counter(new)).total() >= max(len(old), len(new), 1)


def _begin_or_end_alike(old: str, new: str) -> bool:
    old, new = _LETTER.findall(old), _LETTER.findall(new)
    shared = sum(ends(old, new))
    return _are_worth_it(shared, old[shared:], new[shared:])


def _are_worth_it(shared: int, old: list, new: list) -> bool:
    """Is as much of the shorter word the same as is not? `old` and `new` are what is not. Of long
    ones nobody knows before they are compared."""
    rest = min(len(old), len(new))
    return shared >= rest > 0 or (shared > 0 and rest == 0) or rest > LONG_WORD
