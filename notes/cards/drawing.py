"""The one layout of all cards, and the seal. A card is a book's cover: paper, ink, and one stamp.

What matters stands in the square in the middle, so that it survives every crop: KakaoTalk takes
1200 × 600, some lists a square. Distances are in pixels from the upper left corner.
"""

import io
from functools import lru_cache
from itertools import pairwise
from threading import Lock

from PIL import Image, ImageDraw

from notes.cards import HEIGHT, WIDTH
from notes.cards.typesetting import draw_line, drawable, fitted, width

LEFT, RIGHT = 292, 908
ROOM = RIGHT - LEFT

# static/css/tokens.css: --color-paper, -ink, -quiet, -stamp, -seal-ink in light.
PAPER, INK, QUIET = (0xFA, 0xF8, 0xF3), (0x25, 0x22, 0x1D), (0x65, 0x5F, 0x55)
STAMP, STAMP_INK = (0xB3, 0x36, 0x1F), (0xFF, 0xF6, 0xEE)

TITLE_STEPS = ((136, 1), (112, 1), (96, 2), (84, 2), (76, 3), (68, 3), (57, 4), (50, 4))
TITLE_TOP, TITLE_TOP_ALONE, TITLE_LEADING = 128, 72, 1.32
ABOVE_STEPS, ABOVE_BASELINE = ((38, 1), (34, 1)), 96
FOOT_STEPS, FOOT_BASELINE, FOOT_LEADING = ((28, 2),), 566, 40
FOOT_GAP = 28
SEAL_SIZE, SEAL_TOP, SEAL_GREATEST_WIDTH = 132, 440, 330
# As the seal on pages: components.css, relative to its height.
SEAL_FIGURES, SEAL_PADDING, SEAL_RADIUS = 1 / 1.6, 0.16, 0.056
# Hangul has a little white at its left: so much of its size do large letters move out.
OPTICAL_MARGIN = 0.035

# static/img/favicon.svg, in its own units.
MARK_BOX, MARK_STROKE = 64, 4.6
MARK = (
    ((15, 12), (49, 12), (49, 24)),
    ((9, 31), (55, 31)),
    ((15, 38), (49, 38), (49, 45), (15, 45), (15, 52), (49, 52)),
)
_FINER = 4  # shapes are drawn so many times larger and then reduced: smooth edges
_SHADES = 32
_COARSE = 48  # icons up to this size have no pixels to spare
_one_at_a_time = Lock()


def png(card) -> bytes:
    """The picture of a card. One at a time in a process, and the last few are remembered.

    A font is not for two threads at the same moment, and a storage that is out of order must not
    make the server draw the same card for every visitor.
    """
    with _one_at_a_time:
        return _png(card)


@lru_cache(maxsize=16)
def _png(card) -> bytes:
    file = io.BytesIO()
    # Level 9 would be a tenth smaller and take five times as long.
    _Sheet().print(card).save(file, "PNG", compress_level=6)
    return file.getvalue()


