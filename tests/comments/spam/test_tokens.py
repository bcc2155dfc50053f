"""What the learner counts of a comment, and how it is said in words."""

import time
import unicodedata

import pytest

from comments.spam.folding import fold, has_phone_number, unmask
from comments.spam.readable import readable, strongest
from comments.spam.tokens import LONGEST, MOST, MOST_TRIPLES, read


def tokens(body="", name="김독자", website=""):
    return read(name, website, body).tokens


def of_kind(kind, found):
    return [token[2:] for token in found if token.startswith(f"{kind}:")]


def test_words_and_pairs_of_letters_across_spaces():
    found = tokens("안전한 카지노 추천")

    assert of_kind("w", found) == ["안전한", "카지노", "추천"]
    assert of_kind("b", found) == ["안전", "전한", "한카", "카지", "지노", "노추", "추천"]


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", "카지노"),
        "카 지 노",
        "카.지.노",
        "카★지★노",
        "카_지_노",
        "카\u200b지\u200d노",
        "ㅋㅏㅈㅣㄴㅗ",
        "카ㅈㅣ노",
        "&#52852;지노",
    ],
)
def test_masked_hangul_is_the_same_word(written):
    assert "w:카지노" in tokens(f"{written} 이벤트")


@pytest.mark.parametrize(
    "written",
    ["CASINO", "ｃａｓｉｎｏ", "саsino", "c4sin0".replace("0", "o"), "ca5ino", "c a s i n o"],
)
def test_masked_latin_is_the_same_word(written):
    assert "w:casino" in tokens(f"best {written} here")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("김독자", "가"),
        (unicodedata.normalize("NFD", "김독자"), "가"),
        ("Jane Kim", "Aa Aa"),
        ("LuckyDeals77", "AaAa1"),
        ("best_loan", "a-a"),
        ("王小明", "字"),
        ("", None),
        ("a1" * 40, "a1a1a1a1"),
    ],
)
def test_how_a_name_is_written(name, shape):
    expected = [f"name_shape {shape}"] if shape else []

    found = of_kind("s", tokens("잘 읽었습니다.", name))

    assert [each for each in found if each.startswith("name_shape")] == expected


@pytest.mark.parametrize(
    ("name", "body", "is_in"),
    [
        ("꽃집아가씨", "안녕하세요 꽃집아가씨입니다", True),
        ("LuckyMusicLive", "look up luckymusic on the net", True),
        ("김독자", "두 번째 문단이 좋았어요", False),
        ("Jim", "a jim here and there", False),
        ("이웃", "이웃 여러분께", False),
    ],
)
def test_who_speaks_of_oneself(name, body, is_in):
    assert ("s:name_in_text" in tokens(body, name)) is is_in


def test_lines_are_counted():
    assert "s:breaks 0" in tokens("한 줄이에요")
    assert "s:breaks 2" in tokens("첫째\n\n둘째")
    assert "s:breaks 5+" in tokens("가\n" * 9)


def test_a_syllable_says_as_much_as_three_letters():
    assert read("김독자", "", "카지노 join now today").bucket == "xx"
    assert read("김독자", "", "카지노 지금 join now today").bucket == "ko"


def test_an_advert_behind_much_that_is_harmless_is_read():
    long = " ".join(f"낱말{chr(0xAC00 + n)}{chr(0xB000 + n)}" for n in range(300))

    found = tokens(f"{long} 급전상담")

    assert len(found) == MOST
    assert {"b:급전", "b:전상", "b:상담"} <= set(found) and "w:낱말가뀀" in found


def test_finals_of_split_syllables():
    assert unmask("ㄷㅐㅊㅜㄹ ㅅㅏㅇㄷㅏㅁ") == "대출 상담"
    assert unmask("ㄳㅏ ㅏㄴ") == "ㄳㅏ ㅏㄴ"


@pytest.mark.parametrize("text", ["ㅋㅋㅋ 공감합니다", "ㅠㅠ", "ㅇㅇ", "그 날이 참 좋았다"])
def test_folding_leaves_what_people_write(text):
    assert unmask(fold(text)) == text.replace("ㅋㅋㅋ", "ㅋㅋ")


def test_a_cyrillic_word_stays_cyrillic():
    assert "w:стратегия" in tokens("Это стратегия")


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "O1O.1234.5678", "전화 0l0 1234 5678 주세요", "10-1234-5678"]
)
def test_phone_numbers(text):
    assert has_phone_number(fold(text))


@pytest.mark.parametrize("text", ["2011-04-07 12:16", "1,234,567,890원", "ISBN 978-89-1234-567-8"])
def test_other_numbers(text):
    assert not has_phone_number(fold(text))


def test_links_their_parts_and_endings():
    found = tokens("여기 https://Casino-Best.xyz/play/bonus?x=1에서 bit.ly/3RdPN0F하락장 대응")

    assert of_kind("l", found) == [
        "casino-best.xyz",
        ".xyz",
        "play",
        "bonus",
        "bit.ly",
        ".ly",
        "rdpn",
    ]
    assert of_kind("w", found) == ["여기", "에서", "하락장", "대응"]


def test_a_sentence_without_a_space_is_no_link():
    assert "s:links 0" in tokens("I like it.in my opinion v1.2.in3 and e.g. this...me")


