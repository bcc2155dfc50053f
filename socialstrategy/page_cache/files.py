"""Finished pages as files, for a front server that hands them out by itself (`PAGE_FILES`).

    pages/series/소셜전략/1/index.html  .gz  .br    the page at /series/소셜전략/1/
    tags/note-12/3f2a…                              names a page that shows note 12

What is to be forgotten is found by the names in `tags`, whichever process wrote the page, so all
processes of one machine share the folder. They may be killed at any moment: who starts them, and
sees them end, clears it.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from socialstrategy.page_cache.finished import Page

LONGEST_NAME = 255  # bytes; of most file systems
# The plain file comes last and goes first: the front server looks for that one.
FORMS = {"br": "index.html.br", "gzip": "index.html.gz", "": "index.html"}


class PageFiles:
    def __init__(self, folder: Path):
        self.pages, self.tags = folder / "pages", folder / "tags"

    def write(self, address: str, page: Page):
        """Puts the page at this address (as WSGI has it). Pages that are no HTML are left out."""
        path = _path(address)
        if path is None or not page.is_html:
            return
        for tag in page.tags:
            _write(self.tags / tag / hashlib.sha256(path.encode()).hexdigest()[:32], path.encode())
        for encoding, name in FORMS.items():
            _write(self.pages / path / name, page.form(encoding).body)

    def forget(self, tags: Iterable[str]):
        for tag in tags:
            for mark in _files_in(self.tags / tag):
                with contextlib.suppress(FileNotFoundError):  # another process is as quick
                    self._remove(mark.read_text())
                    mark.unlink()

    def clear(self):
        for folder in (self.pages, self.tags):
            shutil.rmtree(folder, ignore_errors=True)

    def _remove(self, path: str):
        for name in reversed(FORMS.values()):
            (self.pages / path / name).unlink(missing_ok=True)


def _path(address: str) -> str | None:
    """Below `pages`; nothing for what no folder can be called, or would lie elsewhere."""
    try:
        path = address.encode("latin-1").decode()
    except UnicodeDecodeError:
        return None
    if path == "/":
        return "."
    names = path.strip("/").split("/")
    is_plain = path == f"/{'/'.join(names)}/" and "\0" not in path
    fits = all(name not in ("", ".", "..") and len(name.encode()) <= LONGEST_NAME for name in names)
    return "/".join(names) if is_plain and fits else None


def _files_in(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


def _write(path: Path, content: bytes):
    """Whole or not at all, and readable for the front server."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o644)
    os.replace(file.name, path)
