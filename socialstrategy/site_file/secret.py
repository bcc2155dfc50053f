"""The key by which the site signs: links in mails that went out, and slips of comments."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.translation import gettext as _

from socialstrategy.site_file.archive import SECRET_KEY, SiteArchive
from socialstrategy.site_file.manifest import BrokenSiteFile

SHORTEST = 50


def key_in(archive: SiteArchive) -> str:
    """Empty if the file has none. Raises BrokenSiteFile for one that no site can have."""
    if not archive.has_secret_key:
        return ""
    key = archive.read(SECRET_KEY, 1000).decode(errors="replace").strip()
    if len(key) < SHORTEST or not key.isprintable():
        raise BrokenSiteFile(_("서명 키가 아닙니다."), SECRET_KEY)
    return key


def is_set_elsewhere() -> bool:
    """Then the operator has it, and no file of ours is asked."""
    return bool(os.environ.get("SECRET_KEY"))


def take_over(key: str):
    """For every process that starts from now on. Raises OSError."""
    path = Path(settings.DATA_DIR) / "secret_key"
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key.", delete=False) as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)  # made for its owner only
