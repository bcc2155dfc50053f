"""Values that stand nowhere else, for whatever nobody but its owner may read, and how to find them.

A marker keeps its letters in whatever it comes through: no escaping, quoting or slug changes it.
"""

import itertools
import re
from collections.abc import Iterable

from django.db import models

YEAR = 1987  # of moments that nobody is told
NUMBER = 770077000  # and so many more
NETWORK = "198.18.7"
_FOUND = re.compile(
    rf"qzx\d{{4}}|{NETWORK}\.\d+|(?<!\w){YEAR}[-.년]|(?<!\w){NUMBER // 1000}\d{{3}}"
)


class Markers:
    """Hands out markers and remembers what each is for."""

    def __init__(self):
        self._count = itertools.count(1)
        self.purposes: dict[str, str] = {f"{YEAR}{end}": "a moment" for end in "-.년"}

    def text(self, purpose: str) -> str:
        return self._known(f"qzx{next(self._count):04}", purpose)

    def give(self, model: type[models.Model], fields: Iterable[str], owner: str) -> dict:
        """A value for each of these fields, as its kind wants it. `owner` is said of what leaks."""
        return {name: self._for(model._meta.get_field(name), f"{owner}: {name}") for name in fields}

    def leaks(self, text: str, but_for: str = "") -> list[str]:
        """What the markers in `text` are for. Those that stand in `but_for` are known already."""
        found = set(_FOUND.findall(text)) - set(_FOUND.findall(but_for))
        return sorted(self.purposes.get(marker, marker) for marker in found)

    def _known(self, marker: str, purpose: str) -> str:
        assert _FOUND.fullmatch(marker), marker
        assert marker not in self.purposes, marker
        self.purposes[marker] = purpose
        return marker

    def _for(self, field, purpose: str):
        if isinstance(field, models.EmailField):
            return f"{self.text(purpose)}@private.example"
        if isinstance(field, models.URLField):
            return f"https://private.example/{self.text(purpose)}"
        if isinstance(field, models.GenericIPAddressField):
            return self._known(f"{NETWORK}.{next(self._count) % 256}", purpose)
        if isinstance(field, models.DateTimeField):
            return f"{YEAR}-01-02T03:04:05Z"
        if isinstance(field, models.IntegerField):
            number = NUMBER + next(self._count)
            return int(self._known(str(number), purpose))
        if isinstance(field, models.JSONField):
            words = self.text(purpose)
            return [{"check": words, "action": "hold", "weight": 1, "reason": f"사유 {words}"}]
        if isinstance(field, models.BooleanField):
            return True
        return self._words(field, purpose)

    def _words(self, field, purpose: str) -> str:
        marker = self.text(purpose)
        words = f"남모르는 {marker} 말" if isinstance(field, models.TextField) else marker
        return words[: field.max_length]
