import struct
import threading
import unicodedata
import zlib
from html import unescape
from io import BytesIO

import PIL.Image
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from PIL import ImageCms

from notes import images
from notes.images import RefusedPicture, read_picture, store
from notes.markdown import render
from notes.models import Image
from notes.models.image import ImageInUse
from tests.pictures import as_bytes, file_of, gradient

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
# Where the top left corner of an upright picture is kept in a file of that orientation, and whether
# the file lies on its side.
TURNED = {
    1: None,
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_90,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_270,
}


def opened(picture, ending: str) -> PIL.Image.Image:
    """The file of a picture whose name ends so, decoded."""
    return PIL.Image.open(BytesIO(next(v for k, v in picture.files.items() if k.endswith(ending))))


def largest(picture) -> PIL.Image.Image:
    return PIL.Image.open(BytesIO(picture.files[picture.name.file]))


def is_near(one, other, tolerance=12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


# What is kept -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_picture_with_a_hangul_name_of_a_mac_is_kept_in_our_names_and_sizes(media):
    name = unicodedata.normalize("NFD", "우리 동네.jpg")

    image = store(file_of(gradient(1700, 850), "JPEG"), name, alt="[봄] 동네 *전경*")

    assert image.original_name == unicodedata.normalize("NFC", name)
    assert (image.width, image.height) == (1700, 850)
    files = {path.name: path for path in (media / "pictures").iterdir()}
    stem = image.digest[:16]
    assert set(files) == {
        f"{stem}-1700x850.jpg",
        *(f"{stem}-{width}.webp" for width in (480, 800, 1200, 1600, 1700)),
    }
    assert image.bytes == sum(path.stat().st_size for path in files.values())
    for width in (480, 800, 1200, 1600, 1700):
        with PIL.Image.open(files[f"{stem}-{width}.webp"]) as smaller:
            assert (smaller.format, smaller.size) == ("WEBP", (width, width // 2))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "alt", ["", "봄", "[봄] 동네 *전경*", "`a` \\ <b> &amp; _가_", "![가](나)", '"따옴표" ](']
)
def test_markdown_of_a_picture_shows_it_with_its_words(media, alt):
    image = store(file_of(gradient(40, 30)), "가.png", alt)

    html = render(image.markdown).html

    shown = images.PictureName.of_address(image.address).html_attributes()
    assert f'src="{shown["src"]}"' in html
    assert f'alt="{alt}"' in unescape(html)


@pytest.mark.django_db
def test_same_file_twice_is_one_picture(media):
    content = as_bytes(gradient(60, 40))

    first = store(BytesIO(content), "하나.png")
    second = store(BytesIO(content), "둘.png", alt="설명")
    third = store(BytesIO(content), "셋.png", alt="다른 설명")

    assert first == second == third
    assert Image.objects.get().original_name == "하나.png"
    assert Image.objects.get().alt == "설명"


def test_picture_wider_than_2400_is_made_smaller():
    picture = read_picture(file_of(gradient(5000, 1000), "JPEG"))

    assert (picture.name.width, picture.name.height) == (2400, 480)
    assert picture.name.widths() == [480, 800, 1200, 1600, 2400]
    assert largest(picture).size == (2400, 480)


@pytest.mark.parametrize("size", [(1, 1), (30_000, 1), (479, 3), (480, 3), (481, 3)])
def test_picture_of_odd_size_has_every_file_that_its_name_promises(size):
    picture = read_picture(file_of(PIL.Image.new("RGB", size, "red")))

    assert list(picture.files) == picture.name.files()
    for width in picture.name.widths():
        assert opened(picture, f"-{width}.webp").width == width
    assert largest(picture).size == (picture.name.width, picture.name.height)


@pytest.mark.parametrize("orientation", TURNED)
def test_picture_is_turned_upright(orientation):
    upright = gradient(90, 60)
    turn = TURNED[orientation]
    exif = PIL.Image.Exif()
    exif[ORIENTATION] = orientation
    lying = upright.transpose(turn) if turn is not None else upright

    picture = read_picture(file_of(lying, "JPEG", quality=95, exif=exif))

    shown = largest(picture).convert("RGB")
    assert shown.size == (90, 60)
    for corner in ((4, 4), (85, 4), (4, 55), (85, 55)):
        assert is_near(shown.getpixel(corner), upright.getpixel(corner)), corner


def with_metadata() -> bytes:
    exif = PIL.Image.Exif()
    exif[MAKE] = "비밀카메라"
    exif.get_ifd(GPS).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 40.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta>XMPSECRET</x:xmpmeta>"
    return as_bytes(
        gradient(500, 40), "JPEG", exif=exif, icc_profile=profile, comment=b"COMMENTSECRET", xmp=xmp
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(kind):
    content = with_metadata()
    if kind != "JPEG":
        with PIL.Image.open(BytesIO(content)) as source:
            info = {key: source.info[key] for key in ("exif", "icc_profile", "xmp")}
            content = as_bytes(source, kind, **info)
    with PIL.Image.open(BytesIO(content)) as source:
        assert source.getexif().get_ifd(GPS)  # it was there

    picture = read_picture(BytesIO(content))

    for name, file in picture.files.items():
        with PIL.Image.open(BytesIO(file)) as kept:
            assert not kept.getexif(), name
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(kept.info), name
        for secret in ("비밀카메라".encode(), b"SECRET", b"Exif", b"ICC"):
            assert secret not in file, (name, secret)


def test_bytes_behind_and_inside_a_picture_go():
    script = b"<html><script>alert(1)</script>"
    for content in (
        as_bytes(gradient(40, 30), "GIF", comment=script) + script,
        as_bytes(gradient(40, 30), "JPEG", comment=script) + script + b"PK\x03\x04",
    ):
        assert script in content
        for file in read_picture(BytesIO(content)).files.values():
            assert b"<script" not in file
            assert b"PK\x03\x04" not in file


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_are_converted(kind):
    """Of a device whose red is what everybody calls blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"-XYZ"), (b"bXYZ", b"rXYZ"), (b"-XYZ", b"bXYZ")):
        profile = profile.replace(old, new)
    red = PIL.Image.new("RGB", (9, 9), (200, 0, 0))

    picture = read_picture(file_of(red, kind, icc_profile=profile))

    assert is_near(largest(picture).convert("RGB").getpixel((4, 4)), (0, 0, 200), 20)


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\x00" * 200])
def test_broken_profile_does_not_spoil_the_picture(profile):
    picture = read_picture(file_of(PIL.Image.new("RGB", (9, 9), "red"), icc_profile=profile))

    assert is_near(largest(picture).convert("RGB").getpixel((4, 4)), (255, 0, 0))


# Modes --------------------------------------------------------------------------------------------


def test_transparent_picture_stays_transparent():
    image = gradient(500, 40, "RGBA")
    image.putalpha(PIL.Image.linear_gradient("L").rotate(90).resize((500, 40)))

    picture = read_picture(file_of(image, "WEBP", lossless=True))

    assert picture.name.kind == "png"
    for ending in (".png", "-480.webp", "-500.webp"):
        low, high = opened(picture, ending).convert("RGBA").getextrema()[3]
        assert (low < 5, high > 250) == (True, True), ending


def test_picture_that_could_be_transparent_and_is_not_loses_that():
    assert read_picture(file_of(gradient(500, 300, "RGBA"), "WEBP")).name.kind == "jpg"


def test_cmyk_jpeg_comes_out_in_the_colours_of_the_screen():
    picture = read_picture(file_of(PIL.Image.new("CMYK", (30, 30), (0, 255, 255, 0)), "JPEG"))

    shown = largest(picture)
    assert (shown.mode, shown.format) == ("RGB", "JPEG")
    assert is_near(shown.getpixel((9, 9)), (255, 0, 0), 25)


def test_palette_with_a_transparent_colour():
    image = PIL.Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (10, 0, 20, 20))

    picture = read_picture(file_of(image, "GIF", transparency=0))

    shown = largest(picture).convert("RGBA")
    assert shown.getpixel((3, 3))[3] == 0
    assert is_near(shown.getpixel((15, 3)), (0, 0, 255, 255))


def test_drawing_of_few_colours_is_a_small_png_without_loss():
    image = PIL.Image.new("RGB", (900, 600), "white")
    image.paste("#b5322a", (100, 100, 500, 400))

    picture = read_picture(file_of(image, "PNG"))

    assert picture.name.kind == "png"
    assert largest(picture).convert("RGB").tobytes() == image.tobytes()
    assert opened(picture, "-900.webp").convert("RGB").tobytes() == image.tobytes()


def test_grey_png_of_16_bits_keeps_its_greys():
    image = PIL.Image.new("I;16", (30, 10))
    for x in range(30):
        for y in range(10):
            image.putpixel((x, y), 30_000 if x < 15 else 65_535)

    shown = largest(read_picture(file_of(image))).convert("L")

    assert abs(shown.getpixel((2, 5)) - 117) <= 2
    assert shown.getpixel((27, 5)) >= 253


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png(mode):
    picture = read_picture(file_of(gradient(50, 40, "RGB").convert(mode)))

    assert largest(picture).size == (50, 40)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_scene_stays(kind):
    first, second = (PIL.Image.new("RGB", (30, 20), colour) for colour in ("red", "blue"))

    picture = read_picture(file_of(first, kind, save_all=True, append_images=[second], loop=0))

    for file in picture.files.values():
        with PIL.Image.open(BytesIO(file)) as shown:
            assert getattr(shown, "n_frames", 1) == 1
            assert is_near(shown.convert("RGB").getpixel((9, 9)), (255, 0, 0))


def test_avif_is_read():
    assert largest(read_picture(file_of(gradient(60, 40), "AVIF"))).size == (60, 40)


# Refusals -----------------------------------------------------------------------------------------


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHOTOGRAPH = as_bytes(gradient(300, 200), "JPEG")
REFUSED = {
    "nothing": (b"", "빈 파일입니다"),
    "svg": (SVG.encode(), "SVG는 받지 않습니다"),
    "svg after a mark": (b"\xef\xbb\xbf\n " + SVG.upper().encode(), "SVG는 받지 않습니다"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "그림이 아닙니다"),
    "html that begins like a gif": (b"GIF89a/*<svg/onload=alert(1)>*/=1;", "그림이 아닙니다"),
    "text": ("소셜전략".encode(), "그림이 아닙니다"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "그림이 아닙니다"),
    "zip": (b"PK\x03\x04" + b"\0" * 60, "그림이 아닙니다"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "그림이 아닙니다"),
    "bmp": (as_bytes(gradient(9, 9), "BMP"), "그림이 아닙니다"),
    "tiff": (as_bytes(gradient(9, 9), "TIFF"), "그림이 아닙니다"),
    "icon": (as_bytes(gradient(32, 32), "ICO"), "그림이 아닙니다"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, "HEIC 사진은 읽지 못합니다"),
    "half a jpeg": (PHOTOGRAPH[: len(PHOTOGRAPH) // 2], "깨졌거나"),
    "half a png": (as_bytes(gradient(300, 200))[:2000], "깨졌거나"),
    "half a webp": (as_bytes(gradient(300, 200), "WEBP")[:900], "깨졌거나"),
    "head of a jpeg": (PHOTOGRAPH[:20], "그림이 아닙니다"),
    "just too many pixels": (png_that_claims(50_000, 1001), "그림이 너무 큽니다"),
    "suspiciously many pixels": (png_that_claims(10_000, 10_000), "그림이 너무 큽니다"),
    "200 megapixels": (png_that_claims(20_000, 10_000), "그림이 너무 큽니다"),
    "absurdly many pixels": (png_that_claims(2_000_000_000, 2), "그림이 너무 큽니다"),
    "endless strip": (as_bytes(PIL.Image.new("L", (20, 17_000))), "그림이 너무 깁니다"),
    "21 MB": (PHOTOGRAPH + b"\0" * images.MAX_BYTES, "파일이 너무 큽니다"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence_and_leaves_nothing(media, what):
    content, sentence = REFUSED[what]

    with pytest.raises(RefusedPicture, match=sentence):
        store(BytesIO(content), "그림.gif", "설명")

    assert not Image.objects.exists()
    assert list(media.rglob("*")) == []


def test_bomb_is_refused_before_it_unfolds(monkeypatch):
    monkeypatch.setattr(PIL.Image.Image, "load", lambda _self: pytest.fail("decoded"))

    with pytest.raises(RefusedPicture):
        read_picture(BytesIO(png_that_claims(9000, 9000)))


@pytest.mark.django_db
@pytest.mark.parametrize("broken_at", [1, 3])
def test_storage_that_fails_leaves_neither_row_nor_file(media, monkeypatch, broken_at):
    save, saved = default_storage.save, []

    def failing(name, content):
        saved.append(name)
        if len(saved) == broken_at:
            raise OSError("disk full")
        return save(name, content)

    monkeypatch.setattr(default_storage._wrapped, "save", failing)

    with pytest.raises(OSError, match="disk full"):
        store(file_of(gradient(900, 600), "JPEG"), "가.jpg")

    assert not Image.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_largest_file_is_stored_last(media, monkeypatch):
    save, saved = default_storage.save, []
    monkeypatch.setattr(
        default_storage._wrapped, "save", lambda n, c: saved.append(n) or save(n, c)
    )

    image = store(file_of(gradient(900, 600), "JPEG"), "가.jpg")

    assert saved[-1] == image.name
    assert len(saved) == 4


@pytest.mark.django_db
def test_rest_of_a_process_that_was_killed_is_written_anew(media):
    content = as_bytes(gradient(100, 80), "JPEG")
    name = read_picture(BytesIO(content)).name
    (media / "pictures").mkdir()
    (media / name.file).write_bytes(b"half")

    store(BytesIO(content), "가.jpg")

    with PIL.Image.open(media / name.file) as kept:
        assert kept.size == (100, 80)
    assert len(list((media / "pictures").iterdir())) == 2


@pytest.mark.django_db(transaction=True)
def test_same_file_from_two_people_at_once_is_one_picture(media):
    content, found, start = as_bytes(gradient(200, 100), "JPEG"), [], threading.Barrier(2)

    def upload():
        try:
            start.wait(10)
            found.append(store(BytesIO(content), "가.jpg").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    image = Image.objects.get()
    assert found == [image.pk] * 2
    assert sorted(path.name for path in (media / "pictures").iterdir()) == sorted(
        name.removeprefix("pictures/") for name in image.picture_name.files()
    )


# Deletion -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_picture_that_a_draft_shows_is_not_deleted(media, make_note, make_series):
    image = store(file_of(gradient(40, 30)), "가.png")
    make_note(series=make_series(title="소셜전략"), status="draft", title="봄", body=image.markdown)

    for delete in (image.delete, Image.objects.all().delete):
        with pytest.raises(
            ImageInUse, match="아직 쓰이는 그림이라 지울 수 없습니다: 소셜전략 : 봄"
        ):
            delete()

    assert Image.objects.exists()
    assert default_storage.exists(image.name)


@pytest.mark.django_db
def test_picture_in_the_introduction_of_a_series_is_not_deleted(media, make_series):
    image = store(file_of(gradient(40, 30)), "가.png")
    make_series(title="소셜전략", description=image.markdown)

    with pytest.raises(ImageInUse, match="소셜전략"):
        image.delete()


@pytest.mark.django_db
def test_files_go_when_the_deletion_is_certain(media, django_capture_on_commit_callbacks):
    image = store(file_of(gradient(900, 600)), "가.png")

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
        assert default_storage.exists(image.name)

    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_files_stay_when_the_same_picture_came_again_meanwhile(
    media, django_capture_on_commit_callbacks
):
    content = as_bytes(gradient(40, 30))

    with django_capture_on_commit_callbacks(execute=True):
        store(BytesIO(content), "가.png").delete()
        image = store(BytesIO(content), "가.png")

    assert default_storage.exists(image.name)
