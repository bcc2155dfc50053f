"""The desk's first page: what a person is writing, what will come, what is out."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from notes.desk.access import for_writers
from notes.desk.roles import notes_of
from notes.models import Note
from notes.models.note import LINE_FIELDS
from notes.pagination import page_of
from notes.text import clean_line

MOST_DRAFTS = 100
LONGEST_QUERY = 100
DRAFTS, SCHEDULED, PLANNED, PUBLISHED = "drafts", "scheduled", "planned", "published"
LABELS = {
    DRAFTS: _("쓰는 중"),
    SCHEDULED: _("예약"),
    PLANNED: _("예고"),
    PUBLISHED: _("공개"),
}
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
    notes = _matching(notes_of(Note.objects.all(), request.user), query)
    context = {
        "tabs": [Tab(name, label, name == state) for name, label in LABELS.items()],
        "state": state,
        "query": query,
        **_page(notes, state, request.GET),
    }
    return render(request, "desk/home.html", context)


def _matching(notes, query: str):
    if not query:
        return notes
    matches = Q(title__icontains=query) | Q(draft__title__icontains=query)
    if query.isdecimal() and query.isascii():
        matches |= Q(number=min(int(query), 2**31 - 1))
    return notes.filter(matches)


def _page(notes, state: str, query) -> dict:
    """The rows of a tab. What is out comes in pages; of what is being written the last hundred."""
    rows = notes.select_related("series", "draft").only(*SHOWN_FIELDS, "draft__note")
    if state == PUBLISHED:
        return vars(page_of(rows.published(), query))
    if state == SCHEDULED:
        return {"notes": rows.scheduled().order_by("published_at", "pk")[:MOST_DRAFTS]}
    if state == PLANNED:
        return {"notes": rows.planned().order_by("series__title", "number")[:MOST_DRAFTS]}
    unfinished = Q(status=Note.DRAFT) | Q(draft__is_pending=True)
    last = Coalesce("draft__saved_at", "updated_at").desc()
    return {"notes": rows.filter(unfinished).order_by(last, "-pk")[:MOST_DRAFTS]}
