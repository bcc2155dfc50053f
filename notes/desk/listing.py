"""The desk's first page: what a person is writing, what will come, what is out."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from notes.desk.access import for_writers
from notes.desk.roles import notes_of
from notes.formats import grouped
from notes.models import Note
from notes.models.note_queryset import LINE_FIELDS
from notes.pagination import page_of
from notes.search.query import parse
from notes.search.results import FIRST, read
from notes.search.scope import rank_within
from notes.search.texts import Text, Wanted, in_order
from notes.text import clean_line

MOST_DRAFTS = 100
LONGEST_QUERY = 100
DRAFTS, SCHEDULED, PLANNED, PUBLISHED = "drafts", "scheduled", "planned", "published"
LABELS = {
    DRAFTS: gettext_lazy("쓰는 중"),
    SCHEDULED: gettext_lazy("예약"),
    PLANNED: gettext_lazy("예고"),
    PUBLISHED: gettext_lazy("공개"),
}
MOST_FOUND = 100
LOOKED_AT = 1000  # unfinished notes that are read for a word
SEARCHED = ("series__title", "number", "title", "body", "draft__title", "draft__body")
SHOWN_FIELDS = (*LINE_FIELDS, "updated_at", "draft__title", "draft__is_pending", "draft__saved_at")


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    is_current: bool


@for_writers
@require_safe
def home(request):
    state = request.GET.get("state", DRAFTS)
    state = state if state in LABELS else DRAFTS
    query = clean_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    notes = notes_of(Note.objects.all(), request.user)
    context = {
        "tabs": [Tab(name, label, name == state) for name, label in LABELS.items()],
        "state": state,
        "query": query,
        **(_found(notes, state, query) if query else _page(notes, state, request.GET)),
    }
    return render(request, "desk/home.html", context)


def _found(notes, state: str, query: str) -> dict:
    """What is out is found as readers find it, the rest by reading it: only its authors may know it.

    The best first, and no more than a hundred.
    """
    search = _published if state == PUBLISHED else _unfinished
    keys, about = search(notes, state, query)
    rows = {note.pk: note for note in _rows(notes, state).filter(pk__in=keys)}
    return {"notes": [rows[key] for key in keys if key in rows], "about": about}


def _published(notes, _state: str, typed: str) -> tuple[list[int], str]:
    query = parse(typed)
    ranked = rank_within(query, notes.published())
    first = [hit.note.pk for hit in read(query, ranked, 0, FIRST)]
    keys = first + ranked.keys[FIRST:MOST_FOUND]
    return keys, _about(len(keys), ranked.exact, ranked.length)


def _about(shown: int, exact: int, length: int) -> str:
    """What a list of what was found leaves open."""
    if shown and not exact:
        return _("적은 말이 모두 있는 글은 없습니다. 일부가 있는 글을 가까운 것부터 보여 드립니다.")
    if exact < shown:
        said = _("적은 말이 모두 있는 글 %(exact)s개 다음은 비슷한 글입니다.")
        return said % {"exact": grouped(exact)}
    return _only_so_many() if length > shown else ""


def _only_so_many() -> str:
    said = _("%(most)s개까지만 보여 드립니다. 낱말을 더 적으면 좁혀집니다.")
    return said % {"most": grouped(MOST_FOUND)}


def _unfinished(notes, state: str, typed: str) -> tuple[list[int], str]:
    wanted = Wanted(typed)
    rows = _of(notes, state).order_by("-pk").values_list("pk", *SEARCHED)[:LOOKED_AT]
    rows = ((key, [str(text or "") for text in texts]) for key, *texts in rows)
    fitting = ((key, _text(*texts)) for key, texts in rows if _fits(wanted, *texts))
    keys = in_order(typed, dict(islice(fitting, MOST_FOUND)))
    return keys, _only_so_many() if next(fitting, None) else ""


def _fits(wanted: Wanted, series: str, number: str, title: str, body: str, *draft: str) -> bool:
    names = (title, draft[0], series)
    return wanted.fits(series, number, title, body, *draft, names=names)


def _text(series: str, number: str, title: str, body: str, new_title: str, new_body: str) -> Text:
    return (title, new_title, f"{series} {number}"), f"{body}\n{new_body}"


def _of(notes, state: str):
    """The notes of a tab."""
    if state == PUBLISHED:
        return notes.published()
    if state == SCHEDULED:
        return notes.scheduled()
    if state == PLANNED:
        return notes.planned()
    return notes.filter(Q(status=Note.DRAFT) | Q(draft__is_pending=True))


def _rows(notes, state: str):
    return _of(notes.select_related("series", "draft").only(*SHOWN_FIELDS, "draft__note"), state)


def _page(notes, state: str, query) -> dict:
    """The rows of a tab. What is out comes in pages; of what is being written the last hundred."""
    rows = _rows(notes, state)
    if state == PUBLISHED:
        return vars(page_of(rows, query))
    if state == SCHEDULED:
        return {"notes": rows.order_by("published_at", "pk")[:MOST_DRAFTS]}
    if state == PLANNED:
        return {"notes": rows.order_by("series__title", "number")[:MOST_DRAFTS]}
    last = Coalesce("draft__saved_at", "updated_at").desc()
    return {"notes": rows.order_by(last, "-pk")[:MOST_DRAFTS]}
