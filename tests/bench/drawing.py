"""A result as a drawing: one line a page, a ring for each size of site, the largest filled.

Where nothing grows, the rings lie in one another. Plain SVG, light or dark as the reader's system
is, with letters that every system has.
"""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from tests.bench.results import LABELS, Row, rows

WIDTH, ROW, HEAD, FOOT = 760, 19, 92, 34
NAMES, GAP, GROWTH = 212, 16, 44  # widths: names of pages, between panels, numbers of growth
STYLE = """
svg { background: #fbfaf7; }
text { fill: #2b2926; font: 12px system-ui, -apple-system, "Apple SD Gothic Neo", "Noto Sans KR",
"Malgun Gothic", sans-serif; }
.title { font-size: 16px; font-weight: 600; } .quiet { fill: #6b665e; } .number { text-anchor: end; }
.middle { text-anchor: middle; } .grid { stroke: #dedad2; } .band { fill: #f2efe8; }
.way { stroke: #a9a295; stroke-width: 2; } .ring { fill: none; stroke: #57524a; stroke-width: 1.5; }
.full { fill: #57524a; } .grows { fill: #b3321f; font-weight: 600; }
.way.bad { stroke: #b3321f; } .full.bad { fill: #b3321f; }
@media (prefers-color-scheme: dark) {
svg { background: #1b1a18; } text { fill: #e6e2da; } .quiet { fill: #a49e93; } .grid { stroke: #3a3733; }
.band { fill: #232220; } .way { stroke: #6f695f; } .ring { stroke: #cfc9be; } .full { fill: #cfc9be; }
.grows { fill: #ff8f7a; } .way.bad { stroke: #ff8f7a; } .full.bad { fill: #ff8f7a; }
}
"""


def svg(found: dict) -> str:
    """A whole document. The axis is logarithmic: the same distance is the same factor."""
    by_key = rows(found)
    pages = list(dict.fromkeys(page for _database, page in by_key))
    height = HEAD + ROW * len(pages) + FOOT
    panels = list(found["databases"])
    width = (WIDTH - NAMES - 12) / len(panels)
    scale = Scale.of(list(by_key.values()), width - GAP - GROWTH)
    parts = [*_head(found, pages, height)]
    for place, database in enumerate(panels):
        left = NAMES + GAP + place * width
        parts += _panel(found, database, pages, left, scale, width)
    return "\n".join([*parts, "</svg>", ""])


class Scale:
    """From milliseconds to pixels, with a line at 1, 2, 5, 10, …"""

    def __init__(self, least: float, most: float, width: float):
        self._start, self._end = math.log10(least), math.log10(most)
        self._width = width
        powers = range(math.floor(self._start), math.ceil(self._end) + 1)
        steps = (1, 2, 5) if self._end - self._start < 2 else (1,)
        ticks = [step * 10**power for power in powers for step in steps]
        self.ticks = [tick for tick in ticks if least <= tick <= most]

    @classmethod
    def of(cls, found: list[Row], width: float) -> "Scale":
        values = [value for row in found for value in row.ms]
        return cls(min(values) / 1.2, max(values) * 1.2, width)

    def x(self, ms: float) -> float:
        return (math.log10(ms) - self._start) / (self._end - self._start) * self._width


def _head(found: dict, pages: list[str], height: int) -> Iterator[str]:
    sizes = " → ".join(f"{size:,}" for size in found["sizes"])
    title = f"CPU ms of a page, {sizes} notes · 글이 늘 때 한 쪽의 값"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label={quoteattr(title)} font-size="12">'
    )
    yield f"<title>{escape(title)}</title><style>{STYLE}</style>"
    yield _text(12, 26, title, "title")
    yield _text(12, 46, "A ring for each size, the largest filled. At the right: growth.", "quiet")
    for place, page in enumerate(pages):
        if place % 2 == 0:
            yield (
                f'<rect class="band" x="0" y="{HEAD + place * ROW}" width="{WIDTH}" height="{ROW}"/>'
            )
        yield _text(NAMES, _middle(place) + 4, page, "number")


def _panel(found, database, pages, left, scale, width) -> Iterator[str]:
    bottom = HEAD + ROW * len(pages)
    yield _text(left, 68, found["databases"][database]["version"], "title")
    for tick in scale.ticks:
        x = left + scale.x(tick)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD}" y2="{bottom}"/>'
        for y in (HEAD - 8, bottom + 16):
            yield _text(x, y, f"{tick:g}", "quiet middle")
    by_key = rows(found)
    for place, page in enumerate(pages):
        if row := by_key.get((database, page)):
            yield from _row(row, _middle(place), left, scale, left + width - GAP)


def _row(row: Row, y: float, left: float, scale: Scale, right: float) -> Iterator[str]:
    bad = " bad" if row.grows else ""
    said = ", ".join(f"{size:,}: {cost['ms']:.2f} ms" for size, cost in row.costs.items())
    yield f"<g><title>{escape(f'{LABELS[row.database]}, {row.page}: {said}')}</title>"
    places = [left + scale.x(value) for value in row.ms]
    first, last = min(places), max(places)
    yield f'<line class="way{bad}" x1="{first:.1f}" x2="{last:.1f}" y1="{y}" y2="{y}"/>'
    for rank, x in enumerate(places[:-1]):
        yield f'<circle class="ring" cx="{x:.1f}" cy="{y}" r="{6 - 1.5 * rank:.1f}"/>'
    yield f'<circle class="full{bad}" cx="{places[-1]:.1f}" cy="{y}" r="3"/>'
    yield _text(right, y + 4, f"{row.growth:.2f}", f"number {'grows' if bad else 'quiet'}") + "</g>"


def _middle(place: int) -> float:
    return HEAD + (place + 0.5) * ROW


def _text(x: float, y: float, said: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(said)}</text>'
