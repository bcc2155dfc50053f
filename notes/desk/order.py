"""What is done with the numbers of a series: plan, rename, drop; put in another order, close gaps."""

import hashlib
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from notes.desk import planning
from notes.desk.access import for_editors
from notes.desk.order_forms import PACK, order_forms
from notes.desk.planning import PlanForm
from notes.desk.series import series_for, series_page, to_series
from notes.models import Note, Series
from notes.models.renumbering import Refused


@dataclass(frozen=True)
class Step:
    """One line of the page on which a new order is confirmed. `shown` is what will stand at the old
    address; without it that leads to the note, if that has a page."""

    note: Note
    number: int
    shown: Note | None


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def series_order(request, pk):
    """GET shows what a wish comes to, POST does it if it still comes to the same."""
    series, data = series_for(pk), request.POST or request.GET
    both = order_forms(data)
    form = both["pack" if data.get("act") == PACK else "move"]
    if not form.is_valid():
        return series_page(request, series, status=422, **both)
    try:
        wanted = form.wish(series)
        if request.method == "POST" and request.POST.get("plan") == plan_of(wanted):
            return _done(request, series, series.renumber(wanted))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return series_page(request, series, status=422, **both)
    return _confirmation(request, series, form, wanted)


def _done(request, series: Series, notes: list[Note]):
    sentence = ngettext(
        "글 %(count)s편의 번호를 바꾸었습니다.", "글 %(count)s편의 번호를 바꾸었습니다.", len(notes)
    )
    messages.success(request, sentence % {"count": len(notes)})
    return to_series(series.pk)


def _confirmation(request, series: Series, form, wanted: dict[int, int]):
    """On a POST somebody else has changed numbers since this page was shown: 409 and the new list."""
    steps = _steps(series, wanted)
    context = {
        "series": series,
        "steps": steps,
        "lost": [step for step in steps if step.note.has_page and step.shown],
        "fields": form.cleaned_data.items(),
        "plan": plan_of(wanted),
        "has_changed": request.method == "POST",
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/series_order.html", context, status=status)


def _steps(series: Series, wanted: dict[int, int]) -> list[Step]:
    notes = list(series.notes.filter(pk__in=wanted).lines().order_by("number"))
    notes = [note for note in notes if note.number != wanted[note.pk]]
    with_page = [note for note in notes if note.is_published or note.is_planned]
    will_stand = {wanted[note.pk]: note for note in with_page}
    return [Step(note, wanted[note.pk], will_stand.get(note.number)) for note in notes]


def plan_of(wanted: dict[int, int]) -> str:
    return hashlib.sha256(repr(sorted(wanted.items())).encode()).hexdigest()[:16]


# Planned numbers -----------------------------------------------------------------------------------


@for_editors
@require_POST
def series_plan(request, pk):
    series = series_for(pk)
    form = PlanForm(request.POST, series=series)
    if not form.is_valid() or not (note := form.announce(request.user)):
        return series_page(request, series, status=422, plan=form)
    messages.success(request, _("%(number)s번을 예고했습니다.") % {"number": note.number})
    return to_series(pk)


@for_editors
@require_POST
def series_plan_rename(request, pk):
    note = _planned(pk)
    title = PlanForm.base_fields["title"]
    try:
        planning.rename(note, title.clean(request.POST.get("title", "")))
    except forms.ValidationError as error:
        plan = {"renaming": note.pk, "typed": request.POST.get("title", ""), "said": error.messages}
        return series_page(request, note.series, status=422, **plan)
    messages.success(request, _("가제를 바꾸었습니다."))
    return to_series(note.series_id)


@for_editors
@require_POST
def series_plan_drop(request, pk):
    note = _planned(pk)
    series, number = note.series_id, note.number
    sentence = (
        _("%(number)s번 예고를 거두었습니다. 쓰던 글과 받은 질문은 번호 없는 초안에 남아 있습니다.")
        if planning.drop(note)
        else _("%(number)s번 예고를 거두었습니다.")
    )
    messages.success(request, sentence % {"number": number})
    return to_series(series)


def _planned(pk: int) -> Note:
    planned = Note.objects.planned().select_related("series")
    return get_object_or_404(planned, pk=min(pk, 2**62))
