"""What changed in a note since it came out, for its readers (바뀐 곳): as far as its author says why."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.encoding import escape_uri_path

from notes.diff import STEPS, Hunk, changed_letters, differences
from notes.models import Address, Note, Revision
from notes.models.note_queryset import LINE_FIELDS
from notes.models.revision import TEXTS
from notes.models.series import BEYOND_NUMBERS
from notes.pages import page, shows

SIZE = 10  # changes on a page
NAME = "changes/"
QUERY = ("since", "before", "at")


@dataclass(frozen=True)
class Change:
    """From one text to another: by name (title, excerpt, body) the hunks of what differs."""

    texts: dict[str, list[Hunk]] = field(default_factory=dict)
    at: datetime | None = None
    reason: str = ""
    key: int | None = None  # of the revision that it led to

    @property
    def letters(self) -> tuple[int, int]:
        """How many came and went."""
        return changed_letters(chain.from_iterable(self.texts.values()))


def between(old: dict, new: dict, steps: int = STEPS, **said) -> Change:
    return Change(differences(old, new, TEXTS, steps), **said)


@page(query=QUERY)
def note_changes(request, slug, number):
    return _page(request, series__slug=slug, number=min(number, BEYOND_NUMBERS))


@page(query=QUERY)
def single_note_changes(request, slug):
    return _page(request, series=None, slug=slug)


def _page(request, **identity):
    """All changes, newest first, or with `?since=N` what became of the text after the Nth of them.
    `?at=PK` leads on to the place of this change, which moves to older pages with the years.

    A query that leads to none answers with a redirect: there are not more addresses than changes.
    """
    note = _note(identity)
    if note is None:
        return _moved(request.path_info)
    told = note.revisions.told()
    if "at" in request.GET:
        return HttpResponseRedirect(
            note.get_absolute_url() + NAME + _place(told, request.GET["at"])
        )
    if "since" in request.GET:
        context = _since(note, told, request.GET["since"])
        is_said_twice = "before" in request.GET
    else:
        context, is_said_twice = _list(told, request.GET.get("before")), False
    if context is None or is_said_twice:
        return HttpResponseRedirect(note.get_absolute_url() + NAME)
    response = render(request, "notes/note_changes.html", {"note": note, **context})
    series = [f"series-{note.series_id}"] if note.series_id else []
    # Whom a change names is said by their comments.
    return shows(response, f"note-{note.pk}", f"comments-{note.pk}", *series)


def _note(identity) -> Note | None:
    found = Note.objects.published().filter(told_count__gt=0, **identity).select_related("series")
    return found.only(*LINE_FIELDS, *TEXTS, "told_count", "language").first()


def _since(note, told, said: str) -> dict | None:
    """What is there now against what the readers of that change had before them."""
    number = _number(said)
    if number is None or number >= note.told_count:
        return None
    first = note.revisions.public().order_by("pk")[:1]
    base = next(iter(told.order_by("pk")[number - 1 : number] if number else first), None)
    if base is None:
        return None
    now = {name: getattr(note, name) for name in TEXTS}
    later = told.filter(pk__gt=base.pk).newest_first().defer(*TEXTS)
    return {"since": base, "whole": between(base.texts, now), "later": later[:SIZE]}


def _list(told, before: str | None) -> dict | None:
    if before is not None:
        key = _number(before)
        if key is None or not told.filter(pk=key).exists():
            return None
        told = told.filter(pk__lt=key)
    found = list(told.order_by("-pk")[: SIZE + 1])
    if not found and before is None:
        raise Http404
    if not found:
        return None
    more, found = len(found) > SIZE, found[:SIZE]
    earlier = Revision.objects.in_bulk([revision.previous_id for revision in found])
    changes = [_change(earlier[revision.previous_id], revision) for revision in found]
    return {"changes": changes, "older": f"?before={found[-1].pk}" if more else ""}


def _change(old: Revision, new: Revision) -> Change:
    said = {"at": new.created_at, "reason": new.reason, "key": new.pk}
    return between(old.texts, new.texts, STEPS // SIZE, **said)


def before_key(note: Note) -> str:
    """What stands before the key of a revision in the address of its change in the list. Such an
    address stays true however many changes come after it."""
    return f"{note.get_absolute_url()}{NAME}?at="


def _place(told, said: str) -> str:
    """Which page of the list has it, and where there; nothing for what is no change."""
    key = _number(said)
    if key is None or not told.filter(pk=key).exists():
        return ""
    newer = told.filter(pk__gt=key).order_by("-pk").values_list("pk", flat=True)
    pages = newer.count() // SIZE
    before = f"?before={newer[pages * SIZE - 1]}" if pages else ""
    return f"{before}#revision-{key}"


def _number(said: str) -> int | None:
    """As we write it ourselves: no sign, no zero before it."""
    is_one = said.isascii() and said.isdecimal() and len(said) < 19
    return int(said) if is_one and str(int(said)) == said else None


def _moved(path: str):
    above = path.rpartition(NAME)[0]
    target = Address.objects.target(above)
    if target is None or target == escape_uri_path(above):
        raise Http404
    return HttpResponsePermanentRedirect(target + NAME)
