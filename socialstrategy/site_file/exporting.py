"""The site into a ZIP, as it was at one moment, while people go on writing."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.formats import fault
from notes.models import Image, Site
from notes.picture_names import FOLDER
from socialstrategy.site_file import manifest as manifests
from socialstrategy.site_file.archive import MEDIA, PIECE, README, SECRET_KEY
from socialstrategy.site_file.keys import last_keys
from socialstrategy.site_file.manifest import Manifest
from socialstrategy.site_file.rows_out import AT_ONCE, lines
from socialstrategy.site_file.tables import EXPORTED

OWNER_ONLY = 0o600


class CannotExport(Exception):
    """Says why there is no file."""


@dataclass
class Exported:
    """What was written: `bytes` of the ZIP, the rest as in its manifest."""

    manifest: Manifest
    bytes: int
    pictures: int


def export_site(
    path: Path, with_secret_key: bool = False, progress: Callable[[str], None] = lambda said: None
) -> Exported:
    """Raises CannotExport. The file is there whole or not at all, readable by its owner only."""
    if not manifests.is_migrated():
        raise CannotExport(manifests.not_migrated())
    with _new_file(path) as file, _one_moment():
        with ZipFile(file, "w") as archive:
            writer = Writer(archive, progress)
            writer.write_everything(with_secret_key)
        return Exported(writer.manifest, file.tell(), writer.pictures)


class Writer:
    def __init__(self, archive: ZipFile, progress: Callable[[str], None]):
        self._zip, self._progress = archive, progress
        site = Site.objects.filter(pk=Site.ONLY).values_list("name", flat=True)
        self.manifest = Manifest(
            made_at=timezone.now().astimezone(UTC).isoformat(),
            site_name=site.first() or "",
            migrations=manifests.migrations(),
        )
        self.pictures = 0

    def write_everything(self, with_secret_key: bool):
        for table in EXPORTED:
            said = (f"{line}\n".encode() for line in lines(table))
            rows = self._write(table.member, self._told(table.name, said))
            self.manifest.members[table.member]["rows"] = rows
        # Read after the rows: a key that was handed out meanwhile is one too many, never too few.
        self.manifest.last_keys = last_keys()
        for image in Image.objects.order_by("pk").iterator(chunk_size=500):
            for name in image.picture_name.files():
                self._write_picture(name)
        self._write(README, [_readme().encode()])
        if with_secret_key:
            self._write(SECRET_KEY, [settings.SECRET_KEY.encode()])
        self._zip.writestr(self._info(manifests.NAME, ZIP_DEFLATED), self.manifest.as_json())

    def _write(self, name: str, pieces: Iterable[bytes], compress: int = ZIP_DEFLATED) -> int:
        """Answers how many pieces it were."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(self._info(name, compress), "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size, count = size + len(piece), count + 1
        self.manifest.members[name] = {"bytes": size, "sha256": digest.hexdigest()}
        return count

    def _info(self, name: str, compress: int) -> ZipInfo:
        moment = timezone.localtime(datetime.fromisoformat(self.manifest.made_at))
        info = ZipInfo(name, date_time=moment.timetuple()[:6])
        info.compress_type, info.external_attr = compress, (0o100000 | OWNER_ONLY) << 16
        return info

    def _told(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for count, piece in enumerate(pieces, start=1):
            yield piece
            if count % AT_ONCE == 0:
                self._progress(f"… {name} {count:,}")

    def _write_picture(self, name: str):
        """What the storage has lost is no reason to have no file at all."""
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            self.manifest.missing_pictures.append(name)
            return
        with file:
            self._write(MEDIA + name, iter(lambda: file.read(PIECE), b""), ZIP_STORED)
        self.pictures += 1
        self._progress(f"… {FOLDER} {self.pictures:,}")


@contextmanager
def _new_file(path: Path):
    """Written beside its place, and put there when it is finished and on the disk."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists():
            raise CannotExport(_("이미 있는 파일입니다: %s") % path)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise CannotExport(_("파일을 쓸 수 없습니다: %s") % fault(error)) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _one_moment():
    """A transaction that sees what was committed before it and nothing else, and keeps nobody waiting."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # by hand: Django's would be one that writes
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _readme() -> str:
    return _(
        "이 ZIP은 사이트 하나를 통째로 담고 있습니다. 비밀번호의 해시, 이메일 주소, 공개하지 않은 글이"
        " 들어 있으니 데이터베이스처럼 감추어 두세요.\n\n"
        "- *.jsonl: 표 하나. 한 줄이 한 행이고, 글자는 UTF-8, 시각은 UTC입니다. id는 주소에 쓰이니 바꾸지"
        " 마세요.\n"
        "- media/: 올린 그림.\n"
        "- manifest.json: 담은 것의 목록과 확인값.\n\n"
        "되살리기: 빈 사이트에서 manage.py import_site 파일.zip\n"
        "줄을 직접 고쳤으면: manage.py import_site 파일.zip --edited\n"
    )
