"""Pictures of a file into the storage, wherever that is."""

import hashlib
import logging
from collections.abc import Callable, Iterable

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from notes.models import Image
from notes.picture_names import FOLDER
from socialstrategy.site_file.archive import MEDIA, PIECE, SiteArchive
from socialstrategy.site_file.manifest import BrokenSiteFile

logger = logging.getLogger(__name__)


class MediaFiles:
    """Stores, and takes back what it has stored.

    A name is one content for ever, nobody knows it before its row is there, and a storage puts a file in
    its place when it is whole: so they go to their places at once. What is there already is never
    touched: it may belong to the site that this one comes from.
    """

    def __init__(self, archive: SiteArchive):
        self._archive, self._stored = archive, []

    def store(self, images: Iterable[Image], progress: Callable[[str], None]) -> int:
        """All files of these pictures; answers how many the archive has. Raises BrokenSiteFile, OSError."""
        packed, count = set(self._archive.pictures), 0
        missing = set(self._archive.manifest.missing_pictures)
        for image in images.iterator(chunk_size=500):
            for name in self._names_of(image):
                if name in packed:
                    self._store(name)
                    count += 1
                    progress(f"… {FOLDER} {count:,}")
                elif name not in missing:
                    said = _("id %(key)s: 그림 파일이 들어 있지 않습니다(%(name)s).")
                    raise BrokenSiteFile(said % {"key": image.pk, "name": name}, "pictures.jsonl")
        return count

    def remove(self):
        for name in self._stored:
            try:
                default_storage.delete(name)
            except OSError as error:
                logger.warning("되돌리지 못한 그림 파일: %s (%s)", name, error)

    def _names_of(self, image: Image) -> list[str]:
        name = image.picture_name
        if name is None or name.file != image.name or image.digest[:16] != name.digest:
            said = _("id %s: 우리 그림의 이름이 아닙니다.") % image.pk
            raise BrokenSiteFile(said, "pictures.jsonl")
        return name.files()

    def _store(self, name: str):
        if default_storage.exists(name):
            self._compare(name)
            return
        with self._archive.open(MEDIA + name) as file:
            self._stored.append(name)
            stored = default_storage.save(name, File(file))
        if stored != name:  # somebody else has stored one at this moment
            self._stored[-1] = stored
            raise BrokenSiteFile(_another(), MEDIA + name)

    def _compare(self, name: str):
        digest = hashlib.sha256()
        with default_storage.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != self._archive.manifest.members[MEDIA + name]["sha256"]:
            raise BrokenSiteFile(_another(), MEDIA + name)


def _another() -> str:
    return _("저장소에 이 이름의 다른 파일이 이미 있습니다.")
