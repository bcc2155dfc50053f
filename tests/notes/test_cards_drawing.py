"""What is on a share card, seen by its pixels."""

import io
import threading
import unicodedata

import pytest
from PIL import Image

from notes.cards import Card, drawing, icons, typesetting
from notes.cards.drawing import INK, LEFT, PAPER, QUIET, RIGHT, ROOM, STAMP, STAMP_INK

SITE = "소셜전략 글방"
CARDS = {
    "short": Card("전략", "소셜전략", SITE, "128"),
    "usual": Card("친구와 같이 시작하기", "소셜전략", SITE, "1"),
    "long": Card(
        "아주 긴 제목이 어디까지 갈 수 있는지 " * 9, "긴 이름의 시리즈 " * 9, "글방 " * 30, "12"
    ),
    "one word": Card("띄어쓰기없이쓴제목" * 20, "주소", SITE, "45"),
    "English": Card("Working in the open: a small group", "Social Strategy", SITE, "2147483647"),
    "hanja": Card("「같이」라는 말 — 전략(戰略)이 아니라 “우정”", "뷁펲쀍", SITE, "1024"),
    "series": Card("함께 짓기", "글 12편", SITE),
    "site": Card(SITE, foot="같이 시작하고, 같이 배우고, 같이 만들어 갑니다"),
    "nothing to draw": Card("🎉", "", "", "3"),
}
every_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)


def drawn(card) -> Image.Image:
    image = Image.open(io.BytesIO(drawing.png(card)))
    image.load()
    return image


def extent(image, colour):
    """Left, top, right, bottom of the pixels of exactly this colour; nothing if there are none."""
    bands = image.convert("RGB").split()
    exact = [
        band.point([255 * (grey == want) for grey in range(256)])
        for band, want in zip(bands, colour, strict=True)
    ]
    both = Image.merge("RGB", exact)
    return both.convert("L").point([0] * 255 + [255]).getbbox()


@every_card
def test_card_is_a_small_png_of_the_size_that_is_announced(card):
    image = drawn(card)

    assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")
    assert len(drawing.png(card)) <= 60_000


@every_card
def test_every_crop_leaves_the_subject_whole(card):
    """KakaoTalk's 1200 × 600, and the square in the middle with a little air around it."""
    image = drawn(card).convert("RGB")
    square = (285, 15, 915, 615)
    image.paste(PAPER, square)

    assert image.getcolors() == [(1200 * 630, PAPER)]


def test_number_is_stamped_in_cinnabar_and_grows_to_the_left():
    for figures, breadth in (("1", 132), ("12", 132), ("128", 180), ("1024", 225)):
        left, top, right, bottom = extent(drawn(Card("같이", seal=figures)), STAMP)
        assert (right, top, bottom) == (RIGHT, 440, 572)
        assert right - left == pytest.approx(breadth, abs=12)
        assert extent(drawn(Card("같이", seal=figures)), STAMP_INK)


def test_greatest_number_fits_into_the_seal():
    left, _top, right, _bottom = extent(drawn(CARDS["English"]), STAMP_INK)

    assert RIGHT - drawing.SEAL_GREATEST_WIDTH < left < right < RIGHT


def test_without_a_number_the_seal_carries_the_mark():
    assert drawing.png(Card("같이")) != drawing.png(Card("같이", seal="1"))
    assert extent(drawn(Card("같이")), STAMP_INK)


@pytest.mark.parametrize("seal", ["7", "1024"])
def test_four_lines_do_not_touch_the_seal(seal):
    image = drawn(Card("아주 긴 제목이 어디까지 갈 수 있는지 " * 9, "시리즈", SITE, seal))

    _left, _top, _right, bottom = extent(image, INK)
    assert bottom < drawing.SEAL_TOP - 10


def test_short_titles_are_large():
    heights = [
        extent(drawn(Card(title, "시리즈")), INK) for title in ("전략", "친구와 같이 시작하기")
    ]

    assert heights[0][3] - heights[0][1] > 110
    assert heights[1][3] - heights[1][1] > 180  # two lines


def test_decomposed_title_is_the_same_picture():
    composed, decomposed = (
        Card(unicodedata.normalize(form, "친구와 같이"), unicodedata.normalize(form, "소셜전략"))
        for form in ("NFC", "NFD")
    )

    assert composed.digest == decomposed.digest
    assert drawing.png(composed) == drawing.png(decomposed)


def test_letters_without_a_glyph_leave_no_box(monkeypatch):
    monkeypatch.setattr(typesetting, "INSTALLED", ())
    typesetting.faces.cache_clear()
    typesetting._face_of.cache_clear()
    drawing._png.cache_clear()

    with_them = drawing.png(Card("뷁펲쀍 같이 🎉", "소셜(戰)전략"))
    without = drawing.png(Card("같이", "소셜전략"))

    typesetting.faces.cache_clear()
    typesetting._face_of.cache_clear()
    drawing._png.cache_clear()
    assert with_them == without


def test_title_of_emoji_only_falls_back_to_the_name_of_the_site():
    assert extent(drawn(Card("🎉", "", SITE, "3")), INK)


def test_many_threads_draw_the_same():
    drawing._png.cache_clear()
    found = []

    def work(card):
        found.append((card, drawing.png(card)))

    threads = [threading.Thread(target=work, args=[card]) for card in [*CARDS.values()] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    drawing._png.cache_clear()
    assert len(found) == 2 * len(CARDS)
    assert all(png == drawing.png(card) for card, png in found)


def test_colours_are_those_of_the_pages(settings):
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    for name, colour in {"paper": PAPER, "ink": INK, "quiet": QUIET, "stamp": STAMP}.items():
        assert f"--color-{name}: light-dark(#{bytes(colour).hex()}," in tokens
    assert f"--color-seal-ink: #{bytes(STAMP_INK).hex()};" in tokens


def test_safe_area_is_as_wide_as_the_square():
    assert (1200 - 630) / 2 < LEFT - 3 < RIGHT < (1200 + 630) / 2
    assert ROOM == RIGHT - LEFT


def test_icons_in_the_tree_are_those_that_the_code_draws():
    """`python -m notes.cards.icons` after a change. Compared by pixels: compressors differ."""
    for name, content in icons.files().items():
        kept = Image.open(io.BytesIO((icons.FOLDER / name).read_bytes()))
        new = Image.open(io.BytesIO(content))
        for size in sorted(kept.info.get("sizes", [kept.size])):
            if name.endswith(".ico"):
                kept.size = new.size = size
            assert kept.convert("RGBA").tobytes() == new.convert("RGBA").tobytes(), name


def test_maskable_icon_keeps_the_mark_in_the_circle():
    image = icons.icon(512, scale=icons.MASKABLE_SCALE)

    left, top, right, bottom = extent(image, STAMP_INK)
    corners = [(x - 256, y - 256) for x in (left, right) for y in (top, bottom)]
    assert image.getpixel((0, 0)) == STAMP
    assert max(x * x + y * y for x, y in corners) <= (0.4 * 512) ** 2
