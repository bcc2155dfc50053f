"""How often terms occur, and how far back the newest notes with them reach, without a full count."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db import connection

_ASKED_AT_ONCE = 100  # SQLite takes 500 parts of a UNION

_NEWEST = (
    "SELECT %s, COUNT(*), MIN(moment) FROM (SELECT moment FROM notes_posting"
    " WHERE term = %s ORDER BY moment DESC LIMIT %s) AS newest"
)


class Newest(NamedTuple):
    """The newest notes with a term, up to some depth. A rarer term compares as less."""

    is_cut: bool  # there are more
    measure: int  # the oldest one's moment if there are more, else their number

    @property
    def since(self) -> int | None:
        """The moment of the oldest, or nothing if these are all there are."""
        return self.measure if self.is_cut else None

    @property
    def is_empty(self) -> bool:
        return not (self.is_cut or self.measure)


def newest_of(terms: Collection[str], depth: int) -> dict[str, Newest]:
    """Reads at most `depth` rows of each term's part of the index. Drafts with a date count."""
    return {
        term: Newest(True, oldest) if count == depth else Newest(False, count)
        for portion in _portions(list(terms))
        for term, count, oldest in _ask(portion, depth)
    }


def _portions(terms: list[str]) -> Iterator[list[str]]:
    return (terms[at : at + _ASKED_AT_ONCE] for at in range(0, len(terms), _ASKED_AT_ONCE))


def _ask(terms: list[str], depth: int) -> list[tuple[str, int, int | None]]:
    question = " UNION ALL ".join([_NEWEST] * len(terms))
    with connection.cursor() as cursor:
        cursor.execute(question, [value for term in terms for value in (term, term, depth)])
        return cursor.fetchall()
