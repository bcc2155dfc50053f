"""Bars as a page draws them: places in a drawing of 100 units height, without scripts and styles."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100
STEP, WIDTH = 10, 8  # of a bar with its gap, and without
LEAST = 2  # of what is not nothing


@dataclass(frozen=True)
class Bar:
    label: str
    number: int
    x: int
    height: int

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    name: str  # part of an id
    title: str
    bars: tuple[Bar, ...]
    bar_width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def of(cls, name: str, title: str, labels: Sequence[str], numbers: Sequence[int]) -> "Chart":
        most = max(numbers, default=0)
        pairs = enumerate(zip(labels, numbers, strict=True))
        bars = (Bar(label, n, STEP * at, _height(n, most)) for at, (label, n) in pairs)
        return cls(name, title, tuple(bars))

    @property
    def width(self) -> int:
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.number for bar in self.bars)

    @property
    def highest(self) -> Bar:
        """The last one of those that are."""
        return max(reversed(self.bars), key=lambda bar: bar.number)


def _height(number: int, most: int) -> int:
    return max(LEAST, round(HEIGHT * number / most)) if number else 0
