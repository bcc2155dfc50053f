"""Uploaded pictures: decoded, turned upright, freed of all that is no picture, and written anew.

What is in a file decides, never its name. Nothing of the bytes that came in is ever kept or handed
out, so what else may be hidden in them (a script, a place, a second file) ends here.
"""

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ImageCms, ImageOps

from notes.models import Image
from notes.picture_names import FORMATS, MAX_WIDTH, PictureName

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_HEIGHT = 16_383  # of a WebP file
# What one picture needs while it is worked on can be 450 MB, so a process takes one at a time.
_one_at_a_time = threading.Lock()


class RefusedPicture(ValueError):
    """Says to the person who sent it what is wrong and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture that is ready to be kept: its name, and the bytes of each of its files."""

    name: PictureName
    digest: str
    files: dict[str, bytes] = field(repr=False)

    @property
    def bytes(self) -> int:
        return sum(len(content) for content in self.files.values())


def store(file, name: str, alt: str = "", by=None) -> Image:
    """Keep the picture in a binary file, which somebody called `name`. RefusedPicture if it is none.

    The same file twice is one Image; its description is taken only where it has none yet.
    """
    return keep(read_picture(file), name, alt, by)


def keep(picture: Picture, name: str, alt: str = "", by=None) -> Image:
    """The row of a picture, its files stored before anybody can see the row; all of it or nothing.

    `by` is the account that sent it; whoever sends a picture that is here already gets that one.
    """
    with transaction.atomic():
        image, is_new = Image.objects.get_or_create(
            digest=picture.digest,
            defaults={
                "name": picture.name.file,
                "original_name": name,
                "alt": alt,
                "width": picture.name.width,
                "height": picture.name.height,
                "bytes": picture.bytes,
                "uploaded_by": by,
            },
        )
        if is_new:
            _write(picture.files)
        elif alt and not image.alt:
            image.alt = alt
            image.save(update_fields=["alt"])
    return image


def _write(files: dict[str, bytes]):
    """Nobody else writes these: whoever stores the same file waits for our row."""
    try:
        for name, content in files.items():
            default_storage.delete(
                name
            )  # left by a process that was killed; its end may be missing
            default_storage.save(name, ContentFile(content))
    except BaseException:
        for name in files:
            default_storage.delete(name)
        raise


def read_picture(file) -> Picture:
    """Decode a binary file and encode it in all our sizes; RefusedPicture if that cannot be done."""
    content = file.read(MAX_BYTES + 1)
    if not content:
        raise RefusedPicture(_("빈 파일입니다. 그림을 다시 골라 주십시오."))
    if len(content) > MAX_BYTES:
        raise RefusedPicture(_("파일이 너무 큽니다. 그림은 20MB까지 받습니다."))
    digest = hashlib.sha256(content).hexdigest()
    with _one_at_a_time:
        image, is_photograph = _decode(content)
        return _encode(image, digest, is_photograph)


# In ----------------------------------------------------------------------------------------------


def _decode(content: bytes) -> tuple[PIL.Image.Image, bool]:
    """The first frame, upright, in sRGB, at most 2,400 pixels wide; and whether it was a JPEG."""
    try:
        with PIL.Image.open(BytesIO(content), formats=FORMATS) as image:
            _refuse_too_many_pixels(image)
            is_photograph = image.format in ("JPEG", "MPO")
            image.draft(None, (MAX_WIDTH, MAX_WIDTH))  # a JPEG is read at a half or a quarter
            image.load()
            return _in_srgb(_fitting(_upright(image))), is_photograph
    except RefusedPicture:
        raise
    except PIL.UnidentifiedImageError:
        raise RefusedPicture(_what_it_is(content)) from None
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning):
        raise RefusedPicture(_too_many_pixels()) from None
    except Exception:  # on a hostile or broken file the decoders raise whatever they like
        raise RefusedPicture(
            _("그림 파일이 깨졌거나 끝까지 오지 않았습니다. 원본을 다시 올려 주십시오.")
        ) from None


def _refuse_too_many_pixels(image: PIL.Image.Image):
    """Before a pixel is decoded: a few kilobytes can unfold to gigabytes."""
    if image.width * image.height > MAX_PIXELS:
        raise RefusedPicture(_too_many_pixels())


def _too_many_pixels() -> str:
    return _("그림이 너무 큽니다. 가로와 세로를 곱해 5천만 화소까지 받습니다.")


