"""What a note will look like, before anybody may see it: for its author, and by a link for a guest."""

import copy
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from notes.desk.forms import note_words
from notes.desk.saving import draft_of
from notes.models import Image, Note, PreviewLink, Series
from notes.pages import never_cache, unlisted


@dataclass(frozen=True)
class Written:
    """A note that says what its author is writing. Its object is not to be saved."""

    note: Note
    tags: list[str]


def written(note: Note) -> Written:
    draft = draft_of(note)
    words = draft.words if draft.is_pending else note_words(note)
    shown = copy.copy(note)
    shown.title, shown.body = words["title"], words["body"]
    shown.excerpt = words.get("excerpt", note.excerpt)
    shown.series = _chosen(Series, words.get("series", ""))
    shown.cover = _chosen(Image, words.get("cover", ""))
    number = words.get("number", "")
    shown.number = int(number) if shown.series and _is_number(number) else None
    shown.prepare()
    names = (name.strip().lstrip("#") for name in words.get("tags", "").split(","))
    return Written(shown, [name for name in names if name])


@never_cache
@require_safe
def preview(request, key):
    """For whoever has the address. It dies with its revocation, with publishing, and after a month."""
    links = PreviewLink.objects.select_related("note__series", "note__author")
    link = links.filter(key=key).first()
    if link is None or not link.is_alive:
        return unlisted(render(request, "notes/preview_gone.html", {"link": link}, status=410))
    expires = localtime(link.expires_at)
    return unlisted(show(request, link.note, is_for_guest=True, expires_at=expires))


def show(request, note: Note, **context) -> HttpResponse:
    found = written(note)
    context |= {"note": found.note, "tags": found.tags, "written": note}
    return render(request, "notes/preview.html", context)


def _chosen(model, key: str):
    """The row that was chosen in the form, if there is one."""
    return model.objects.filter(pk=key).first() if _is_number(key) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 2**31
