import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
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
