"""Two texts of one note that nobody wants to lose: where they differ, and what somebody makes of them.

The words are those of a form, by field (`notes.desk.forms`). Without scripts: each choice is a row of
radio buttons, and the choices come back under names that count what differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notes.diff import ADDED, REMOVED, Hunk, Piece, diff

MINE, THEIRS, BOTH = "mine", "theirs", "both"
MOST_CHOICES = 200  # in one text; where more differs, it is one choice
NOT_COMPARED = ("body", "reason", "caused_by")


@dataclass(frozen=True)
class Part:
    """A hunk of the text from mine to theirs; one that is changed has a `name` for its choice."""

    hunk: Hunk
    name: str = ""
    preferred: str = MINE


@dataclass(frozen=True)
class Field:
    """Another field that differs: its name in the form and for its choice, what stands in it."""

    field: str
    label: str
    mine: str
    theirs: str

    @property
    def name(self) -> str:
        return f"choose-{self.field}"


@dataclass(frozen=True)
class Conflict:
    mine: dict
    parts: list[Part]
    fields: list[Field]

    @property
    def is_one_of_words(self) -> bool:
        return bool(self.fields) or any(part.name for part in self.parts)


def conflict(mine: dict, theirs: dict, form, base: str | None = None) -> Conflict:
    """What a page shows. `base` is a text that both may come from: what only they have changed is
    chosen beforehand."""
    parts = _parts(mine.get("body", ""), theirs.get("body", ""), base)
    fields = [
        Field(name, form.fields[name].label, *(_said(form, name, w) for w in (mine, theirs)))
        for name in _differing(mine, theirs)
        if name in form.fields
    ]
    return Conflict(mine, parts, fields)


def merged(mine: dict, theirs: dict, choices: Mapping) -> dict:
    """The words as chosen; what nobody chose is mine, and fields that I do not have are theirs."""
    words = {**theirs, **mine}
    for name in _differing(mine, theirs):
        if choices.get(f"choose-{name}") == THEIRS:
            words[name] = theirs.get(name, "")
    parts = _parts(mine.get("body", ""), theirs.get("body", ""))
    words["body"] = "".join(_chosen(part.hunk, choices.get(part.name, MINE)) for part in parts)
    return words


def _differing(mine: dict, theirs: dict) -> list[str]:
    names = [name for name in mine if name not in NOT_COMPARED]
    return [name for name in names if mine[name] != theirs.get(name, "")]


def _parts(mine: str, theirs: str, base: str | None = None) -> list[Part]:
    hunks = diff(mine, theirs)
    if sum(hunk.is_changed for hunk in hunks) > MOST_CHOICES:
        hunks = [Hunk((Piece(REMOVED, mine), Piece(ADDED, theirs)))]
    known = {line.strip() for line in (base or "").split("\n")}
    return [
        Part(hunk, f"choose-body-{place}", _preferred(hunk, known))
        if hunk.is_changed
        else Part(hunk)
        for place, hunk in enumerate(hunks)
    ]


def _preferred(hunk: Hunk, known: set[str]) -> str:
    """Theirs, where mine is as it was before and theirs is not."""
    is_mine_old, is_theirs_old = (
        all(line.strip() in known for line in text.split("\n") if line.strip())
        for text in (hunk.old, hunk.new)
    )
    return THEIRS if is_mine_old and not is_theirs_old else MINE


def _chosen(hunk: Hunk, choice: str) -> str:
    if choice == THEIRS:
        return hunk.new
    if choice == BOTH and hunk.is_changed:
        return _one_after_the_other(hunk.old, hunk.new)
    return hunk.old


def _one_after_the_other(mine: str, theirs: str) -> str:
    if not mine.strip() or not theirs.strip():
        return mine + theirs
    first = mine.rstrip("\n")
    return first + (mine[len(first) :] or "\n\n") + theirs


def _said(form, name: str, words: dict) -> str:
    """A value as people say it: a series by its title."""
    field, value = form.fields[name], words.get(name, "")
    if hasattr(field, "queryset"):
        found = field.queryset.filter(pk=value).first() if value.isdecimal() else None
        return str(found) if found else _("없음")
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    if value == "on":
        return _("예")
    if not value:
        return _("없음")
    return value
