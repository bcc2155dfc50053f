"""What else may have been meant when nothing has all that was typed."""

import unicodedata
from difflib import get_close_matches

from notes.models import Series, Tag
from notes.prepared import prepared
from notes.search.keyboard import as_hangul, as_latin
from notes.search.query import Query, parse
from notes.search.ranking import knows_all
from notes.search.terms import fold

NEAR_WORDS = 4
ALIKE = 0.7  # of the letters that two words are written with
MOST_NAMES = 100
LONGEST_NAME = 16


def on_the_other_layout(query: Query) -> str:
    """The same keys on the other keyboard, if any note has what they write there."""
    for meant in (as_hangul(query.text), as_latin(query.text).lower()):
        if len(meant) > 1 and knows_all(parse(meant).terms):
            return meant
    return ""


def near_words(query: Query) -> list[str]:
    """Names of tags and series that are written nearly like this, the nearest first."""
    typed = fold(query.text)
    if not 1 < len(typed) <= LONGEST_NAME:
        return []
    names = {_letters(name): name for name in _names()}
    near = get_close_matches(_letters(typed), names, n=NEAR_WORDS, cutoff=ALIKE)
    return [names[letters] for letters in near]


def _names() -> list[str]:
    return [name for (name,) in (*_tags(), *_series())]


@prepared
def _tags():
    found = Tag.objects.filter(dated_count__gt=0).order_by("-dated_count", "pk")
    return found.values_list("name")[:MOST_NAMES]


@prepared
def _series():
    found = Series.objects.filter(dated_count__gt=0).order_by("-dated_count", "pk")
    return found.values_list("title")[:MOST_NAMES]


def _letters(text: str) -> str:
    """Syllables taken apart: 전력 and 전략 differ by one letter of six."""
    return unicodedata.normalize("NFD", "".join(fold(text).split()))
