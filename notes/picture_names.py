"""What a stored picture's file is called, and what its name says: size and the widths there are.

    pictures/<digest>-<width>x<height>.jpg (or .png)    what every program can show
    pictures/<digest>-<width>.webp                      one for each of `widths()`

So a page needs neither the database nor the files to write a picture down. Pages that are stored
somewhere hold these names: a change of the rules is a change for new pictures only.
"""

import re
from dataclasses import dataclass

from django.conf import settings

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")  # what is taken in
FOLDER = "pictures/"
# What stands in a Markdown text, wherever the files are served from today (`MEDIA_URL`).
ADDRESS = "/media/"
MAX_WIDTH = 2400
STEPS = (480, 800, 1200, 1600)
# How wide pictures get in CSS pixels: the column of text (`--measure` in static/css/tokens.css), and
# upright ones (`.portrait` in prose.css). In smaller windows the margins take a tenth.
COLUMN = 648
PORTRAIT_COLUMN = 384
_DIGEST = "[0-9a-f]{16}"
_NAME = re.compile(rf"({_DIGEST})-([1-9][0-9]{{0,3}})x([1-9][0-9]{{0,4}})\.(jpg|png)")
_MENTION = re.compile(rf"{FOLDER}({_DIGEST})-")
_SMALLER = re.compile(rf"{_DIGEST}-[1-9][0-9]{{0,3}}\.webp")


@dataclass(frozen=True)
class PictureName:
    """A picture's digest, its size in pixels and the kind (`jpg`, `png`) of its largest file."""

    digest: str
    width: int
    height: int
    kind: str

    @classmethod
    def of_address(cls, address: str) -> "PictureName | None":
        """From an address as it stands in a text; nothing unless it is exactly one of ours."""
        if not address.startswith(ADDRESS + FOLDER):
            return None
        found = _NAME.fullmatch(address, len(ADDRESS + FOLDER))
        if found is None or int(found[2]) > MAX_WIDTH:
            return None
        return cls(found[1], int(found[2]), int(found[3]), found[4])

    @property
    def file(self) -> str:
        return f"{FOLDER}{self.digest}-{self.width}x{self.height}.{self.kind}"

    @property
    def address(self) -> str:
        return ADDRESS + self.file

    def widths(self) -> list[int]:
        """Of the WebP files, in pixels, ascending; the last one is the picture's own."""
        return [step for step in STEPS if step < self.width] + [self.width]

    def smaller_file(self, width: int) -> str:
        return f"{FOLDER}{self.digest}-{width}.webp"

    def files(self) -> list[str]:
        """Every file there is of this picture."""
        return [self.smaller_file(width) for width in self.widths()] + [self.file]

    @property
    def url(self) -> str:
        """Where its largest file is handed out."""
        return settings.MEDIA_URL + self.file

    @property
    def content_type(self) -> str:
        return "image/png" if self.kind == "png" else "image/jpeg"

    @property
    def thumbnail(self) -> str:
        """Where its smallest file is handed out."""
        return settings.MEDIA_URL + self.smaller_file(self.widths()[0])

    @property
    def is_portrait(self) -> bool:
        """Taller than a window if it filled the column. A strip is not: it is read downwards."""
        return 1.2 * self.width < self.height < 2.5 * self.width

    def size_within(self, width: int, height: int) -> tuple[int, int]:
        """Its proportions in a frame of so many pixels; never larger than it is."""
        scale = min(1, width / self.width, height / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def html_attributes(self) -> dict[str, str | int]:
        """Of its `<img>`. Nothing in them is anybody's words, so nothing needs escaping."""
        base = settings.MEDIA_URL
        sources = [f"{base}{self.smaller_file(width)} {width}w" for width in self.widths()]
        shown = min(self.width, PORTRAIT_COLUMN if self.is_portrait else COLUMN)
        return {
            "src": base + self.file,
            "srcset": ", ".join(sources),
            "sizes": f"(min-width: {-(-shown * 10 // 9)}px) {shown}px, 90vw",
            "width": self.width,
            "height": self.height,
            **({"class": "portrait"} if self.is_portrait else {}),
        }


def is_picture_file(name: str) -> bool:
    """Whether a name, without its folder, can be one of ours: the only ones that are handed out."""
    return bool(_NAME.fullmatch(name) or _SMALLER.fullmatch(name))


def pictures_in(text: str) -> set[str]:
    """The digest of each picture whose address stands in the text, as far as the name has it.

    Anywhere in it, in code too: who asks wants to know what may be deleted.
    """
    return set(_MENTION.findall(text))
