"""The notes of a site of any size, with their comments: the same words on every run.

What a note says depends on how many notes are newer, so the newest ones, which most pages show,
are alike on a small and a large site. Seven of ten notes stand in one long series, a quarter in
series of ten, the rest in none; all of them lie in the same three years, so that a larger site has
more notes in each month and not more months. Below a thousand notes the pages of months and tags
are not full.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from notes.interchange.records import AuthorData, CommentData, NoteData, SeriesData
from tests.bench import words

BEGIN = datetime(2021, 1, 1, tzinfo=ZoneInfo("Asia/Seoul"))
SPAN = timedelta(days=3 * 365)
LONG, SHORT, SINGLE = "L", "S", "1"
ORDER = "LLSLLLSLLLSLLLSLLLS1"  # kinds of the newest twenty notes, and of every twenty before
IN_SHORT_SERIES = 10  # notes
LONG_SERIES = SeriesData("소셜전략", "소셜전략")
AUTHORS = [
    AuthorData(f"bench:{n}", name) for n, name in enumerate(("글쓴이", "곁의 이", "먼 데 이"))
]
# In the middle of the long series, one after the other: public comments of the notes measured.
MEASURED = (100, 0, 1000)
FEWEST = len(ORDER)  # notes of the smallest site
WAITING = {"held": 60, "spam": 40}  # comments under the newest note of a short series
WITH_RARE_WORD = range(3, 150, 30)  # five notes, by how many are newer


def essays(size: int) -> Iterator[NoteData]:
    """Oldest first."""
    longest = _before(LONG, size)
    for newer in range(size - 1, -1, -1):
        at = BEGIN + SPAN * ((size - newer - 0.5) / size)
        yield _essay(newer, longest, at.replace(microsecond=0))


def _before(kind: str, newer: int) -> int:
    """How many notes of a kind are among the newest so many."""
    twenties, rest = divmod(newer, len(ORDER))
    return twenties * ORDER.count(kind) + ORDER[:rest].count(kind)


def _essay(newer: int, longest: int, at: datetime) -> NoteData:
    kind = ORDER[newer % len(ORDER)]
    series, number, comments = None, None, None
    if kind == LONG:
        series, number = LONG_SERIES, longest - _before(LONG, newer)
        measured = dict(enumerate(MEASURED, start=longest // 2))
        comments = measured.get(number)
    elif kind == SHORT:
        back, place = divmod(_before(SHORT, newer), IN_SHORT_SERIES)
        series, number = _short_series(back), IN_SHORT_SERIES - place
    dice = Random(f"essay {newer}" if comments is None else f"measured {comments}")
    title, count = _title(dice, newer), dice.randint(10, 30) if comments is None else comments
    ref = f"bench:{newer}"
    waiting = WAITING if newer == ORDER.index(SHORT) else {}
    return NoteData(
        ref=ref,
        title=title,
        body=_body(dice, title),
        slug="" if series else f"{title} {newer + 1}",
        is_published=True,
        published_at=at,
        author=AUTHORS[0 if dice.random() < 0.8 else dice.randint(1, 2)],
        series=series,
        number=number,
        tags=tuple(dice.sample(words.TAGS, 2)),
        comments=(*_comments(dice, ref, at, count), *_waiting(ref, at, waiting)),
    )


def _short_series(back: int) -> SeriesData:
    """The newest is number 0, and has the same name on every site."""
    title = f"{words.NOUNS[back % len(words.NOUNS)]} 이야기 {back + 1}"
    return SeriesData(title, title)


def _title(dice: Random, newer: int) -> str:
    found = [dice.choice(words.ADJECTIVES), dice.choice(words.NOUNS)]
    if dice.random() < 0.3:
        found.append(words.FREQUENT)
    if dice.random() < 0.1:
        found.append(words.SECOND)
    if newer in WITH_RARE_WORD:
        found.append(words.RARE)
    return " ".join(found)


def _body(dice: Random, title: str) -> str:
    """About 500 words; every block but the first is one of the pool."""
    parts = [f"이 글은 “{title}” 이야기다. {words.sentence(dice)}"]
    parts += dice.sample(words.paragraphs(), 8)
    for place, heading in zip((7, 5, 3), dice.sample(words.headings(), 3), strict=True):
        parts.insert(place, heading)
    # Not two lists: with nothing between them they would be one.
    return "\n\n".join([*parts, dice.choice(words.lists()), dice.choice(words.quotes())])


def _comments(dice: Random, ref: str, at: datetime, count: int) -> Iterator[CommentData]:
    """Every fourth one is an answer."""
    for place in range(count):
        answers = dice.randrange(place) if place and dice.random() < 0.25 else None
        parent = None if answers is None else f"{ref}:{answers}"
        yield _comment(dice, f"{ref}:{place}", parent, at + timedelta(minutes=37 * (place + 1)))


def _waiting(ref: str, at: datetime, counts: dict[str, int]) -> Iterator[CommentData]:
    """What is not public, for the moderators' queue."""
    for status, count in counts.items():
        dice = Random(status)
        for place in range(count):
            written = at + timedelta(minutes=place)
            yield _comment(dice, f"{ref}:{status}:{place}", None, written, status)


def _comment(dice, ref, parent, at, status="published") -> CommentData:
    reader = dice.randrange(len(words.NAMES))
    return CommentData(
        ref=ref,
        parent_ref=parent,
        name=words.NAMES[reader],
        email=f"reader{reader}@example.com",
        website="",
        body="\n\n".join(dice.sample(words.remarks(), dice.randint(2, 3))),
        created_at=at,
        status=status,
    )


def remark(seed: str) -> str:
    """A comment's text that no other has."""
    return words.paragraph(Random(seed), 20)
