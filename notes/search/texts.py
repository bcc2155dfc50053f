"""The same words in texts that are in no index: of drafts and of comments that nobody may see yet."""

from collections.abc import Mapping, Sequence

from notes.search import postings
from notes.search.extracts import has_phrase
from notes.search.index import impact
from notes.search.particles import stem
from notes.search.query import parse
from notes.search.ranking import by_score, rarity
from notes.search.terms import INITIALS, initials_in, note_terms, squeeze

INITIALS_ONLY = frozenset(INITIALS)
Text = tuple[Sequence[str], str]  # its names, which weigh more, and what it says


class Wanted:
    """What a query asks of a text: all its words, none of the excluded ones. Case, spaces and particles
    do not count; of names the first sounds are enough. Bounds such as 시리즈: are passed over."""

    def __init__(self, typed: str):
        query = parse(typed)
        self.is_anything = not query.text
        self._phrases = query.quoted
        self._words = [_bare(word) for word in query.wanted if word not in query.quoted]
        self._excluded = [squeeze(words) for words in query.excluded]
        self._has_initials = any(INITIALS_ONLY.issuperset(word) for word in self._words)

    def fits(self, *texts: str, names: Sequence[str] = ()) -> bool:
        """`names` are those of the texts that are names. Nothing fits what has neither a letter nor a digit,
        as nothing is found by it."""
        if self.is_anything or not (self._words or self._phrases or self._excluded):
            return self.is_anything
        whole = "\n".join(texts)
        text = "".join(whole.casefold().split())
        heads = _heads(names) if self._has_initials else ""
        return (
            all(word in text or word in heads for word in self._words)
            and not any(words in text for words in self._excluded)
            and all(has_phrase(phrase, whole) for phrase in self._phrases)
        )


def _heads(names: Sequence[str]) -> str:
    return "\n".join(letters for name in names for letters in initials_in(name))


def _bare(word: str) -> str:
    return stem(word) if "가" <= word[-1] <= "힣" else word


def in_order(typed: str, texts: Mapping[int, Text]) -> list[int]:
    """Their keys, the best first: weighed as notes are, by words as rare as they are in the index.

    All terms of each text are counted, some milliseconds for a long one.
    """
    terms = parse(typed).terms
    counts, total = postings.counts(terms)
    rarities = {term: rarity(counts.get(term, 0), total) for term in terms}
    weights = {key: note_terms(names, (), text) for key, (names, text) in texts.items()}
    lengths = {key: sum(found.values()) for key, found in weights.items()}
    mean = max(1.0, sum(lengths.values()) / max(1, len(lengths)))
    scores = {
        key: sum(
            rarities[term] * impact(found[term], round(100 * lengths[key] / mean))
            for term in terms
            if term in found
        )
        for key, found in weights.items()
    }
    return by_score(texts, scores)