def test_website_and_name_are_counted_apart():
    found = tokens("감사합니다", name="Best Casino", website="https://www.best-casino.xyz/ko/")

    assert of_kind("u", found) == ["best-casino.xyz", ".xyz", "best", "casino"]
    assert of_kind("n", found) == ["best", "casino"]
    assert {"s:website", "s:name_in_website"} <= set(found)
    assert "s:no_website" in tokens("감사합니다")


def test_latin_words_in_a_row_and_without_their_endings():
    found = tokens("Subscribe my channel, subscribers!")

    assert of_kind("f", found) == ["subscribe"]
    assert of_kind("w", found) == ["subscribe", "my", "channel", "subscribers"]
    assert of_kind("g", found) == ["subscrib"]
    assert of_kind("p", found) == ["subscribe my", "my channel", "channel subscribers"]
    assert of_kind("t", found) == ["subscribe my channel", "my channel subscribers"]
    assert of_kind("f", tokens("구독 부탁")) == ["구독"]


def test_long_texts_have_no_more_triples():
    words = " ".join(f"word{k}" for k in range(40))

    assert len(of_kind("t", tokens(words))) == MOST_TRIPLES


@pytest.mark.parametrize(
    "filler", ["그날은 바람이 많이 불었습니다 ", "it was a long day at the lake "]
)
def test_the_end_of_a_long_text_is_read(filler):
    text = " ".join(f"{filler}{k}번" for k in range(200)) + " 카지노 bonus"

    assert {"w:카지노", "w:bonus"} <= set(tokens(text))


def test_shape():
    found = tokens(
        "★ 대 박 ★ 수 익 !!! <a href='https://a.example'>GO</a> O1O-1234-5678 BUY NOW 토1토"
    )

    assert {"s:markup", "s:phone", "s:mixed_word", "s:exclaimed 2–3", "s:links 1"} <= set(found)


@pytest.mark.parametrize(
    ("name", "body", "bucket"),
    [
        ("김독자", "잘 읽었습니다", "ko"),
        ("김독자", unicodedata.normalize("NFD", "잘 읽었습니다"), "ko"),
        ("Reader", "React hook을 쓰면 됩니다", "ko"),
        ("김독자", "Thank you for the post", "xx"),
        ("김독자", "https://example.com/strategy", "ko"),
        ("김독자", "👍", "ko"),
        ("Иван", "Спасибо", "xx"),
        ("", "", "xx"),
    ],
)
def test_bucket_is_the_script_of_the_text(name, body, bucket):
    assert read(name, "", body).bucket == bucket


def test_tokens_are_bounded():
    body = " ".join(f"{chr(0xAC00 + k)}{chr(0xB000 + k)}낱말" for k in range(2000))
    found = tokens(
        body + "가" * 300 + "a" * 300, name="이름 " * 300, website="https://a.example/" + "b" * 280
    )

    assert len(found) == MOST == len(set(found))
    assert max(map(len, found)) <= LONGEST
    assert not any("\n" in token for token in found)


@pytest.mark.parametrize(
    "body",
    [
        "가 " * 2500,
        "a." * 2500,
        "a-" * 2500,
        "ㅋ" * 5000,
        "<" * 5000,
        "[url" * 1250,
        "o0" * 2500,
        "www." * 1250,
    ],
)
def test_hostile_text_takes_no_longer(body):
    start = time.process_time()
    tokens(body)

    assert time.process_time() - start < 0.25


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("w:카지노", "‘카지노’"),
        ("b:카지", "글자 ‘카지’"),
        ("p:best casino", "‘best casino’"),
        ("t:check out my", "‘check out my’"),
        ("g:subscrib", "‘subscrib…’"),
        ("f:check", "첫 낱말 ‘check’"),
        ("n:바카라", "이름 ‘바카라’"),
        ("l:example.com", "링크 example.com"),
        ("l:.xyz", "링크 *.xyz"),
        ("l:bonus", "링크의 ‘bonus’"),
        ("u:example.com", "홈페이지 example.com"),
        ("u:casino", "홈페이지의 ‘casino’"),
        ("s:links 2–4", "링크 2–4개"),
        ("s:digits 11–20", "숫자가 글의 11–20 %"),
        ("s:phone", "휴대전화 번호"),
    ],
)
def test_tokens_are_readable(token, text):
    assert readable(token) == text


def test_every_token_is_readable():
    texts = [
        "★ 카 지 노 ★ !!! <a href='https://a.example'>GO</a> O1O-1234-5678 BUY NOW 토1토 😀 12 日本語",
        "Nice " + "x" * 40,
    ]
    for text in texts:
        for token in tokens(text, "https://a.example 김", "https://b.example/long/path"):
            assert readable(token)


def test_strongest_does_not_say_the_same_twice():
    evidence = [
        ("b:카지", 3.0),
        ("w:카지노", 3.0),
        ("b:지노", 3.0),
        ("s:links 1", 2.0),
        ("w:추천", 1.0),
    ]

    assert strongest(evidence, 2) == [("w:카지노", 3.0), ("s:links 1", 2.0)]


def test_a_word_says_more_than_its_letters():
    assert strongest([("b:지노", 3.1), ("w:카지노", 2.7)], 2) == [("w:카지노", 2.7)]
