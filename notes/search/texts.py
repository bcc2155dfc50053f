"""The same words in texts that are in no index: of drafts and of comments that nobody may see yet."""

from notes.search.extracts import has_phrase
from notes.search.particles import stem
from notes.search.query import parse
from notes.search.terms import squeeze


class Wanted:
    """What a query asks of a text: all its words, none of the excluded ones. Case, spaces and particles
    do not count. Bounds such as 시리즈: are passed over."""

    def __init__(self, typed: str):
        query = parse(typed)
        self.is_anything = not query.text
        self._phrases = query.quoted
        self._words = [_bare(word) for word in query.wanted if word not in query.quoted]
        self._excluded = [squeeze(words) for words in query.excluded]

    def fits(self, *texts: str) -> bool:
        """Nothing fits what has neither a letter nor a digit, as nothing is found by it."""
        if self.is_anything or not (self._words or self._phrases or self._excluded):
            return self.is_anything
        whole = "\n".join(texts)
        text = "".join(whole.casefold().split())
        return (
            all(word in text for word in self._words)
            and not any(words in text for words in self._excluded)
            and all(has_phrase(phrase, whole) for phrase in self._phrases)
        )


def _bare(word: str) -> str:
    return stem(word) if "가" <= word[-1] <= "힣" else word
