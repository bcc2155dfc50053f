"""Files that are no pictures, or more than pictures: refused in a sentence, or made harmless.

Each is built here and sent through the desk's own door. `MARK` stands for whatever somebody hides in a
file: not one byte of it may come out again, under whatever name the file came in.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ImageCms, PngImagePlugin

from notes.images import MAX_PIXELS
from notes.models import Image
from notes.picture_names import is_picture_file
from tests.pictures import as_bytes, gradient

pytestmark = pytest.mark.django_db
UPLOAD = "/desk/pictures/upload/"
MARK = b"SPRENGSATZ"
SCRIPT = b"<script>alert('" + MARK + b"')</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
PHP = b"<?php system($_GET['" + MARK + b"']); ?>"
JS = b"alert('" + MARK + b"');"


# How they are made -------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=40, height=30, *extra: bytes, data: bytes | None = None) -> bytes:
    """A grey PNG, written by hand, with chunks of one's own before the pixels."""
    rows = b"".join(b"\0" + bytes(width) for _row in range(height)) if data is None else data
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(extra)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg_with(*segments: bytes, after: bytes = b"") -> bytes:
    plain = as_bytes(gradient(60, 40), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:] + after


def jpeg_that_claims(width: int, height: int) -> bytes:
    """The frame header says so; the pixels behind it are those of a small one."""
    plain = as_bytes(gradient(64, 64), "JPEG")
    return plain.replace(struct.pack(">HH", 64, 64), struct.pack(">HH", height, width), 1)


def jpeg_that_is_javascript() -> bytes:
    """`FF D8 FF E0 2F 2A`: the length of the first segment begins a comment, which the script ends."""
    body = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + b"*/=1;" + JS + b"/*"
    length = 0x2F2A
    first = b"\xff\xe0" + struct.pack(">H", length) + body.ljust(length - 2, b"\0")
    plain = as_bytes(gradient(60, 40), "JPEG")
    return plain[:2] + first + plain[2:-2] + b"*/" + plain[-2:]


def gif_with(after: bytes = b"", **options) -> bytes:
    return as_bytes(gradient(60, 40).convert("P"), "GIF", **options) + after


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(f"{MARK.decode()}.php", PHP)
    return target.getvalue()


def with_place() -> bytes:
    exif = PIL.Image.Exif()
    exif[0x010F] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 40.0)})
    exif.get_ifd(0x8769)[0x9286] = PHP  # UserComment
    return as_bytes(gradient(60, 40), "JPEG", exif=exif)


def with_words_in_chunks() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SCRIPT.decode())
    words.add_text("Comment", PHP.decode(), zip=True)
    words.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    return as_bytes(gradient(60, 40), "PNG", pnginfo=words)


def icc_bomb() -> bytes:
    """40 MB of colour profile in 40 KB."""
    profile = b"x\0\0" + zlib.compress(bytes(40 * 2**20), 9)
    return png(40, 30, chunk(b"iCCP", profile))


def icc_that_lies() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[:4] = struct.pack(">I", 2**32 - 1)  # its size
    profile[128:132] = struct.pack(">I", 2**31)  # how many tags it has
    return as_bytes(gradient(60, 40), "PNG", icc_profile=bytes(profile) + MARK)


def text_bomb(kind: bytes) -> bytes:
    """A hundred times a megabyte of text, each in a kilobyte."""
    packed = zlib.compress(bytes(2**20), 9)
    head = b"k\0\0" if kind == b"zTXt" else b"k\0\x01\0\0\0"
    return png(40, 30, *[chunk(kind, head + packed)] * 100)


def moving(kind: str, frames: int) -> bytes:
    first, *rest = [PIL.Image.new("P", (4, 4), number % 256) for number in range(frames)]
    return as_bytes(first, kind, save_all=True, append_images=rest)


def webp_with_xmp() -> bytes:
    return as_bytes(gradient(60, 40), "WEBP", xmp=SCRIPT, exif=b"Exif\0\0" + MARK)


def mp4() -> bytes:
    return b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + MARK * 40


def psd() -> bytes:
    return b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 30, 40, 8, 3) + bytes(12) + MARK


# What is refused ---------------------------------------------------------------------------------

