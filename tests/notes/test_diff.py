import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes import alignment
from notes.diff import ADDED, EQUAL, REMOVED, STEPS, changed_letters, diff
from notes.text import clean

MARKS = {EQUAL: "{}", REMOVED: "[-{}-]", ADDED: "[+{}+]"}


def shown(old, new):
    """The changed hunks, in one line."""
    return "|".join(
        "".join(MARKS[piece.kind].format(piece.text) for piece in hunk.pieces)
        for hunk in diff(old, new)
        if hunk.is_changed
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("전략을 세운다", "전략이 선다", "전략[-을-][+이+] [-세운-][+선+]다"),
        ("소셜전략은 좋다", "소셜미디어전략은 좋다", "소셜[+미디어+]전략은 좋다"),
        ("나는 간다", "그들이 온다", "[-나는-][+그들이+] [-간-][+온+]다"),
        (
            "우리는 소셜전략을 같이 배웁니다.",
            "우리는 함께 소셜전략을 배웁니다.",
            "우리는 [+함께 +]소셜전략을 [-같이 -]배웁니다.",
        ),
        ("", "새 글", "[+새 글+]"),
        ("옛 글", "", "[-옛 글-]"),
        # A whole emoji, never a part of one
        ("가족👨‍👩‍👧은", "가족👨‍👩‍👦은", "가족[-👨‍👩‍👧-][+👨‍👩‍👦+]은"),
        ("한 칸", "한  칸", "한[- -][+  +]칸"),
        # Nothing of a word that has little in common with the other
        ("가나다라마", "가바사아자", "[-가나다라마-][+가바사아자+]"),
        # Text without white space
        (
            "社会战略是一起开始的事情我们一起学习一起建设",
            "社会战略是一同开始的事情我们一起学习并且建设",
            "社会战略是一[-起-][+同+]开始的事情我们一起学习[-一起-][+并且+]建设",
        ),
    ],
)
def test_only_what_changed_is_marked(old, new, expected):
    assert shown(old, new) == expected


def test_two_words_alike_in_a_new_sentence_are_no_islands():
    old = "가장 먼저 사람들을 모으는 일이 어렵다고 그때는 모두들 생각했습니다."
    new = "돌이켜 보면 시작하기까지가 훨씬 힘들었다고 그때는 아무도 말해주지 않았지요."

    assert "그때는 [" not in shown(old, new)


def test_same_word_from_a_mac_is_no_change():
    assert shown(unicodedata.normalize("NFD", "전략을\r\n세운다"), "전략을\n세운다") == ""


def test_each_paragraph_is_a_hunk_of_its_own():
    old = "첫 문단은 봄입니다.\n\n그대로인 글.\n\n## 제목\n\n여름을 적습니다.\n\n가을을 적습니다."
    new = "첫 문단은 봄날입니다.\n\n그대로인 글.\n\n## 제목\n\n여름에 적습니다.\n\n가을에 적습니다."

    hunks = diff(old, new)

    assert [hunk.is_changed for hunk in hunks] == [True, False, True, True]
    assert hunks[1].paragraphs == 2
    assert hunks[2].old == "여름을 적습니다.\n\n"
    assert hunks[3].new == "가을에 적습니다."


def test_new_paragraph_stands_alone():
    assert shown("하나.\n\n둘.\n\n셋.", "하나.\n\n새것.\n\n둘.\n\n셋.") == "[+새것.\n\n+]"


def test_letters_are_counted_as_people_see_them():
    assert changed_letters(diff("전략을 씁니다", "전략이👨‍👩‍👧 씁니다")) == (2, 1)


letters = st.text(alphabet="가나을이 \n\t👨‍👩‍👧a.각" + "한", max_size=60)


@given(
    old=st.one_of(st.text(), letters), new=st.one_of(st.text(), letters), steps=st.integers(0, 99)
)
def test_both_texts_can_be_read_from_it(old, new, steps):
    for hunks in (diff(old, new), diff(old, new, steps)):
        assert "".join(hunk.old for hunk in hunks) == clean(old)
        assert "".join(hunk.new for hunk in hunks) == clean(new)
        for hunk in hunks:
            kinds = [piece.kind for piece in hunk.pieces]
            assert all(piece.text for piece in hunk.pieces)
            assert all(a != b for a, b in zip(kinds, kinds[1:], strict=False))
            assert hunk.is_changed == (hunk.old != hunk.new)


@given(text=st.text())
def test_what_is_the_same_is_one_hunk_at_most(text):
    assert [hunk.is_changed for hunk in diff(text, text)] in ([], [False])


def _mixed(chance, parts, count):
    return "".join(chance.choice(parts) for _each in range(count))


CHANCE = random.Random(1)
NUMBERS = [str(number) for number in range(20_000)]
HOSTILE = {
    "one word": ("가 " * 66_000, "나 " + "가 " * 65_999 + "다"),
    "two words": (_mixed(CHANCE, ("가 ", "나 "), 70_000), _mixed(CHANCE, ("가 ", "나 "), 70_000)),
    "two lines": (
        _mixed(CHANCE, ("가\n", "나\n"), 70_000),
        _mixed(CHANCE, ("가\n", "나\n"), 70_000),
    ),
    "two letters": (_mixed(CHANCE, "가나", 66_000), _mixed(CHANCE, "가나", 66_000)),
    "backwards": (" ".join(NUMBERS), " ".join(reversed(NUMBERS))),
    "islands": (
        " ".join(f"{number} 나나나나나나나나나" for number in NUMBERS[:9000]),
        " ".join(f"{number} 다라마다라마다라마" for number in NUMBERS[:9000]),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_bounded_whatever_is_compared(name, monkeypatch):
    old, new = HOSTILE[name]
    steps, compare = [], alignment._most_in_common

    def counted(old, new):
        steps.append(len(old) * len(new))
        return compare(old, new)

    monkeypatch.setattr(alignment, "_most_in_common", counted)
    hunks = diff(old, new)

    assert sum(steps) <= STEPS
    assert "".join(hunk.old for hunk in hunks) == clean(old)
    assert "".join(hunk.new for hunk in hunks) == clean(new)


def test_long_text_with_a_changed_word_costs_next_to_nothing():
    paragraphs = [f"{number}번째 문단입니다. " + "길게 적은 글. " * 50 for number in range(250)]
    old = "\n\n".join(paragraphs)
    paragraphs[120] = paragraphs[120].replace("문단입니다", "문단이었습니다")

    assert shown(old, "\n\n".join(paragraphs)).startswith("120번째 문단[-입-][+이었습+]니다.")
    assert len(diff(old, "\n\n".join(paragraphs), steps=100)) == 3


def test_paragraph_at_the_end_leaves_the_one_before_it_alone():
    same, change = diff(
        "처음을 쓴다.\n\n전략을 쓴다.", "처음을 쓴다.\n\n전략을 쓴다.\n\n한 줄을 더 쓴다."
    )

    assert (same.is_changed, same.old) == (False, "처음을 쓴다.\n\n전략을 쓴다.")
    assert [(piece.kind, piece.text) for piece in change.shown] == [("added", "한 줄을 더 쓴다.")]
