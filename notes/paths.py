"""Paths of the pages that other pages name by the dozen.

`reverse()` looks for the route each time and takes ten times as long; only slug and number differ.
"""

from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

# Where the site is mounted, while a request is answered. Django looks for it in three places each time.
_mounted: ContextVar[str | None] = ContextVar("mounted", default=None)
STAND_INS = {str: "stand-in", int: 9876543210}


def mounted_middleware(get_response):
    """A page names thirty others: all stand in the same place."""

    def middleware(request):
        before = _mounted.set(get_script_prefix())
        try:
            return get_response(request)
        finally:
            _mounted.reset(before)

    return middleware


def place_of(context) -> tuple[str, str]:
    """Of a template's context: the language and where the site is mounted. Asked once for each page:
    whatever is included has the same first dictionary."""
    of_page = context.render_context.dicts[0]
    if place_of not in of_page:
        of_page[place_of] = get_language(), get_script_prefix()
    return of_page[place_of]


class Path:
    """The path of a URL name for given values: `Path("notes:tag_detail", str)("전략")`.

    As `reverse()` answers, for values that its route takes; that they do is not looked at.
    """

    def __init__(self, name: str, *kinds: type):
        self.name, self.stand_ins = name, [STAND_INS[kind] for kind in kinds]
        self.parts: dict[str, list[str]] = {}  # by where the site is mounted

    def __call__(self, *values: str | int) -> str:
        prefix = _mounted.get() or get_script_prefix()
        if prefix not in self.parts:
            self.parts[prefix] = self._split()
        first, *others = self.parts[prefix]
        return first + "".join(map(_filled, values, others))

    def _split(self) -> list[str]:
        parts, rest = [], reverse(self.name, args=self.stand_ins)
        for each in self.stand_ins:
            part, _stand_in, rest = rest.partition(str(each))
            parts.append(part)
        return [*parts, rest]


def _filled(value: str | int, after: str) -> str:
    return f"{_quoted(value) if isinstance(value, str) else value}{after}"


@lru_cache(maxsize=1024)
def _quoted(slug: str) -> str:
    return quote(slug, safe="!$&'()*+,;=~:@")
