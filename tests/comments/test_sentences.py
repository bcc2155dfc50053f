"""Where Korean sentences end, and where they only look like it."""

import pytest

from comments.sentences import ends_a_sentence, sentences

ONE = [
    "소셜전략은 같이 시작한다",
    "첫 모임은 2011. 4. 7. 저녁이었다.",
    "2026. 11. 23.",
    "원주율은 3.14이고 3.1운동은 3. 1. 운동이다.",
    "“같이 하면 다르다.”라는 말을 믿었다.",
    '그는 "좋다. 가자." 라고 말했다.',
    "친구가 ‘왜? 언제?’ 하고 물었다.",
    "괄호(그렇다. 아니다.)가 있는 문장이다.",
    "책은 「시작. 끝.」에서 빌렸다.",
    "J. R. R. 톨킨과 Dr. Kim은 혼자 vs. 같이를 e.g. 이렇게 썼다.",
    "example.com에서 보았다.",
]
MANY = [
    (
        "먼저 시작한다. 자주 만나요! 서로 읽을까?",
        ["먼저 시작한다.", "자주 만나요!", "서로 읽을까?"],
    ),
    ("그렇다… 아니다?! 끝", ["그렇다…", "아니다?!", "끝"]),
    ("“간다.” “온다.” 둘이 말했다.", ["“간다.”", "“온다.”", "둘이 말했다."]),
    ("(먼저 읽는다.) 그리고 쓴다.", ["(먼저 읽는다.)", "그리고 쓴다."]),
    ("2011. 4. 7. 만났다. 2012. 1. 2. 헤어졌다.", ["2011. 4. 7. 만났다.", "2012. 1. 2. 헤어졌다."]),
    ("본다.그리고 간다.", ["본다.", "그리고 간다."]),
    ("같이 한다。 함께 간다.", ["같이 한다。", "함께 간다."]),
    ("First this. Then that.", ["First this.", "Then that."]),
]


@pytest.mark.parametrize("text", ONE)
def test_one_sentence_stays_one(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(("text", "found"), MANY)
def test_sentences_are_told_apart(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize("text", [*ONE, *(text for text, _found in MANY), "", "…", '"' * 9])
def test_nothing_is_lost_or_added(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(sentence in text for sentence in sentences(text))


def test_words_that_are_no_sentence():
    assert ends_a_sentence("자주 만난다") and ends_a_sentence("“정말요?”")
    assert not ends_a_sentence("사과") and not ends_a_sentence("친구와 같이")


def test_long_text_without_spaces_takes_no_time():
    assert len(sentences("“가" * 20_000)) == 1
    assert len(sentences("한다. " * 5_000)) == 5_000
