"""What a page says about a picture of ours, from its address alone."""

from html import unescape

import pytest

from comments.text import render_comment
from notes.canonical import absolute_links
from notes.markdown import render
from notes.picture_names import PictureName, is_picture_file
from notes.sanitizer import FIRST_SCREEN

DIGEST = "3f9a2c81d04b77e1"
ADDRESS = f"/media/pictures/{DIGEST}-1700x900.jpg"
NOT_OURS = [
    f"/media/pictures/{DIGEST}-1700x900.gif",
    f"/media/pictures/{DIGEST}-1700x900.jpg?w=1",
    f"/media/pictures/{DIGEST}-1700x900.jpg#a",
    f"/media/pictures/{DIGEST}-1700x900.jpg 2x",
    f"/media/pictures/{DIGEST}-1700x900.jpg\n",
    f"/media/pictures/{DIGEST}-0x900.jpg",
    f"/media/pictures/{DIGEST}-9999x900.jpg",
    f"/media/pictures/{DIGEST}-١٢x900.jpg",
    f"/media/pictures/{DIGEST.upper()}-1700x900.jpg",
    f"/media/pictures/../pictures/{DIGEST}-1700x900.jpg",
    f"/media/pictures/{DIGEST}-480.webp",
    f"/media/cards/{DIGEST}-1700x900.jpg",
    f"//media/pictures/{DIGEST}-1700x900.jpg",
    f"https://x.kr/media/pictures/{DIGEST}-1700x900.jpg",
    "/media/pictures/가.jpg",
]


@pytest.fixture(autouse=True)
def no_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        yield


def test_picture_of_ours_tells_its_sizes_and_its_caption():
    html = render(f'![동네(洞內) 전경]({ADDRESS} "봄에 찍었다")').html

    widths = ", ".join(
        f"/media/pictures/{DIGEST}-{width}.webp {width}w" for width in (480, 800, 1200, 1600, 1700)
    )
    assert html == (
        f'<figure><img src="{ADDRESS}" srcset="{widths}" sizes="(min-width: 720px) 648px, 90vw"'
        ' width="1700" height="900" alt="동네(洞內) 전경" decoding="async">'
        "<figcaption>봄에 찍었다</figcaption></figure>"
    )


def test_only_what_is_seen_at_once_is_not_late():
    picture = f"![그림]({ADDRESS})"

    html = render(f"{picture}\n\n{'가' * FIRST_SCREEN}\n\n{picture}").html

    first, second = html.split("<img")[1:]
    assert 'loading="lazy"' not in first
    assert 'loading="lazy" decoding="async"' in second


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ("300x200", 'sizes="(min-width: 334px) 300px, 90vw" width="300" height="200" alt=""'),
        ("1x1", 'sizes="(min-width: 2px) 1px, 90vw" width="1" height="1" alt=""'),
        # Upright, as from a telephone; and a strip, which is read downwards in full width.
        (
            "1200x1600",
            'sizes="(min-width: 427px) 384px, 90vw" width="1200" height="1600" class="portrait" alt=""',
        ),
        ("800x9000", 'sizes="(min-width: 720px) 648px, 90vw" width="800" height="9000" alt=""'),
    ],
)
def test_sizes_follow_from_width_and_height(size, shown):
    html = render(f"![](/media/pictures/{DIGEST}-{size}.png)").html

    assert shown in html


@pytest.mark.parametrize("address", NOT_OURS)
def test_other_addresses_get_no_sizes(address):
    assert PictureName.of_address(address) is None

    html = render(f'<img src="{address}" alt="가">').html

    for image in html.split("<img")[1:]:
        assert "srcset" not in image
        assert "sizes" not in image


@pytest.mark.parametrize(
    "attributes",
    [
        'srcset="https://evil.kr/a.png 1x" sizes="1px"',
        'srcset="javascript:alert(1) 1w" width="1" height="1"',
        'SRCSET="/a.png 1w" style="width:1px" class="remote-image" onerror="alert(1)"',
        'loading="eager" fetchpriority="high" crossorigin usemap="#a" ismap',
    ],
)
def test_nothing_that_is_typed_reaches_what_we_say_about_a_picture(attributes):
    typed = render(f'<p><img src="{ADDRESS}" alt="가" {attributes}></p>').html

    assert typed == render(f'<p><img src="{ADDRESS}" alt="가"></p>').html
    assert "evil" not in render(f'<img src="/a.png" {attributes}>').html


def test_words_of_a_picture_are_words_only():
    alt = '"> <script>alert(1)</script> srcset="x 1w" & 가'
    html = render(f"![{alt.replace('<', chr(92) + '<')}]({ADDRESS})").html

    assert "<script" not in html
    assert html.count(" srcset=") == 1 + alt.count(" srcset=")
    assert unescape(html.partition('alt="')[2].partition('"')[0]) == alt


def test_pictures_come_from_where_the_site_keeps_them(settings):
    settings.MEDIA_URL = "https://media.example.com/blog/"

    html = render(f"![가]({ADDRESS})").html

    assert f'src="https://media.example.com/blog/pictures/{DIGEST}-1700x900.jpg"' in html
    assert f"https://media.example.com/blog/pictures/{DIGEST}-480.webp 480w" in html
    assert "/media/pictures" not in html
    assert absolute_links(html, "https://blog.example.com/notes/a/") == html


def test_feed_gets_absolute_sources():
    html = absolute_links(render(f"![가]({ADDRESS})").html, "https://blog.example.com/notes/a/")

    base = f"https://blog.example.com/media/pictures/{DIGEST}"
    assert f'src="{base}-1700x900.jpg"' in html
    assert f'srcset="{base}-480.webp 480w, {base}-800.webp 800w, ' in html
    assert '"/media' not in html
    assert " /media" not in html


def test_comments_take_no_pictures_of_ours_either():
    html = render_comment(f'![가]({ADDRESS})\n\n<img src="{ADDRESS}" srcset="/a 1w">')

    assert "<img" not in html


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        (f"{DIGEST}-1700x900.jpg", True),
        (f"{DIGEST}-480.webp", True),
        (f"{DIGEST}-480.jpg", False),
        (f"{DIGEST}.webp", False),
        (f"../{DIGEST}-480.webp", False),
        (f"{DIGEST}-480.webp\n", False),
        (f"{DIGEST}-480.webp\0", False),
        ("site.sqlite3", False),
    ],
)
def test_only_names_of_ours_are_handed_out(name, is_ours):
    assert is_picture_file(name) is is_ours
