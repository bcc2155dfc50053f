"""What somebody has typed into the search: words, "quotations", -exclusions, 시리즈:, 태그:, 연도:."""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import regex

from notes.search.particles import stem
from notes.search.terms import fold, pairs, query_terms, runs, squeeze
from notes.text import clean_line

LONGEST = 200  # letters that are looked at
MOST_TERMS = 64
SERIES, TAG, YEAR = "시리즈", "태그", "연도"

_FILTERS = {
    "시리즈": SERIES,
    "series": SERIES,
    "태그": TAG,
    "tag": TAG,
    "연도": YEAR,
    "year": YEAR,
}
_QUOTES = '"“”„«»「」『』'
_PART = regex.compile(
    rf"(?P<minus>-?)(?:(?P<filter>{'|'.join(_FILTERS)}):)?"
    rf"(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]+)[{_QUOTES}]|(?P<word>[^\s{_QUOTES}]+))"
)
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_INITIALS = regex.compile(r"[ㄱ-ㅎ\s]+")


@dataclass(frozen=True)
class Query:
    """`text` is what was typed, on one line. All others are folded (`notes.search.terms.fold`)."""

    text: str = ""
    wanted: tuple[str, ...] = ()  # words and quotations, in order
    quoted: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()  # kind, value

    def __bool__(self):
        return bool(self.terms or self.filters)

    @cached_property
    def terms(self) -> dict[str, bool]:
        """What is looked up, and whether all of a query is there without it. Empty where nothing was
        typed that could be found."""
        return terms_of(" ".join(self.wanted))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What is marked in a text: each word without its particle, once."""
        found: dict[str, None] = {}
        for is_hangul, run in runs(" ".join(self.wanted)):
            found |= dict.fromkeys(map(stem, run.split()) if is_hangul else [run])
        return tuple(found)

    @property
    def is_plain(self) -> bool:
        """Nothing but words: what the lists of the greatest impact answer alone."""
        return not (self.quoted or self.excluded or self.filters)

    def values(self, kind: str) -> list[str]:
        return [value for its, value in self.filters if its == kind]

    def narrowed(self, kind: str, value: str) -> str:
        """What to type for the same within a series, a tag or a year."""
        value = f'"{value}"' if any(letter.isspace() for letter in value) else value
        return f"{self.text} {kind}:{value}"


def terms_of(folded: str) -> dict[str, bool]:
    if _INITIALS.fullmatch(folded):
        return dict.fromkeys(pairs(squeeze(folded)), True)
    return dict(islice(query_terms(runs(folded)).items(), MOST_TERMS))


def parse(typed: str) -> Query:
    """Anything at all; what cannot be understood is passed over."""
    text = clean_line(typed[: 4 * LONGEST])[:LONGEST].strip()
    wanted, quoted, excluded, filters = [], [], [], []
    for part in _PART.finditer(fold(text)[:LONGEST]):
        value = (part["quoted"] or part["word"]).strip()
        if not _LETTER.search(value):
            continue
        if part["filter"] and not part["minus"]:
            filters.append((_FILTERS[part["filter"]], value))
        elif part["minus"]:
            excluded.append(value)
        else:
            wanted.append(value)
            quoted += [value] if part["quoted"] else []
    return Query(text, tuple(wanted), tuple(quoted), tuple(excluded), tuple(filters))