NONE, SVG, TOO_MANY, BROKEN = (
    "그림이 아닙니다.",
    "SVG는 받지 않습니다.",
    "그림이 너무 큽니다.",
    "그림 파일이 깨졌거나",
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
REFUSED = {
    "svg": (lambda: DRAWING, "그림.svg", SVG),
    "svg called png": (lambda: DRAWING, "그림.png", SVG),
    "svg behind a prolog": (lambda: b"\xef\xbb\xbf<?xml version='1.0'?>" + DRAWING, "a.jpg", SVG),
    "html called gif": (lambda: HTML, "그림.gif", NONE),
    "gif head and script": (lambda: b"GIF89a/*" + SCRIPT + b"*/=1;" + JS, "그림.gif", NONE),
    "gif head and html": (lambda: b"GIF89a" + HTML, "그림.gif", None),
    "php called jpeg": (lambda: PHP, "그림.jpg", NONE),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n" + MARK, "그림.png", NONE),
    "pdf": (lambda: b"%PDF-1.7\n" + MARK, "그림.png", NONE),
    "zip": (archive, "그림.png", NONE),
    "bmp": (lambda: as_bytes(gradient(9, 9), "BMP"), "그림.png", NONE),
    "tiff": (lambda: as_bytes(gradient(9, 9), "TIFF"), "그림.jpg", NONE),
    "icon": (lambda: as_bytes(gradient(32, 32), "ICO"), "그림.png", NONE),
    "psd": (psd, "그림.png", NONE),
    "mp4": (mp4, "그림.gif", NONE),
    "empty": (lambda: b"", "그림.png", "빈 파일입니다."),
    "half a jpeg": (lambda: as_bytes(gradient(900, 600), "JPEG")[:9000], "그림.jpg", BROKEN),
    "png bomb": (lambda: png(30_000, 30_000, data=bytes(99)), "그림.png", TOO_MANY),
    "png bomb just below Pillow's own limit": (
        lambda: png(MAX_PIXELS // 5000, 5001, data=bytes(99)),
        "그림.png",
        TOO_MANY,
    ),
    "200 megapixels": (lambda: jpeg_that_claims(20_000, 10_000), "그림.jpg", TOO_MANY),
    "4 gigapixels": (lambda: jpeg_that_claims(65_500, 65_500), "그림.jpg", TOO_MANY),
}


@pytest.mark.parametrize("attack", REFUSED)
def test_refused_with_a_sentence_and_nothing_is_kept(author_client, media, attack):
    make, name, sentence = REFUSED[attack]

    answer = send(author_client, make(), name)

    assert answer.status_code == 422
    assert answer.json()["message"].startswith(sentence or (NONE, BROKEN))
    assert not Image.objects.exists()
    assert kept(media) == {}


# What is made harmless ---------------------------------------------------------------------------

HARMLESS = {
    "php in a comment": lambda: as_bytes(gradient(60, 40), "JPEG", comment=PHP),
    "script in every segment": lambda: jpeg_with(
        *(segment(marker, SCRIPT) for marker in (0xFE, 0xE2, 0xE7, 0xED, 0xEC))
    ),
    "place and words of a camera": with_place,
    "script in the text of a png": with_words_in_chunks,
    "script in a chunk of its own": lambda: png(40, 30, chunk(b"scRp", SCRIPT)),
    "script behind a jpeg": lambda: jpeg_with(after=HTML),
    "archive behind a gif": lambda: gif_with(after=archive()),
    "script in a gif": lambda: gif_with(comment=SCRIPT, after=JS),
    "html behind a png": lambda: png() + HTML,
    "jpeg that is a script": jpeg_that_is_javascript,
    "xmp in a webp": webp_with_xmp,
    "profile that lies": icc_that_lies,
    "cmyk": lambda: as_bytes(gradient(60, 40).convert("CMYK"), "JPEG", comment=MARK),
    "gif of 3,000 scenes": lambda: moving("GIF", 3000),
    "png of 2,000 scenes": lambda: moving("PNG", 2000),
}
# Where the mark does not stand open in the file, or is not what it is about.
PACKED = {"profile that lies", "gif of 3,000 scenes", "png of 2,000 scenes"}


@pytest.mark.parametrize("attack", HARMLESS)
def test_comes_out_as_a_picture_and_nothing_else(author_client, client, media, attack):
    content = HARMLESS[attack]()
    assert MARK in content or attack in PACKED

    answer = send(author_client, content, "그림.jpg")

    assert answer.status_code == 200, answer.json()
    files = kept(media)
    assert set(files) == {
        name.rpartition("/")[2] for name in Image.objects.get().picture_name.files()
    }
    for name, bytes_kept in files.items():
        assert is_picture_file(name)
        assert_nothing_hidden(bytes_kept)
        with PIL.Image.open(io.BytesIO(bytes_kept)) as shown:
            shown.load()
            assert getattr(shown, "n_frames", 1) == 1
            assert not shown.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)
        served = asked(client, f"/media/pictures/{name}")
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Content-Type"] == f"image/{shown.format.lower()}"


BOMBS = {
    "profile": icc_bomb,
    "packed text": lambda: text_bomb(b"zTXt"),
    "packed international text": lambda: text_bomb(b"iTXt"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_beside_the_pixels_does_not_go_off(author_client, media, bomb):
    """Refused or taken without it: either is fine, an error page and a full memory are not."""
    answer = send(author_client, BOMBS[bomb](), "그림.png")

    assert answer.status_code in (200, 422)
    assert sum(map(len, kept(media).values())) < 100_000


# Names -------------------------------------------------------------------------------------------

# As long as a Mac lets a name be.
LONG = unicodedata.normalize("NFD", "아주 긴 이름의 그림 " * 30)[:251] + ".jpg"
NAMES = {
    "../../x.php": "x.php",
    "..\\..\\x.php": "x.php",
    "/etc/passwd": "passwd",
    "그림.jpg\0.php": "그림.jpg.php",
    "<img src=x onerror=alert(1)>.jpg": "<img src=x onerror=alert(1)>.jpg",
    ".htaccess": ".htaccess",
    "그림.svg": "그림.svg",
    "CON": "CON",
    "\u202egpj.exe": "gpj.exe",
    LONG: None,
}


@pytest.mark.parametrize("name", NAMES)
def test_name_is_ours_and_theirs_stays_a_text(author_client, media, name):
    answer = author_client.generic(
        "POST",
        UPLOAD,
        multipart(as_bytes(gradient(60, 40), "JPEG"), name),
        content_type="multipart/form-data; boundary=grenze",
        HTTP_ACCEPT="application/json",
    )

    assert answer.status_code == 200, answer.content
    image = Image.objects.get()
    assert all(map(is_picture_file, kept(media)))
    assert re.fullmatch(r"pictures/[0-9a-f]{16}-60x40\.jpg", image.name)
    assert unicodedata.is_normalized("NFC", image.original_name)
    assert image.original_name == NAMES[name] or (NAMES[name] is None and image.original_name)
    assert len(image.original_name) <= 200
    page = author_client.get(f"/desk/pictures/{image.pk}/").text
    assert "<img src=x" not in page


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/x-php", ""])
def test_what_the_sender_calls_it_does_not_count(author_client, client, media, content_type):
    file = SimpleUploadedFile("그림.html", as_bytes(gradient(60, 40), "JPEG"), content_type)

    answer = author_client.post(UPLOAD, {"image": file}, HTTP_ACCEPT="application/json")

    served = asked(client, answer.json()["image_path"])
    assert served["Content-Type"] == "image/jpeg"


def test_what_was_hidden_is_served_under_no_name(author_client, client, media):
    send(author_client, gif_with(comment=SCRIPT, after=archive()), "쉘.php")

    for name in ("쉘.php", "그림.gif", f"{Image.objects.get().digest}.gif", "../db.sqlite3", ".."):
        assert asked(client, f"/media/pictures/{name}").status_code in (301, 404)


def test_words_of_a_file_name_are_no_markdown(author_client, media):
    """The name is not put into the text; the description is, and is escaped there."""
    file = as_bytes(gradient(60, 40), "JPEG")
    name, alt = "](javascript:alert(1)).jpg", '](javascript:alert(1)) "<b>'
    sent = SimpleUploadedFile(name, file, "image/jpeg")

    code = author_client.post(UPLOAD, {"image": sent, "alt": alt}).json()["image_code"]
    shown = author_client.post("/desk/preview/", {"content": code}).text

    assert "javascript" not in re.sub(r'alt="[^"]*"', "", shown)
    assert shown.count("<img") == 1 and "<b>" not in shown and "<a" not in shown


def send(client, content: bytes, name: str):
    file = SimpleUploadedFile(name, content, "image/png")
    return client.post(UPLOAD, {"image": file}, HTTP_ACCEPT="application/json")


def asked(client, path: str):
    """An answer whose file, if it is one, has been read and closed."""
    answer = client.get(path)
    if answer.streaming:
        answer.getvalue()
    return answer


def multipart(content: bytes, name: str) -> bytes:
    """By hand: Django's test client would clean the name that is sent."""
    head = f'--grenze\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
    return head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n--grenze--\r\n"


def kept(media) -> dict[str, bytes]:
    """Every file there is now in the storage, by its name without the folder."""
    return {path.name: path.read_bytes() for path in media.rglob("*") if path.is_file()}


def assert_nothing_hidden(content: bytes):
    for hidden in (MARK, b"<script", b"<?php", b"<html", b"PK\x03\x04", b"Exif", b"alert("):
        assert hidden not in content
