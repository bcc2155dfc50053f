"""Korean for the benchmark: our own words in sentences that are grammatical and say nothing.

Everything comes from a `random.Random` that the caller seeds: the same seed, the same text.
"""

from functools import cache
from random import Random

# Words that the searches look for; no sentence of the pool has them, titles do.
RARE, FREQUENT, SECOND = "등나무", "이웃", "골목"
# And what a person asks: six words, frequent ones among them, with their particles.
QUESTION = "이웃과 함께 골목에서 나무를 심는 방법은 무엇인가"

NOUNS = (
    "마당 공책 나무 난로 달력 도서관 모임 목록 문장 물음 손님 아침 약속 연필 의자 저녁 전단 종이 책장 친구 토요일 "
    "찻집 우산 창가 계단 복도 게시판 편지 우체통 사진 지도 자전거 정류장 시장 빵집 화분 텃밭 씨앗 흙길 개울 언덕 "
    "지붕 담장 대문 열쇠 서랍 상자 바구니 보자기 주머니 단추 실타래 바늘 가위 풀밭 안경 시계 거울 촛대 부엌 국자 "
    "접시 찬장 항아리 장독 곳간 광주리 바람 구름 햇볕 그늘 눈길 빗소리 가을 겨울 봄날 여름 어제 내일 새벽 점심 "
    "생각 마음 버릇 몫 차례 까닭 보람 걱정 솜씨 눈빛 목소리 발걸음 이름 나이 고향 동무 어른 아이 선생 주인 일꾼"
).split()
ADJECTIVES = (
    "작은 낡은 새 긴 짧은 조용한 느긋한 반가운 서툰 든든한 가벼운 무거운 둥근 반듯한 부지런한 수줍은 넉넉한 빠듯한 "
    "어두운 환한 깊숙한 나란한 흔한 드문 첫 마지막 남은 빌린 고친 잊은"
).split()
ADVERBS = (
    "천천히 다시 먼저 나중에 나란히 가만히 자주 드물게 어느새 마침내 저마다 번갈아 미리 따로 "
    "또박또박 문득 얼른 조금 더 오래"
).split()
VERBS = (
    "고친다 기다린다 나눈다 남긴다 묻는다 배운다 부른다 빌린다 적는다 짓는다 옮긴다 접는다 펼친다 심는다 쓸어낸다 "
    "건넨다 돌려준다 맞이한다 헤아린다 고른다 모은다 챙긴다 읽는다 외운다 알린다 덮는다 연다 닫는다 찾는다 둔다"
).split()
NAMES = [
    first + second
    for first in "가람 나래 다솜 라온 마루 바다 새벽 아라 자람 차오름 하늘 한별 보람 이든 슬기".split()
    for second in ("", "지기", "이네", "아재", "네집", "둘째", "마을", "씨")
]
TAGS = "모임 배움 기록 살림 책 걷기 편지 밥상 텃밭 이야기 물음 계절".split()


def sentence(dice: Random) -> str:
    """Six to nine words. A fifth of the nouns do most of the talking, as in any text."""
    words = [
        dice.choice(ADVERBS),
        _noun(dice, "은는"),
        dice.choice(ADJECTIVES),
        _noun(dice, "과와"),
        dice.choice(ADJECTIVES),
        _noun(dice, "을를"),
        dice.choice(VERBS),
    ]
    if dice.random() < 0.5:
        words[2:2] = [_noun(dice, "이가"), dice.choice(ADVERBS)]
    return " ".join(words) + "."


def _noun(dice: Random, particles: str) -> str:
    common = NOUNS[: len(NOUNS) // 5]
    return with_particle(dice.choice(common if dice.random() < 0.5 else NOUNS), particles)


def with_particle(word: str, particles: str) -> str:
    """The first of the two particles after a consonant, the second after a vowel."""
    return word + particles[(ord(word[-1]) - 0xAC00) % 28 == 0]


def paragraph(dice: Random, words: int) -> str:
    """Sentences of at least so many words together; every second one has something in bold."""
    found: list[str] = []
    while sum(part.count(" ") + 1 for part in found) < words:
        found.append(sentence(dice))
    if dice.random() < 0.5:
        first, _space, rest = found[-1].partition(" ")
        found[-1] = f"**{first}** {rest}"
    return " ".join(found)


@cache
def paragraphs() -> list[str]:
    return [paragraph(Random(f"paragraph {n}"), 55) for n in range(400)]


@cache
def headings() -> list[str]:
    """All different, so that a text of several has no two ids alike."""
    pairs = [f"{one} {two}" for one in ADJECTIVES for two in NOUNS[:20]]
    return [f"## {pair}" for pair in Random("headings").sample(pairs, 80)]


@cache
def lists() -> list[str]:
    dice = Random("lists")
    return ["\n".join(f"- {sentence(dice)}" for _item in range(4)) for _list in range(60)]


@cache
def quotes() -> list[str]:
    return [f"> {sentence(Random(f'quote {n}'))}" for n in range(60)]


@cache
def remarks() -> list[str]:
    """What comments are put together from."""
    return [paragraph(Random(f"remark {n}"), 7 + n % 14) for n in range(600)]
