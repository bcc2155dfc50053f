"""A ZIP that may be a site: what is taken for one, and its parts, piece by piece.

Whoever made the file may have meant harm, or a disk may have. Nothing of it is believed: which names
it has, how large things are, that what is packed is what the manifest says.
"""

import hashlib
import json
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from notes.formats import fault
from notes.picture_names import FOLDER, is_picture_file
from socialstrategy.site_file import manifest as manifests
from socialstrategy.site_file.manifest import BrokenSiteFile, Manifest

README = "README.txt"
SECRET_KEY = "secret_key.txt"
MEDIA = "media/"
TABLE = re.compile(r"[a-z_]{1,60}\.jsonl")
PIECE = 1 << 20  # bytes
LONGEST_LINE = 64 << 20  # bytes
LARGEST_PICTURE = 256 << 20  # bytes
# Of what is packed: text shrinks to a quarter, rows of numbers to a twentieth, a bomb to a thousandth.
MOST_SHRINKING = 200
SMALL = 16 << 20  # bytes; below that nobody minds
_FAULTS = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class SiteArchive:
    """An open file whose names, sizes and manifest are in order. BrokenSiteFile for any other.

    With `is_edited` the tables may differ from what the manifest says of them: somebody has changed
    lines by hand.
    """

    def __init__(self, path: Path, is_edited: bool = False):
        self._zip, self.is_edited = _opened(path), is_edited
        try:
            self._infos = _infos(self._zip)
            self.manifest = self._manifest()
            self._compare_names()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_about):
        self.close()

    def close(self):
        self._zip.close()

    @property
    def pictures(self) -> list[str]:
        """Names of stored files, without `MEDIA`."""
        return [name.removeprefix(MEDIA) for name in self._infos if name.startswith(MEDIA)]

    @property
    def has_secret_key(self) -> bool:
        return SECRET_KEY in self._infos

    def verify(self):
        """Read everything once. Raises BrokenSiteFile unless it is what the manifest says."""
        for name in self.manifest.members:
            digest, size = hashlib.sha256(), 0
            with self.open(name) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
            self._compare(name, size, digest.hexdigest())

    def lines(self, member: str) -> Iterator[tuple[int, dict]]:
        """Each line's number and what it says."""
        with self.open(member) as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise BrokenSiteFile(_("줄이 너무 깁니다."), member, number)
                if line.strip():
                    yield number, _parsed(line, member, number)

    @contextmanager
    def open(self, name: str):
        """A member, for reading. What is wrong with it while it is read is a BrokenSiteFile too."""
        try:
            with self._zip.open(self._infos[name]) as file:
                yield _Told(file, name)
        except _Damaged as error:
            raise BrokenSiteFile(
                _("압축이 깨졌거나 끝까지 오지 않았습니다(%s).") % error.__cause__, name
            ) from None

    def read(self, name: str, most: int) -> bytes:
        with self.open(name) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise BrokenSiteFile(_("너무 큽니다."), name)
        return content

    def _manifest(self) -> Manifest:
        if manifests.NAME not in self._infos:
            raise BrokenSiteFile(_("export_site가 만든 파일이 아닙니다."))
        return Manifest.read(self.read(manifests.NAME, manifests.MOST_BYTES))

    def _compare_names(self):
        packed = self._infos.keys() - {manifests.NAME}
        if gone := self.manifest.members.keys() - packed:
            raise BrokenSiteFile(_("파일 안에 있어야 하는데 없습니다."), min(gone))
        if added := packed - self.manifest.members.keys():
            raise BrokenSiteFile(_("목록(manifest.json)에 없는 것이 들어 있습니다."), min(added))

    def _compare(self, name: str, size: int, digest: str):
        said = self.manifest.members[name]
        if self.is_edited and TABLE.fullmatch(name):
            return
        if size != said["bytes"] or digest != said["sha256"]:
            raise BrokenSiteFile(
                _(
                    "내용이 내보낼 때와 다릅니다. 파일이 상했거나 누가 고쳤습니다."
                    " 직접 고친 파일이면 --edited를 적어 주세요."
                ),
                name,
            )


class _Damaged(Exception):
    pass


class _Told:
    """A member's bytes. Each fault of the ZIP itself has the same name."""

    def __init__(self, file, name: str):
        self._file, self.name = file, name

    def read(self, size: int = -1) -> bytes:
        return self._told(self._file.read, size)

    def readline(self, size: int) -> bytes:
        return self._told(self._file.readline, size)

    def seek(self, place: int) -> int:
        return self._told(self._file.seek, place)

    def _told(self, act, *arguments):
        try:
            return act(*arguments)
        except _FAULTS as error:
            raise _Damaged from error


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except FileNotFoundError:
        raise BrokenSiteFile(_("파일이 없습니다: %s") % path) from None
    except BadZipFile:
        raise BrokenSiteFile(_("ZIP 파일이 아니거나 끝까지 오지 않았습니다.")) from None
    except OSError as error:
        raise BrokenSiteFile(_("파일을 열 수 없습니다: %s") % fault(error)) from None
    except _FAULTS:
        raise BrokenSiteFile(_("ZIP 파일이 깨졌습니다.")) from None


def _infos(archive: ZipFile) -> dict[str, ZipInfo]:
    found = {}
    for info in archive.infolist():
        if why := _wrong_with(info):
            raise BrokenSiteFile(why, repr(info.orig_filename))
        if info.filename in found:
            raise BrokenSiteFile(_("같은 이름이 두 번 들어 있습니다."), info.filename)
        found[info.filename] = info
    return found


def _wrong_with(info: ZipInfo) -> str:
    """Names are compared with the few that there can be, so none leads anywhere else."""
    mode = info.external_attr >> 16
    if info.filename != info.orig_filename or not _is_ours(info.filename):
        return _("이런 이름은 들어 있을 수 없습니다.")
    if info.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        return _("파일이 아닙니다.")
    if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return _("암호가 걸렸거나 모르는 방법으로 압축했습니다.")
    if info.filename.startswith(MEDIA) and info.file_size > LARGEST_PICTURE:
        return _("너무 큽니다.")
    if info.file_size > max(SMALL, MOST_SHRINKING * info.compress_size):
        return _("풀면 지나치게 커집니다.")
    return ""


def _is_ours(name: str) -> bool:
    if name in (manifests.NAME, README, SECRET_KEY):
        return True
    if name.startswith(MEDIA + FOLDER):
        return is_picture_file(name.removeprefix(MEDIA + FOLDER))
    return bool(TABLE.fullmatch(name))


def _parsed(line: bytes, member: str, number: int) -> dict:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BrokenSiteFile(_("JSON이 아닙니다: %s") % error, member, number) from None
    if not isinstance(found, dict):
        raise BrokenSiteFile(_("JSON 객체가 아닙니다."), member, number)
    return found
