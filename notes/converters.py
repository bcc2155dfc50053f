import re

from django.urls import Resolver404, resolve


class HangulSlugConverter:
    """Letters of any script. Django's own `<slug:…>` is ASCII only.

    Paths arrive in NFC: socialstrategy.middleware redirects any other form first.
    """

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter:
    """From 1 on, in its one form. For `007`, which is another, `unpadded()` says what was meant."""

    regex = r"[1-9][0-9]*"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


_PADDING = re.compile(r"(?<=/)0+(?=[1-9][0-9]*/)")


def unpadded(path: str) -> str | None:
    """The address without zeros before its numbers, where this one leads nowhere and that one does."""
    short = _PADDING.sub("", path)
    return short if short != path and not _leads(path) and _leads(short) else None


def _leads(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