def _what_it_is(content: bytes) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and b"<svg" in content[:65536].lower():
        return _("SVG는 받지 않습니다. PNG로 내보내어 올려 주십시오.")
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return _("HEIC 사진은 읽지 못합니다. JPEG로 바꾸어 올려 주십시오.")
    return _("그림이 아닙니다. JPEG, PNG, WebP, GIF, AVIF 파일을 받습니다.")


def _upright(image: PIL.Image.Image) -> PIL.Image.Image:
    with suppress(Exception):  # the camera's notes are broken, the picture is not
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _fitting(image: PIL.Image.Image) -> PIL.Image.Image:
    size = image.width, image.height
    if image.width > MAX_WIDTH:
        size = MAX_WIDTH, max(1, round(image.height * MAX_WIDTH / image.width))
    if size[1] > MAX_HEIGHT:
        raise RefusedPicture(_("그림이 너무 깁니다. 여러 장으로 나누어 올려 주십시오."))
    return _plain_mode(image).resize(size, PIL.Image.Resampling.LANCZOS, reducing_gap=3)


def _plain_mode(image: PIL.Image.Image) -> PIL.Image.Image:
    """In a mode that can be scaled and encoded: L, RGB, RGBA, or CMYK for its profile to convert."""
    if image.mode.startswith("I;16"):  # convert() would cut off everything above 255
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode in ("1", "I", "F") else "RGB")


def _in_srgb(image: PIL.Image.Image) -> PIL.Image.Image:
    """Colours as every screen shows them, so that no profile need be kept; and no other metadata."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile := image.info.get("icc_profile"):
        image = _converted(image, profile, mode)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if image.mode == "RGBA" and image.getextrema()[3][0] == 255:
        image = image.convert("RGB")
    image.info = {}
    return image


def _converted(image: PIL.Image.Image, profile: bytes, mode: str) -> PIL.Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):  # a profile of another kind of picture, or a broken one
        return image


# Out ---------------------------------------------------------------------------------------------


def _encode(image: PIL.Image.Image, digest: str, is_photograph: bool) -> Picture:
    """The largest file comes last, so that it is stored last."""
    kind, largest = _largest(image, is_photograph)
    name = PictureName(digest[:16], image.width, image.height, kind)
    smaller = {
        name.smaller_file(width): _webp(_scaled(image, width))
        for width in name.widths()
        if width < image.width
    }
    own = _sharp_webp(image) if kind == "png" else _webp(image)
    files = {**smaller, name.smaller_file(image.width): own, name.file: largest}
    return Picture(name, digest, files)


def _largest(image: PIL.Image.Image, is_photograph: bool) -> tuple[str, bytes]:
    """PNG for what is transparent, and for drawings: there it is smaller, and sharp."""
    if image.mode == "RGBA":
        return "png", _bytes(image, "PNG", optimize=True)
    options = {"quality": 82, "optimize": True, "progressive": True}
    if is_photograph:
        return "jpg", _bytes(image, "JPEG", **options)
    if indexed := _with_palette(image):
        return "png", _bytes(indexed, "PNG", optimize=True)
    jpeg = _bytes(image, "JPEG", subsampling=0, **options)  # coloured letters stay sharp
    png = _bytes(image, "PNG", optimize=True)
    return ("png", png) if len(png) <= len(jpeg) else ("jpg", jpeg)


def _with_palette(image: PIL.Image.Image) -> PIL.Image.Image | None:
    """The very same picture in a third of the bytes; nothing where it has too many colours."""
    if image.mode != "RGB" or not image.getcolors(256):
        return None
    indexed = image.quantize(256)
    return indexed if indexed.convert("RGB").tobytes() == image.tobytes() else None


def _webp(image: PIL.Image.Image) -> bytes:
    return _bytes(image, "WEBP", quality=80, method=4)


def _sharp_webp(image: PIL.Image.Image) -> bytes:
    """Of a drawing, without loss if that is smaller; scaled down, its soft edges never are."""
    return min(_webp(image), _bytes(image, "WEBP", lossless=True, quality=50, method=2), key=len)


def _scaled(image: PIL.Image.Image, width: int) -> PIL.Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), PIL.Image.Resampling.LANCZOS)


def _bytes(image: PIL.Image.Image, kind: str, **options) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
