"""Where two sequences of paragraphs, words or letters say the same, in a bounded number of steps.

Python's difflib has no such bound, and texts full of repetition make it take minutes.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

AT_ONCE = 40_000  # steps: what is larger is cut at what stands once in both
DEEPEST = 8  # times


class Budget:
    def __init__(self, steps: int):
        self.left = steps

    def has(self, steps: int) -> bool:
        """Spends them, if there are as many."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


@dataclass
class Run:
    """As many neighbours as possible that are all the same, or all not."""

    old: list
    new: list
    is_same: bool

    @cached_property
    def size(self) -> int:
        """Letters, of the longer side."""
        return max(sum(map(len, self.old)), sum(map(len, self.new)))

    def take_in(self, following: "Run"):
        """What it weighs is known from then on without counting anew."""
        size = self.size + following.size
        self.old += following.old
        self.new += following.new
        self.size = size


def runs(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Run]:
    """Both from beginning to end, cut where they begin or cease to say the same."""
    found, i, j = [], 0, 0
    for first, last in _stretches(_matches(old, new, budget)):
        if i < first[0] or j < first[1]:
            found.append(Run(old[i : first[0]], new[j : first[1]], False))
        i, j = last[0] + 1, last[1] + 1
        found.append(Run(old[first[0] : i], new[first[1] : j], True))
    if i < len(old) or j < len(new):
        found.append(Run(old[i:], new[j:], False))
    return found


def _stretches(matches: list[tuple[int, int]]) -> Iterator[tuple]:
    """The first and the last of each row of neighbours."""
    if not matches:
        return
    start = matches[0]
    for here, after in pairwise(matches):
        if after != (here[0] + 1, here[1] + 1):
            yield start, here
            start = after
    yield start, matches[-1]


def without_islands(runs: list[Run]) -> list[Run]:
    """Two words that are the same in the midst of others by chance: no reader wants to see them."""
    kept: list[Run] = []
    for run in runs:
        run = Run(list(run.old), list(run.new), run.is_same)
        while len(kept) > 1 and not run.is_same and _is_island(kept[-2], kept[-1], run):
            kept[-2].take_in(kept.pop())
            kept[-1].take_in(run)
            run = kept.pop()
        kept.append(run)
    return kept


def _is_island(before: Run, island: Run, after: Run) -> bool:
    return 2 * island.size <= min(before.size, after.size)


def _matches(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[tuple[int, int]]:
    """Pairs of places in ascending order at which both say the same."""
    found, todo = [], [(0, len(old), 0, len(new), 0)]
    while todo:
        i, i_end, j, j_end, depth = todo.pop()
        first, last = ends(old[i:i_end], new[j:j_end])
        found += [(i + k, j + k) for k in range(first)]
        found += [(i_end - 1 - k, j_end - 1 - k) for k in range(last)]
        i, i_end, j, j_end = i + first, i_end - last, j + first, j_end - last
        steps = (i_end - i) * (j_end - j)
        if not steps:
            continue
        if steps <= AT_ONCE:
            if budget.has(steps):
                best = _most_in_common(old[i:i_end], new[j:j_end])
                found += [(i + a, j + b) for a, b in best]
        elif depth < DEEPEST:
            once = [(i + a, j + b) for a, b in _once_in_both(old[i:i_end], new[j:j_end])]
            found += once
            if once:
                borders = [(i - 1, j - 1), *once, (i_end, j_end)]
                todo += [
                    (a + 1, a_next, b + 1, b_next, depth + 1)
                    for (a, b), (a_next, b_next) in pairwise(borders)
                ]
    return sorted(found)


def _most_in_common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest common subsequence, in letters: a long word says more than three short ones."""
    below = [0] * (len(new) + 1)
    table = [below]
    for word in reversed(old):
        row, right = [0] * (len(new) + 1), 0
        for j in range(len(new) - 1, -1, -1):
            right = below[j + 1] + len(word) + 1 if word == new[j] else max(below[j], right)
            row[j] = right
        table.append(below := row)
    table.reverse()
    i = j = 0
    found = []
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _once_in_both(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Of what stands once in each, as many as keep their order ("patience")."""
    olds, news = Counter(old), Counter(new)
    place = {word: i for i, word in enumerate(old) if olds[word] == 1 == news[word]}
    pairs = [(place[word], j) for j, word in enumerate(new) if word in place]
    ends: list[int] = []
    chain: list[tuple] = []  # by length: the last pair, and those before it
    for pair in pairs:
        length = bisect_left(ends, pair[0])
        link = (pair, chain[length - 1] if length else None)
        ends[length : length + 1], chain[length : length + 1] = [pair[0]], [link]
    found, link = [], chain[-1] if chain else None
    while link:
        found.append(link[0])
        link = link[1]
    return found[::-1]


def ends(old: Sequence, new: Sequence) -> tuple[int, int]:
    """How many are the same at the beginning, and of the others at the end."""
    most = min(len(old), len(new))
    first = next((k for k in range(most) if old[k] != new[k]), most)
    most -= first
    last = next((k for k in range(most) if old[-1 - k] != new[-1 - k]), most)
    return first, last
