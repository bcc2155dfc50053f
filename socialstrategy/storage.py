import os
import posixpath
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE_SHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("([\w.-]+)"\)\s*([\w-]*)\s*;')


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for ever, ready compressed; imports between our ES modules are rewritten too.

    The style sheets that `css/site.css` imports are joined into it: one request instead of ten.
    Strict: a page that names a file which does not exist fails in the tests, not at the reader's.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if SITE_SHEET in paths and not dry_run:
            joined = InMemoryStorage()
            joined.save(SITE_SHEET, ContentFile(join_sheets(paths, SITE_SHEET).encode()))
            paths = {**paths, SITE_SHEET: (joined, SITE_SHEET)}
        yield from super().post_process(paths, dry_run, **options)


class MediaStorage(FileSystemStorage):
    """A file is there whole or not at all, for every process and after a power cut. Bytes only."""

    def _save(self, name, content):
        os.makedirs(self.location, exist_ok=True)
        with NamedTemporaryFile(dir=self.location, suffix=".part", delete=False) as file:
            part = File(file)
            part.temporary_file_path = lambda: file.name  # Django renames what has a place already
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                return super()._save(name, part)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


def join_sheets(paths: dict, name: str) -> str:
    """The sheet with what it imports in place; `paths` is what collectstatic found.

    Only imports of neighbours are understood, with one medium at most.
    """

    def replace(found):
        neighbour, medium = found.groups()
        text = _read(paths, posixpath.join(posixpath.dirname(name), neighbour))
        return f"@media {medium} {{\n{text}\n}}" if medium else text

    return _IMPORT.sub(replace, _read(paths, name))


def _read(paths: dict, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
