"""Cards in the site's storage: the owner's folder holds one picture, named by its digest.

Only what was published when its picture was asked for comes in here. The storage may be slow, full
or away: that costs a drawing, never a page or a picture.
"""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from notes.cards import Picture

logger = logging.getLogger(__name__)


def png(picture: Picture) -> bytes:
    """The picture from the storage, or drawn now and put there."""
    name = f"{picture.folder}/{picture.card.digest}.png"
    kept = _read(name)
    if kept is not None:
        return kept
    # Pillow and the font take some megabytes: only the process that draws has them.
    from notes.cards.drawing import png as draw

    drawn = draw(picture.card)
    _keep(name, drawn)
    return drawn


def forget(folder: str) -> None:
    """Remove what is kept of an owner that is no longer public."""
    try:
        _remove_others(folder, keep=None)
    except Exception:
        logger.warning("카드 그림을 지우지 못했습니다: %s", folder, exc_info=True)


def _read(name: str) -> bytes | None:
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except Exception:  # each kind of storage has its own; none of them is the visitor's business
        logger.warning("카드 그림을 읽지 못했습니다: %s", name, exc_info=True)
        return None


def _keep(name: str, png: bytes) -> None:
    """Store a picture and remove those it replaces.

    Two at the same moment: the second gets another name from the storage, which is removed at once.
    """
    folder, _slash, file = name.rpartition("/")
    try:
        default_storage.save(name, ContentFile(png))
        _remove_others(folder, keep=file)
    except Exception:
        logger.warning("카드 그림을 저장하지 못했습니다: %s", name, exc_info=True)


def _remove_others(folder: str, keep: str | None) -> None:
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        if file != keep:
            default_storage.delete(f"{folder}/{file}")
