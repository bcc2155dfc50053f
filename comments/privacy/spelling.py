"""One e-mail address, in all the ways in which it may stand in a text."""

import json
import re
import unicodedata
from functools import cached_property
from html import escape
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comments.forms import LONGEST_EMAIL
from notes.text import clean_line

# Looser than a form: imports have brought, and people have typed, what no mail server would take.
_SHAPE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# What may stand in an address: with more of it on either side it is somebody else's. Hangul after
# it is a particle (kim@example.com으로), Hangul before it the word that was not set apart.
_BEFORE = r"(?:(?<![A-Za-z0-9_])(?<![A-Za-z0-9_][.+%-])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = r"(?!-*[A-Za-z0-9]|\.[A-Za-z0-9])"


class Spelling:
    """Raises ValidationError for what is no e-mail address. White space and case make no difference."""

    def __init__(self, typed: str):
        self.email = "".join(clean_line(typed).split()).lower()
        if len(self.email) > LONGEST_EMAIL:
            raise ValidationError(_("이메일 주소가 너무 깁니다."))
        if not _SHAPE.fullmatch(self.email):
            raise ValidationError(_("이메일 주소를 다시 확인해 주세요."))

    def __str__(self):
        return self.email

    @cached_property
    def in_text(self) -> set[str]:
        """As typed in one Unicode form or the other, in HTML, in a web address, and in JSON, as which
        the administration keeps what was changed."""
        forms = {unicodedata.normalize(form, self.email) for form in ("NFC", "NFD")}
        return {
            written
            for form in forms
            for written in (form, escape(form), quote(form), quote(form, safe="@"), _json(form))
        }

    @cached_property
    def in_database(self) -> set[str]:
        """What a row is looked for by: SQLite keeps JSON in ASCII, and knows no capitals beyond that."""
        both = {case for form in self.in_text for case in (form, form.upper())}
        searched = {form for form in both if not form.isascii()} | self.in_text
        return searched | set(map(_json, searched))

    @cached_property
    def _pattern(self) -> re.Pattern:
        longest_first = sorted(self.in_text, key=len, reverse=True)
        return re.compile(
            f"{_BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){_AFTER}", re.IGNORECASE
        )

    @cached_property
    def _link(self) -> re.Pattern:
        """In finished HTML: a link that writes to it leads nowhere any more."""
        return re.compile(
            rf'<a [^>]*href="mailto:{self._pattern.pattern}[^>]*>(.*?)</a>',
            re.IGNORECASE | re.DOTALL,
        )

    def is_in(self, value) -> bool:
        """In a text, or anywhere in what JSON is made of."""
        return self.without(value) != value

    def without(self, value):
        """The same, with "[지운 주소]" in its place."""
        if isinstance(value, str):
            return self._pattern.sub(_("[지운 주소]"), self._link.sub(r"\1", value))
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {self.without(key): self.without(each) for key, each in value.items()}
        return value


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]
