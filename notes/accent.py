"""The owner's accent colour: from one colour the four that pages need, each readable where it stands.

The hue and, where they can be, lightness and chroma are the owner's. Lightness is moved in OKLCH
(https://www.w3.org/TR/css-color-4/#ok-lab), which looks the same step for every hue, until the
contrast of WCAG 2.2 holds.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notes.paths import Path

PATH = Path("notes:accent", str)
DESIGN = 1  # raised when the same colour is to come out differently
READABLE = 4.5  # contrast of text
AIMED_AT = 4.55  # colours are rounded to a 256th afterwards
DISTINCT = 3.2  # of a seal on the dark page; leaves its letters more than 4.5
COMFORTABLE = 6.0  # in the dark a colour that is just readable looks dull
# The grounds of static/css/tokens.css: the darker one of the light pages, the lighter of the dark ones,
# and the letters on a filled seal.
LIGHT_GROUND, DARK_GROUND, SEAL_INK = "#f2eee5", "#24211d", "#fff6ee"
DARK_PAPER = "#1a1815"
# The named ones. The first is the style sheet's own.
CINNABAR = ""
PRESETS = {
    CINNABAR: _("주사"),
    "#2f5d9b": _("쪽빛"),
    "#2f6b4f": _("솔빛"),
    "#c98a1b": _("치자"),
    "#4a453d": _("먹"),
}
CINNABAR_COLOURS = ("#b3361f", "#f0876b")  # on light and on dark, in tokens.css
_HEX = re.compile(r"#[0-9a-f]{6}")
STEPS = 20  # halvings: finer than a 256th

Triple = tuple[float, float, float]


def check_colour(text: str):
    if not _HEX.fullmatch(text):
        raise ValidationError(_("색은 #b3361f처럼 여섯 자리로 적어 주세요."))


@dataclass(frozen=True)
class Accent:
    """`#rrggbb` each: text on light, text on dark, the ground of a seal on light and on dark."""

    light: str
    dark: str
    stamp_light: str
    stamp_dark: str

    @property
    def css(self) -> str:
        return (
            "@layer tokens{:root{"
            f"--color-seal:light-dark({self.light},{self.dark});"
            f"--color-stamp:light-dark({self.stamp_light},{self.stamp_dark})"
            "}}\n"
        )


@lru_cache(maxsize=16)
def accent_of(colour: str) -> Accent:
    lightness, chroma, hue = _to_oklch(colour)
    on_light = _darkest_needed(lightness, chroma, hue, LIGHT_GROUND)
    on_dark = _lightest_needed(lightness, chroma, hue, DARK_GROUND)
    stamp = _to_oklch(_darkest_needed(lightness, chroma, hue, SEAL_INK))[0]
    on_dark_page = _nearest(stamp, 1.0, chroma, hue, DARK_PAPER, DISTINCT)
    return Accent(on_light, on_dark, on_light, on_dark_page)


@lru_cache(maxsize=16)
def accent_path(colour: str) -> str:
    return PATH(digest_of(colour))


def digest_of(colour: str) -> str:
    return hashlib.sha256(f"{DESIGN} {colour}".encode()).hexdigest()[:12]


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _darkest_needed(lightness: float, chroma: float, hue: float, ground: str) -> str:
    """The colour itself if it is readable, else as little darker as makes it so."""
    return _nearest(lightness, 0.0, chroma, hue, ground, AIMED_AT)


def _lightest_needed(lightness: float, chroma: float, hue: float, ground: str) -> str:
    return _nearest(lightness, 1.0, chroma, hue, ground, COMFORTABLE)


def _nearest(start: float, end: float, chroma: float, hue: float, ground: str, ratio: float) -> str:
    """Between two lightnesses the one nearest to `start` whose contrast with `ground` holds."""
    colour = _to_hex(start, chroma, hue)
    if contrast(colour, ground) >= ratio:
        return colour
    found = _to_hex(end, chroma, hue)
    for _step in range(STEPS):
        middle = (start + end) / 2
        colour = _to_hex(middle, chroma, hue)
        if contrast(colour, ground) >= ratio:
            found, end = colour, middle
        else:
            start = middle
    return found


# Colours -------------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Triple:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def _to_oklch(colour: str) -> Triple:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return lightness, hypot(a, b), atan2(b, a)


def _to_hex(lightness: float, chroma: float, hue: float) -> str:
    """With as much of the chroma as sRGB has at this lightness."""
    low, high = 0.0, chroma
    rgb = _to_linear(lightness, chroma, hue)
    if not _is_shown(rgb):
        for _step in range(STEPS):
            middle = (low + high) / 2
            low, high = (
                (middle, high) if _is_shown(_to_linear(lightness, middle, hue)) else (low, middle)
            )
        rgb = _to_linear(lightness, low, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(max(c, 0.0), 1.0))):02x}" for c in rgb)


def _is_shown(rgb: Triple) -> bool:
    return all(-1e-6 <= part <= 1 + 1e-6 for part in rgb)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _to_linear(lightness: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
