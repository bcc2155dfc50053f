"""Words that hide, and people who play with letters. No database."""

import time

import pytest

from comments.models.token_count import COMMENTS
from comments.spam.disguise import disguise
from comments.spam.verdicts import Learned, Submission
from comments.spam.weights import DISGUISED, HOLD_AT, MUCH_DISGUISED


def asked(body, **counts):
    learned = Learned("ko", [], {COMMENTS: (20, 20), **counts})
    return disguise(Submission("김독자", body, learned=learned))


@pytest.mark.parametrize(
    "written",
    [
        "급*전*상*담",
        "급-전-상-담",
        "상1담2환3영",
        "[급][전][상][담]",
        "급 전 상 담 환 영 함",
        "ㄱㅡㅂㅈㅓㄴ",
        "급ㅈㅓㄴ상담",
        "급\u200b전\u2060상담",
        "급\u3164전",
        "급\ufe0f전",
        "급\u0336전\u0336",
        "\u202e담상전급\u202c",
        "&#44553;&#51204;",
        "ㄱr방 싸게",
    ],
)
def test_hidden_hangul(written):
    caught = asked(f"{written} 오늘만")

    assert caught.reason.startswith("글자를 숨겨 적음: ")
    assert caught.weight >= DISGUISED


@pytest.mark.parametrize(
    ("written", "word"),
    [("까지노에서", "카지노"), ("빠카라", "바카라"), ("온라인 싸이뜨", "사이트")],
)
def test_tense_consonants_for_others(written, word):
    caught = asked(f"{written} 추천")

    assert caught.weight == DISGUISED and caught.reason == f"글자를 숨겨 적음: {word}"


@pytest.mark.parametrize(
    "written", ["여기까지 오느라", "땀이 뻘뻘", "쏘쏘했어요", "짜증 나서 껐어요", "까지 말고요"]
)
def test_tense_consonants_of_honest_words(written):
    assert asked(written) is None


def test_letters_that_say_nothing():
    caught = asked("vbnmzx wrtpsd klmnbv 오늘만")

    assert caught.weight == DISGUISED
    assert caught.reason == "뜻 없이 늘어놓은 글자: vbnmzx wrtpsd klmnbv"


@pytest.mark.parametrize(
    "written",
    ["rhythm", "https html5 nginx", "pthread mkdir grpc", "strcpy strncpy 차이", "crwth nth pst"],
)
def test_words_without_vowels_that_are_some(written):
    assert asked(written) is None


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("dе\u0430l tоdаy", "deal"),
        ("d\u03b5al t\u03bfday", "today"),
        ("bargⅰn here", "bargin"),
        ("𝐝𝐞𝐚𝐥 𝐭𝐨𝐝𝐚𝐲 𝐡𝐞𝐫𝐞", "deal"),
        ("ⓓⓔⓐⓛ here", "deal"),
        ("🅳🅴🅰🅻 here", "deal"),
        ("ｄｅａｌ ｔｏｄａｙ ｈｅｒｅ", "deal today here"),
        ("b_a_r_g_a_i_n", "bargain"),
        ("b a r g a i n", "bargain"),
        ("d3al t0day h3re", "deal"),
        ("bar\u00adgain", "bargain"),
    ],
)
def test_hidden_latin_is_named_as_it_is_read(written, word):
    assert asked(f"Best {written}").reason == f"글자를 숨겨 적음: {word}"


def test_more_of_it_weighs_more_and_most_where_the_word_is_known_from_spam():
    some, much = asked("급*전*상*담 환영"), asked("급*전*상*담 당*일*입*금 환영")
    known = asked("급*전*상*담 당*일*입*금 환영", **{"w:급전": (5, 0)})

    assert DISGUISED <= some.weight < HOLD_AT
    assert MUCH_DISGUISED <= much.weight <= known.weight


def test_what_many_do_counts_only_where_the_word_is_known_from_spam_or_there_is_more_of_it():
    assert asked("높.은.산 깊.은.강 너머").weight == DISGUISED
    assert asked("동·서·남·북 어디든") is None
    assert asked("동·서·남·북 어디든", **{"w:동서남북": (5, 0)}).weight == DISGUISED
    assert asked("동·서·남·북 어디든", **{"w:동서남북": (5, 2)}) is None


@pytest.mark.parametrize(
    "body",
    [
        "ㅋㅋㅋ ㅠㅠ ㅇㅇ ㄱㄱ 공감합니다",
        "가. 나. 다. 라. 순서로 읽었어요.",
        "(가)(나)(다) 가운데 (나)가 맞아요",
        "월·화·수·목 나흘 동안 읽었어요.",
        "3월1일과 5월5일, 12월25일에 쉬어요. 제1장2절3항도요.",
        "3 월 1 일 에 만나요",
        "그 날 그 곳 에서",
        "정 말 공 감 합니다.",
        "The U.S.A. and J. R. R. Tolkien, a b c d e f",
        "`c_a_s_i_n_o` 라는 변수와 for i in a: x[i] += b[j]; k8s, h264, utf8, i18n, b2b",
        "l10n, a11y, e2e, p2p, h1n1, mp3 같은 줄임말",
        "좋아요 ❤️ 👍🏽 👨\u200d👩\u200d👧 ☺️",
        "ＯＫ 입니다. Ｗｅｂ 이라고 쓰셨네요.",
        "결국 E = mc² 처럼 Δt → 0 일 때 α ≈ β, μSv 는 단위죠?",
        "Это стратегия, naïve café, señor, Ærø",
        "協力이라고 쓰고 力이 셋, 東京タワー",
        "0.1 + 0.2 = 0.30000000000000004, 3f5a9c1e7b 커밋",
    ],
)
def test_people_play_with_letters(body):
    assert asked(body) is None


@pytest.mark.parametrize(
    "piece",
    [
        "가 ",
        "가*",
        "가\n",
        "[가]",
        "ㅋㅏ",
        "ㅋr",
        "가\u200b",
        "a\u200b",
        "\u202e",
        "a ",
        "аa",
        "s1",
        "&#5",
        "é",
    ],
)
def test_hostile_text_takes_no_longer(piece):
    start = time.process_time()
    asked((piece * 10_000)[:10_000])

    assert time.process_time() - start < 0.25