class _Sheet:
    """One layer of grey for each ink; together they become a picture with few, exact colours."""

    def __init__(self):
        self.ink, self.quiet, self.stamp, self.stamp_ink = (
            Image.new("L", (WIDTH, HEIGHT)) for _ink in range(4)
        )

    def print(self, card) -> Image.Image:
        above = drawable(card.above)
        title = drawable(card.title) or drawable(card.foot)
        foot_room = ROOM - FOOT_GAP - self._seal(card.seal)
        self._title(title, TITLE_TOP if above else TITLE_TOP_ALONE)
        self._above(above)
        self._foot(drawable(card.foot), foot_room)
        return self._coloured()

    def _title(self, text: str, top: int):
        size, lines = fitted(text, ROOM, TITLE_STEPS)
        self._lines(self.ink, lines, top + size * 0.88, size, size * TITLE_LEADING)

    def _above(self, text: str):
        size, lines = fitted(text, ROOM, ABOVE_STEPS)
        self._lines(self.quiet, lines, ABOVE_BASELINE, size, 0)

    def _foot(self, text: str, room: int):
        size, lines = fitted(text, room, FOOT_STEPS)
        top = FOOT_BASELINE - FOOT_LEADING * (len(lines) - 1)
        self._lines(self.quiet, lines, top, size, FOOT_LEADING)

    def _lines(self, layer, lines, baseline: float, size: int, leading: float):
        draw = ImageDraw.Draw(layer)
        for line in lines:
            draw_line(draw, line, LEFT - size * OPTICAL_MARGIN, round(baseline), size)
            baseline += leading

    def _seal(self, figures: str) -> int:
        """Stamps the number, or the mark without one, into the lower right; answers its width."""
        size = round(SEAL_SIZE * SEAL_FIGURES)
        while width(figures, size) > SEAL_GREATEST_WIDTH * (1 - SEAL_PADDING):
            size -= 2
        breadth = max(SEAL_SIZE, round(width(figures, size) + 2 * SEAL_PADDING * SEAL_SIZE))
        corner = (RIGHT - breadth, SEAL_TOP)
        self.stamp.paste(seal_shape(breadth, SEAL_SIZE), corner)
        inside = _centred(figures, breadth, size) if figures else mark_shape(SEAL_SIZE)
        self.stamp_ink.paste(inside, corner)
        return breadth

    def _coloured(self) -> Image.Image:
        image = Image.new("P", (WIDTH, HEIGHT), 0)
        inks = (
            (self.ink, PAPER, INK),
            (self.quiet, PAPER, QUIET),
            (self.stamp, PAPER, STAMP),
            (self.stamp_ink, STAMP, STAMP_INK),
        )
        palette = []
        for number, (layer, ground, ink) in enumerate(inks):
            palette += _ramp(ground, ink)
            first = number * _SHADES
            shades = layer.point([first + grey * (_SHADES - 1) // 255 for grey in range(256)])
            image.paste(shades, mask=layer.point([0] + [255] * 255))
        image.putpalette(palette)
        return image


def _ramp(ground, ink) -> list[int]:
    """Red, green, blue of the shades from one colour to another, one after the other."""
    steps = [shade / (_SHADES - 1) for shade in range(_SHADES)]
    return [round(a + (b - a) * step) for step in steps for a, b in zip(ground, ink, strict=True)]


def _centred(figures: str, breadth: int, size: int) -> Image.Image:
    """White on black, as high as the seal, centred by what is seen of the figures."""
    written = Image.new("L", (breadth, SEAL_SIZE))
    draw_line(ImageDraw.Draw(written), figures, 0, SEAL_SIZE * 0.75, size)
    seen = written.crop(written.getbbox())
    middle = Image.new("L", written.size)
    middle.paste(seen, ((breadth - seen.width) // 2, (SEAL_SIZE - seen.height) // 2))
    return middle


def seal_shape(breadth: int, height: int, radius: float = SEAL_RADIUS) -> Image.Image:
    """The stamp's ground, white on black. `radius` of its corners is relative to the height."""
    large = Image.new("L", (breadth * _FINER, height * _FINER))
    corner = (large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, *corner), height * _FINER * radius, fill=255)
    return large.reduce(_FINER)


def mark_shape(size: int, scale: float = 1.0) -> Image.Image:
    """The site's mark, white on black, in a square. `scale` below 1 leaves more red around it."""
    unit, edge = size * scale / MARK_BOX, size * (1 - scale) / 2
    lines = [[(edge + x * unit, edge + y * unit) for x, y in line] for line in MARK]
    if size <= _COARSE:
        return _mark_of_pixels(size, lines, max(round(MARK_STROKE * unit), 1))
    large = Image.new("L", (size * _FINER, size * _FINER))
    for line in lines:
        points = [(x * _FINER, y * _FINER) for x, y in line]
        stroke = round(MARK_STROKE * unit * _FINER)
        ImageDraw.Draw(large).line(points, fill=255, width=stroke, joint="curve")
    return large.reduce(_FINER)


def _mark_of_pixels(size: int, lines, stroke: int) -> Image.Image:
    """Where pixels are few, strokes fill whole ones: half a pixel of red between two is pink."""
    image = Image.new("L", (size, size))
    for line in lines:
        corners = [(int(x - (stroke - 1) / 2), int(y - (stroke - 1) / 2)) for x, y in line]
        for start, end in pairwise(corners):
            (left, right), (top, bottom) = map(sorted, zip(start, end, strict=True))
            box = (left, top, right + stroke - 1, bottom + stroke - 1)
            ImageDraw.Draw(image).rectangle(box, fill=255)
    return image
