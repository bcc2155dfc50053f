"""The numbers of a series, a hundred a page, and ways to get to any of ten thousand."""

from dataclasses import dataclass, field

from django.http import Http404
from django.utils.formats import number_format

from notes.models import Note
from notes.models.series import GREATEST_NUMBER

SIZE = 100
STEPS = 10  # links in a row


@dataclass(frozen=True)
class Range:
    """A link to where some numbers begin."""

    low: int
    high: int
    address: str
    is_here: bool

    @property
    def words(self) -> str:
        return f"{_figure(self.low)}–{_figure(self.high)}"


@dataclass(frozen=True)
class NumberPage:
    """`lines` are published and planned notes by number; the addresses are query strings.

    `address` is that of the page itself (empty for the first), `asked` what the request called it.
    """

    lines: list[Note]
    asked: str
    address: str
    note_count: int
    planned_count: int
    previous: str | None = None
    next: str | None = None
    last: str | None = None
    ranges: list[list[Range]] = field(default_factory=list)

    @property
    def is_all(self) -> bool:
        return self.previous is None and self.next is None

    @property
    def words(self) -> str:
        """From which number to which."""
        return f"{_figure(self.lines[0].number)}–{_figure(self.lines[-1].number)}"


def page_from(series, query) -> NumberPage:
    """The page of a series, read with `counted()`, that begins at the number `?from=`.

    Where that number is not listed it begins at the next one. Raises Http404 where none follows.
    """
    asked = _asked(query)
    announced = series.notes.announced().order_by("number")
    lines = list(announced.filter(number__gte=asked or 0).lines()[: SIZE + 1])
    if asked is not None and not lines:
        raise Http404
    known = {"asked": "" if asked is None else f"?from={query['from']}"}
    if asked is None and len(lines) <= SIZE:
        planned = sum(note.is_planned for note in lines)
        counts = {"note_count": len(lines) - planned, "planned_count": planned}
        return NumberPage(lines, address="", **counts, **known)
    return _one_of_many(series, announced, lines, known)


def _asked(query) -> int | None:
    if "from" not in query:
        return None
    text = query["from"]
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Http404
    return min(int(text), GREATEST_NUMBER)


def _one_of_many(series, announced, lines, known) -> NumberPage:
    start = lines[0].number
    before = announced.filter(number__lt=start).reverse().values_list("number", flat=True)
    before = list(before[: SIZE + 1])
    planned = series.notes.planned().count()
    numbers = announced.values_list("number", flat=True)
    final = list(numbers.reverse()[:SIZE])
    # Of the pages that follow one another from the first number on, the last one.
    last = final[(series.note_count + planned - 1) % len(final)]
    return NumberPage(
        lines[:SIZE],
        address=f"?from={start}" if before else "",
        note_count=series.note_count,
        planned_count=planned,
        previous=(f"?from={before[SIZE - 1]}" if len(before) > SIZE else "") if before else None,
        next=f"?from={lines[SIZE].number}" if len(lines) > SIZE else None,
        last=f"?from={last}" if len(lines) > SIZE else None,
        ranges=_ranges(numbers[0], final[0], start),
        **known,
    )


def _ranges(first: int, last: int, here: int) -> list[list[Range]]:
    """Rows of at most so many links: to the thousands, then to the hundreds of this thousand."""
    rows, low, high = [], first, last
    while True:
        step = SIZE
        while (high - 1) // step - (low - 1) // step >= STEPS:
            step *= 10
        begins = range((low - 1) // step * step + 1, high + 1, step)
        rows.append([_range(begin, step, first, last, here) for begin in begins])
        if step == SIZE:
            return rows
        low = (here - 1) // step * step + 1
        high = min(low + step - 1, last)


def _range(begin: int, step: int, first: int, last: int, here: int) -> Range:
    end = begin + step - 1
    address = f"?from={begin}" if begin > first else ""
    return Range(begin, min(end, last), address, begin <= here <= end)


def _figure(number: int) -> str:
    return number_format(number, force_grouping=True)
