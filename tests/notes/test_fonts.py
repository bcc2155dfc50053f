"""The font that the site ships, and what is done about letters that it does not have (KOREAN 21, 22)."""

import re

import pytest
from PIL import ImageFont

from notes.cards import typesetting
from notes.cards.typesetting import SHIPPED, broken, drawable, fitted, runs, width

FACE = (str(SHIPPED), 0)
SYLLABLES = "".join(
    bytes((0xA0 + row, 0xA0 + cell)).decode("euc_kr")
    for row in range(16, 41)
    for cell in range(1, 95)
)
JAMO = "".join(map(chr, range(0x3131, 0x3164)))
ASCII = "".join(map(chr, range(0x21, 0x7F)))
PUNCTUATION = "「」『』《》〈〉“”‘’…·–—―※~‰℃№™©®€₩①⑳←→↔ⅠⅩαΩ½×÷±★☆○●◎"
# Syllables that Unicode has and KS X 1001 has not.
RARE = "뷁펲쀍"


@pytest.fixture
def alone(monkeypatch):
    """A machine without any other font."""
    monkeypatch.setattr(typesetting, "INSTALLED", ())
    _forget()
    yield
    _forget()


def _forget():
    typesetting.faces.cache_clear()
    typesetting._face_of.cache_clear()


def test_no_letter_of_korean_prose_is_an_empty_box():
    assert len(SYLLABLES) == 2350

    box = typesetting.picture(FACE, "\U0010ffff")
    pictures = {letter: typesetting.picture(FACE, letter) for letter in SYLLABLES + JAMO + ASCII}

    assert box[0] > (20, 20)  # there is something to be mistaken for
    assert [letter for letter, seen in pictures.items() if seen == box or not any(seen[1])] == []
    assert len(set(pictures.values())) == len(pictures)


def test_punctuation_of_korean_prose_is_there():
    assert [letter for letter in PUNCTUATION if not typesetting.has(FACE, letter)] == []


@pytest.mark.parametrize("letter", [*RARE, "戰", "🎉", "あ", "\ue000"])
def test_shipped_font_says_what_it_lacks(letter):
    assert not typesetting.has(FACE, letter)


def test_letters_that_no_font_has_are_left_out(alone):
    assert drawable("뷁 전략(戰略)은 🎉 펲쀍같이 ㅋㅋㅋ") == "전략은 같이 ㅋㅋㅋ"
    assert drawable("가족 👨‍👩‍👧과 깃발 🇰🇷 하트 ❤️") == "가족 과 깃발 하트"
    assert drawable("🎉") == ""
    assert drawable("(괄호) () 그대로") == "(괄호) () 그대로"


def test_rare_syllables_come_from_another_font():
    if len(typesetting.faces()) == 1:
        pytest.skip("this machine has none of the fonts of INSTALLED")
    text = "「같이」 뷁, 펲!"

    faces = {letter: face for face, run in runs(text) for letter in run}

    assert drawable(text) == text
    assert faces["같"] == faces["!"] == FACE
    assert faces["뷁"] == faces["펲"] != FACE
    assert "".join(run for _face, run in runs(text)) == text


def test_a_broken_font_file_is_passed_over(monkeypatch, tmp_path):
    broken_file = tmp_path / "broken.ttf"
    broken_file.write_bytes(b"not a font")
    monkeypatch.setattr(typesetting, "INSTALLED", ((str(broken_file), 0), ("/없는/글꼴.ttf", 0)))
    _forget()

    assert typesetting.faces() == (FACE,)
    _forget()


def test_words_stay_whole():
    text = "못을 박기 전에 나무의 결을 먼저 읽는 사람들에 대하여"

    lines = broken(text, 76, 616)

    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(width(line, 76) <= 616 for line in lines)


def test_lines_end_at_a_pause_and_leave_no_word_alone():
    steps = ((28, 2),)

    assert fitted("같이 시작하고, 같이 배우고, 같이 만들어 갑니다", 440, steps) == (
        28,
        ["같이 시작하고, 같이 배우고,", "같이 만들어 갑니다"],
    )
    assert fitted("하나 둘 셋 넷", 260, ((50, 2),))[1] == ["하나 둘", "셋 넷"]


def test_only_a_word_that_fits_nowhere_is_broken():
    word = "띄어쓰기없이쓴아주긴제목도있을수있다고생각합니다"

    size, lines = fitted(word, 616, ((76, 3), (50, 4)))

    assert size == 50
    assert "".join(lines) == word
    assert fitted("Internationalization", 616, ((112, 1), (50, 4))) == (
        50,
        ["Internationalization"],
    )


def test_what_is_too_long_ends_in_an_ellipsis():
    text = "아주 긴 제목이, 어디까지 갈 수 있는지 보려고 " * 5

    _size, lines = fitted(text, 616, ((76, 3), (50, 4)))

    assert len(lines) == 4
    assert re.search(r"[가-힣]…$", lines[-1])
    assert width(lines[-1], 50) <= 616


def test_licence_and_own_name_go_with_the_font():
    folder = SHIPPED.parent

    licence = (folder / "OFL.txt").read_text()

    assert ImageFont.truetype(SHIPPED, 20).getname() == ("Geulbang Serif", "Bold")
    assert licence.startswith("Copyright 2017-2022 Adobe")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert SHIPPED.stat().st_size < 350_000
