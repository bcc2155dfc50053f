"""The site's icons, drawn from the mark that share cards carry: `python -m notes.cards.icons`.

What it writes into `static/img/` is kept with the code, so a site needs nobody to run this.
"""

import io
from pathlib import Path

from PIL import Image

from notes.cards.drawing import STAMP, STAMP_INK, mark_shape, seal_shape

FOLDER = Path(__file__).resolve().parents[2] / "static" / "img"
ROUNDED = 5 / 64  # as in favicon.svg
FULL = 0
# Launchers cut maskable icons to any shape around a circle of 80 %; phones round the corners.
MASKABLE_SCALE, TOUCH_SCALE = 0.78, 0.86


def icon(size: int, radius: float = FULL, scale: float = 1.0) -> Image.Image:
    """A square of cinnabar with the mark; transparent beyond rounded corners."""
    image = Image.new("RGBA", (size, size), (*STAMP, 0))
    image.putalpha(seal_shape(size, size, radius))
    image.paste((*STAMP_INK, 255), mask=mark_shape(size, scale))
    return image if radius else image.convert("RGB")


def files() -> dict[str, bytes]:
    """Name and content of every icon."""
    return {
        "favicon.ico": _ico(16, 32, 48),
        "apple-touch-icon.png": _png(icon(180, scale=TOUCH_SCALE)),
        "icon-192.png": _png(icon(192, ROUNDED)),
        "icon-512.png": _png(icon(512, ROUNDED)),
        "icon-maskable-512.png": _png(icon(512, scale=MASKABLE_SCALE)),
    }


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _ico(*sizes: int) -> bytes:
    """Each size is drawn for itself: a small one is no shrunken large one."""
    images = [icon(size, ROUNDED) for size in sizes]
    file = io.BytesIO()
    images[-1].save(file, "ICO", sizes=[image.size for image in images], append_images=images[:-1])
    return file.getvalue()


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
