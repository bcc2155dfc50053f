"""The earlier versions of a note: who wrote what when, what changed, and back to one of them."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notes.changes import Change, between
from notes.citations import render_note
from notes.desk import saving
from notes.desk.access import for_writers
from notes.desk.saving import Stale
from notes.desk.writing import note_for
from notes.diff import STEPS
from notes.models import Revision
from notes.models.revision import TEXTS

SIZE = 20
NOTHING = dict.fromkeys(TEXTS, "")


@dataclass(frozen=True)
class Row:
    revision: Revision
    change: Change  # since the one before


@for_writers
@require_safe
def revision_list(request, pk):
    """Newest first; `?before=PK` goes on after that one."""
    note = note_for(request, pk)
    revisions = note.revisions.select_related("by", "restores").newest_first()
    revisions = revisions.defer("restores__body", "restores__excerpt")
    if "before" in request.GET:
        revisions = _before(revisions, _revision(note, request.GET["before"]))
    found = list(revisions[: SIZE + 1])
    more = len(found) > SIZE
    texts = [revision.texts for revision in found] + [NOTHING] * (not more)
    changes = [between(old, new, STEPS // SIZE) for new, old in pairwise(texts)]
    rows = [Row(*pair) for pair in zip(found[:SIZE], changes, strict=True)]
    context = {"note": note, "rows": rows, "older": rows[-1].revision.pk if more else None}
    context["is_first"] = "before" not in request.GET
    return render(request, "desk/revision_list.html", context)


@for_writers
@require_safe
def revision_detail(request, pk, rpk):
    """Against the one before it, or with `?with=now` against what is there now."""
    note = note_for(request, pk)
    revision, draft = _revision(note, str(rpk)), saving.draft_of(note)
    before = _before(note.revisions.newest_first(), revision).first()
    is_with_now = request.GET.get("with") == "now"
    if is_with_now:
        change = between(revision.texts, saving.words_now(draft))
    else:
        change = between(before.texts if before else NOTHING, revision.texts)
    context = {"note": note, "draft": draft, "revision": revision, "before": before}
    context |= {
        "change": change,
        "is_with_now": is_with_now,
        "html": render_note(revision.body, note).html,
    }
    return render(request, "desk/revision_detail.html", context)


@for_writers
@require_POST
def revision_restore(request, pk, rpk):
    note = note_for(request, pk)
    revision = _revision(note, str(rpk))
    try:
        saving.restore(revision, request.user, request.POST.get("state", ""))
    except Stale:
        messages.error(request, _("그사이 글이 바뀌어서 되살리지 않았습니다. 다시 확인해 주세요."))
        return HttpResponseRedirect(reverse("desk:revision_detail", args=[pk, rpk]))
    messages.success(request, _done(note))
    return HttpResponseRedirect(reverse("desk:note_edit", args=[pk]))


def _done(note) -> str:
    if note.status == note.PUBLISHED:
        return _("되살린 글이 아래에 있습니다. 독자에게는 ‘고친 글 공개’를 눌러야 보입니다.")
    return _("되살렸습니다. 바로 앞의 글도 ‘지난 판’에 남아 있습니다.")


def _revision(note, key: str) -> Revision:
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    revisions = note.revisions.select_related("by", "restores", "note")
    return get_object_or_404(revisions, pk=int(key) if is_key else 0)


def _before(revisions, revision: Revision):
    at = revision.created_at
    return revisions.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=revision.pk))
