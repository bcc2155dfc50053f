"""Which font has which letter, how wide words are, where a line ends. Knows nothing of pictures."""

import math
import re
from functools import cache, lru_cache
from itertools import accumulate, groupby, pairwise
from pathlib import Path

import regex
from PIL import ImageFont, features

SHIPPED = Path(__file__).resolve().parents[2] / "static" / "fonts" / "geulbang-serif.woff2"
# Asked in this order for what the shipped font lacks (뷁, Hanja): file and face within it.
# Serifs first. Colour emoji are left out: they would be the loudest thing on the card.
INSTALLED = (
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 1),  # Debian, Ubuntu
    ("/usr/share/fonts/google-noto-serif-cjk-fonts/NotoSerifCJK-Bold.ttc", 1),  # Fedora
    ("/usr/share/fonts/google-noto-serif-cjk-vf-fonts/NotoSerifCJK-VF.ttc", 1),
    ("/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc", 1),  # Arch
    ("/usr/share/fonts/noto/NotoSerifCJK-Bold.ttc", 1),  # Alpine
    ("/usr/share/fonts/truetype/nanum/NanumMyeongjoBold.ttf", 0),
    ("/usr/share/fonts/truetype/unfonts-core/UnBatangBold.ttf", 0),
    ("/System/Library/Fonts/Supplemental/AppleMyungjo.ttf", 0),  # macOS
    ("C:/Windows/Fonts/batang.ttc", 0),  # Windows
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 1),
    ("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc", 1),
    ("/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc", 1),
    ("/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf", 0),
    ("/System/Library/Fonts/AppleSDGothicNeo.ttc", 6),
    ("C:/Windows/Fonts/malgunbd.ttf", 0),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf", 0),
    ("/usr/share/fonts/dejavu-serif-fonts/DejaVuSerif-Bold.ttf", 0),
    ("/System/Library/Fonts/Supplemental/Arial Unicode.ttf", 0),
)
ELLIPSIS = "…"

# Brackets such as 「」 without the half em of white inside their square.
_FEATURES = ["palt"] if features.check("raqm") else None
_MEASURED_AT = 100  # pixels; the font is not hinted, so widths grow with the size
_NO_CHARACTER = "\U0010ffff"
_PRESENTATION = re.compile("[\ufe00-\ufe0f]")  # text or emoji: it is text here
_GRAPHEME = regex.compile(r"\X")
_EMPTIED = re.compile(r"\(\s*\)|\[\s*\]|「\s*」|『\s*』|《\s*》|〈\s*〉|“\s*”|‘\s*’")
_PAUSES = (",", ".", ":", ";", "?", "!", "—", "–", "·")
_PAUSE_GAIN = 0.2  # as good as the white of a line that is a little more than half full
_TOLERANCE = 0.004  # words measured one by one, without the kerning at their spaces
_TRAILING = " ,;:·-–—(「『“‘《〈"


@lru_cache(maxsize=1)
def faces() -> tuple[tuple[str, int], ...]:
    """The shipped font and, of the installed ones, those that this machine has and can open."""
    found = [(str(SHIPPED), 0)]
    for path, index in INSTALLED:
        try:
            ImageFont.truetype(path, _MEASURED_AT, index)
        except OSError:
            continue
        found.append((path, index))
    return tuple(found)


