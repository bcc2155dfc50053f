"""What a change was caused by: keys that are named in the form and wait in its draft as one word.

Whose keys they are, who may be named and what becomes of it is not known here
(`saving.on_revision`, docs/decisions/0017).
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notes.text import clean

NAME = "caused_by"
TICKED = f"{NAME}-"  # each box has a name of its own, as scripts keep one word by name
MOST = 100  # in one change
# As people write and paste it: `12`, `#12`, `12번`, the address of a comment.
_KEY = re.compile(r"(?:\S*#(?:[a-z]+-)?)?([0-9]{1,18})번?", re.ASCII)


def word_of(posted) -> str:
    """What was typed and what was ticked, each key once; what is no key stays as it was typed."""
    typed = [_said(part) for part in re.split(r"[\s,]+", clean(posted.get(NAME, ""))) if part]
    ticked = [name.removeprefix(TICKED) for name in posted if name.startswith(TICKED)]
    return ", ".join(sorted({*typed, *map(_said, ticked)}, key=_newest_first))


def keys_of(word: str) -> list[int]:
    """The newest first."""
    return [int(part) for part in word.split(", ") if _is_key(part)]


class CausesField(forms.CharField):
    """One line for keys, and as many boxes as the page shows beside it."""

    def __init__(self):
        super().__init__(required=False, widget=CausesInput)

    def clean(self, value):
        parts = [part for part in value.split(", ") if part]
        if wrong := [part for part in parts if not _is_key(part)]:
            sentence = _(
                "댓글 번호가 아닌 것이 있습니다: %(typed)s. 번호나 댓글의 주소를 적어 주세요."
            )
            raise ValidationError(sentence % {"typed": wrong[0][:60]})
        if len(parts) > MOST:
            raise ValidationError(_("한 번에 %(most)s개까지 고를 수 있습니다.") % {"most": MOST})
        return value


class CausesInput(forms.TextInput):
    def value_from_datadict(self, data, files, name):
        return word_of(data)


def _said(part: str) -> str:
    key = _KEY.fullmatch(part)
    return str(int(key[1])) if key else part


def _newest_first(part: str) -> tuple:
    return (0, -int(part), "") if _is_key(part) else (1, 0, part)


def _is_key(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) < 19
