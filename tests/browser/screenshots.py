"""Takes the pictures in docs/screenshots/ anew: `python -m tests.browser.screenshots URL`.

URL is a running site with the demo series; the pictures stand in README.md and README.ko.md.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "series": "/series/함께-짓기/",
    "note": "/series/함께-짓기/3/",
    "archive": "/archive/",
}
SIZES = {375: 812, 1280: 900}  # width: height, in CSS pixels
COLOURS = 128  # of a picture's palette: paper and ink need few


def main(url: str):
    chromium = next(path for name in NAMES if (path := shutil.which(name)))
    arguments = ARGUMENTS + (["--no-sandbox"] if os.getuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    locale="ko-KR",
                )
                for name, path in PAGES.items():
                    page.goto(url.rstrip("/") + path)
                    _save(page.screenshot(), FOLDER / f"{name}-{width}-{scheme}.png")
        browser.close()


def _save(screenshot: bytes, path: Path):
    path.parent.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB").quantize(COLOURS, dither=0)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