@lru_cache(maxsize=16)  # opened at one size, the shipped font takes a megabyte
def font(face: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    path, index = face
    return ImageFont.truetype(path, size, index)


def drawable(text: str) -> str:
    """`text` without the letters that no font has, and without the brackets they leave empty."""
    letters = [letter for letter in _GRAPHEME.findall(text) if _face_of(letter)]
    kept = "".join(letters)
    if kept != text:
        kept = _EMPTIED.sub("", kept)
    return " ".join(kept.split())


def runs(text: str) -> list[tuple[tuple[str, int], str]]:
    """Stretches of a drawable text, each with the face that has all of its letters."""
    letters = groupby(_GRAPHEME.findall(text), key=_face_of)
    return [(face, "".join(run)) for face, run in letters]


@lru_cache(maxsize=4096)
def _face_of(letter: str) -> tuple[str, int] | None:
    plain = _PRESENTATION.sub("", letter)
    return next((face for face in faces() if plain and all(has(face, c) for c in plain)), None)


def has(face: tuple[str, int], character: str) -> bool:
    """Whether the picture of this character is another one than the empty box (.notdef)."""
    if character == " ":
        return True
    drawn = picture(face, character)
    return drawn[0] != (0, 0) and drawn != _box(face)


@lru_cache(maxsize=32)
def _box(face: tuple[str, int]) -> tuple[tuple[int, int], bytes]:
    return picture(face, _NO_CHARACTER)


def picture(face: tuple[str, int], character: str) -> tuple[tuple[int, int], bytes]:
    """Size and grey values of one character, to be compared with another."""
    mask = font(face, _MEASURED_AT).getmask(character)
    return mask.size, bytes(mask)


def width(text: str, size: int) -> float:
    """Of a drawable text on one line."""
    measured = (
        font(face, _MEASURED_AT).getlength(run, features=_FEATURES) for face, run in runs(text)
    )
    return sum(measured) * size / _MEASURED_AT


def draw_line(draw, text: str, x: float, baseline: float, size: int) -> None:
    """Puts a drawable text on a greyscale picture, in white, from `x` on to the right."""
    for face, run in runs(text):
        here = font(face, size)
        draw.text((x, baseline), run, fill=255, font=here, anchor="ls", features=_FEATURES)
        x += here.getlength(run, features=_FEATURES)


def fitted(text: str, room: int, steps: tuple[tuple[int, int], ...]) -> tuple[int, list[str]]:
    """The first step (size, greatest number of lines) that takes the whole text, and its lines.

    Words stay whole unless even the last step is too narrow for one; there the text is cut with an
    ellipsis when it has more lines than may be.
    """
    words = text.split()
    for size, most in steps:
        lines = broken(text, size, room)
        if len(lines) <= most and all(width(word, size) <= room for word in words):
            return size, _balanced(words, size, room, len(lines))
    return size, _shortened(lines, most, size, room)


def broken(text: str, size: int, room: float) -> list[str]:
    """Lines filled up one after another, broken at spaces (`keep-all`), inside a word at need."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, size, room)
    return [line for line in lines if line]


def _pieces(word: str, size: int, room: float) -> list[str]:
    if width(word, size) <= room:
        return [word]
    pieces = [""]
    for letter in _GRAPHEME.findall(word):
        if pieces[-1] and width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _balanced(words: list[str], size: int, room: int, count: int) -> list[str]:
    """So many lines, of nearly one length, that end at a pause where they can."""
    if count < 2:
        return [" ".join(words)] if words else []
    space = width(" ", size)
    ends = [0, *accumulate(width(word, size) + space for word in words)]

    def cost(start: int, end: int) -> float:
        gap = 1 - (ends[end] - ends[start] - space) / room
        pauses = end < len(words) and words[end - 1].endswith(_PAUSES)
        return math.inf if gap < -_TOLERANCE else gap * gap - _PAUSE_GAIN * pauses

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        """The cost of what comes from word `start` on, and where its lines begin."""
        if lines == 1:
            return cost(start, len(words)), (start,)
        firsts = range(start + 1, len(words) - lines + 2)
        ways = ((cost(start, end) + best(end, lines - 1)[0], end) for end in firsts)
        least, end = min(ways)
        return least, (start, *best(end, lines - 1)[1])

    starts = best(0, count)[1]
    return [" ".join(words[start:end]) for start, end in pairwise((*starts, len(words)))]


def _shortened(lines: list[str], most: int, size: int, room: float) -> list[str]:
    """The first lines, with an ellipsis at the end when there were more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while width(last + ELLIPSIS, size) > room:
        last = last.rpartition(" ")[0] or "".join(_GRAPHEME.findall(last)[:-1])
    return [*lines[: most - 1], last.rstrip(_TRAILING) + ELLIPSIS]
