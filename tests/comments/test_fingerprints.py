import random
import unicodedata

import pytest

from comments.fingerprints import are_alike, letters, likeness, pieces

WORDS = "나무 바람 구름 사과 연필 창문 의자 바다 골목 우산 편지 시계 기차 그림 노래 달빛 소금 열쇠 모자 단추".split()
TEXT = "동네 책방을 열고 삼 년 동안 배운 것을 세 줄로 줄이면, 천천히, 같이, 꾸준히입니다."


def test_what_a_copy_often_changes_does_not_count():
    changed = unicodedata.normalize("NFD", TEXT.replace(",", " 9 !")) + " https://a.example/1"

    assert letters(f"> 남의 말\n{changed}") == letters(TEXT)
    assert are_alike(TEXT, changed, 1.0)


@pytest.mark.parametrize("least", [0.3, 0.6, 1.0])
def test_alike_is_what_has_that_likeness(least):
    """Found out early or not: of texts in the same few words, of copies with another end, of nothing."""
    dice, answers = random.Random(9), set()
    for _pair in range(400):
        some = " ".join(dice.choices(WORDS, k=dice.randint(0, 30)))
        other = dice.choice([some, some[: dice.randint(0, 80)], ""])
        other += " ".join(dice.choices(WORDS, k=dice.randint(0, 20)))
        is_like = likeness(pieces(some), pieces(other)) >= least

        assert are_alike(some, other, least) == is_like, (some, other)
        answers.add(is_like)
    assert answers == {True, False}
