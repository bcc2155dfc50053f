"""What stands beside a name: a letter that everybody can read, and nobody hears twice."""

import math
import re
import unicodedata

import pytest
from django.conf import settings

from comments.avatars import COLOURS, drawn_initial
from notes import accent

STYLE = (settings.BASE_DIR / "static" / "css" / "avatars.css").read_text(encoding="utf-8")
OKLCH = r"oklch\(([\d.]+) ([\d.]+) var\(--hue\)\)"


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("민수", "민"),
        ("minsu", "m"),
        ("ㅋㅋㅋ", "ㅋ"),
        ("7번 손님", "7"),
        ("‘별’", "별"),
        ("=_=", '"="'),
        ('"<b>', "b"),
        ('"<', '"&quot;"'),
        ("👨‍👩‍👧 가족", '"👨‍👩‍👧"'),
        ("ᄀᆞᅀᆞᆯ", "ᄀᆞ"),  # letters that have no composed form stay whole
    ],
)
def test_initial_is_the_first_whole_letter(name, drawn):
    assert drawn_initial(name) == drawn


def test_initial_of_a_name_from_a_mac_is_a_syllable(client, send, make_note):
    note = make_note()
    send(note, name=unicodedata.normalize("NFD", "민수"))

    assert " data-a=민>민수</b>" in client.get(note.get_absolute_url()).content.decode()


def test_name_is_written_once_and_its_letter_only_drawn(client, make_comment):
    comment = make_comment(name="민수", website="https://example.com/")

    page = client.get(comment.note.get_absolute_url()).content.decode()

    assert f'<a class="p-author h-card a{comment.avatar}" data-a=민 href=' in page
    assert re.findall(r">([^<]*민[^<]*)<", page) == ["민수"]
    assert 'content: attr(data-a) / ""' in STYLE


def test_every_colour_has_a_hue():
    hues = re.findall(r":is\((\.a\d+, \.a\d+)\) {\n    --hue", STYLE)
    assert {name for pair in hues for name in pair.split(", ")} == {
        f".a{colour}" for colour in range(COLOURS)
    }


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_letter_is_readable_on_its_ground(scheme):
    grounds = re.findall(rf"--ground: light-dark\({OKLCH}, {OKLCH}\)", STYLE)
    letters = re.findall(rf"--letter: light-dark\({OKLCH}, {OKLCH}\)", STYLE)
    assert len(grounds) == len(letters) == 2

    for ground, letter in zip(grounds, letters, strict=True):
        for hue in range(0, 360, 30):
            one, other = (
                accent._to_hex(*map(float, both[2 * scheme : 2 * scheme + 2]), math.radians(hue))
                for both in (ground, letter)
            )
            assert accent.contrast(one, other) >= accent.READABLE
