"""What hangs on a Korean word and says nothing of what is looked for."""

SHORTEST_STEM = 2

_PARTICLES = frozenset(
    "은 는 이 가 을 를 의 에 와 과 도 로 만 나 에서 에게 께서 한테 으로 부터 까지 처럼 보다 마다 조차 이나 이며 "
    "라는 이라는 라고 이라고 이란 란 에서는 에서도 에서의 에게는 에게서 으로는 으로도 으로의 으로서 으로써 로서 로써 "
    "에는 에도 와의 과의 와는 과는 이다 입니다 이었다 였다 이고 으로부터 로부터 까지의 까지는 부터는 만이 만의 만을 "
    "들은 들이 들을 들의 들에게 들과 들도 밖에 뿐 이라도 라도 하고 이랑 랑 인가 인가요 이라면 라면".split()
)
_LONGEST = max(map(len, _PARTICLES))


def stem(word: str, shortest: int = SHORTEST_STEM) -> str:
    """The word without its particle, the longest that leaves so many syllables.

    By form alone: 사이 would lose its 이, so nothing shorter than two syllables is left by default.
    """
    for size in range(min(_LONGEST, len(word) - shortest), 0, -1):
        if word[-size:] in _PARTICLES:
            return word[:-size]
    return word


def is_one_syllable(word: str) -> bool:
    """힘, and with its particle: 힘을."""
    return len(word) == 1 or word[1:] in _PARTICLES
