"""Writing: the form of a note, by hand and by script."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notes.citations import render_note
from notes.desk import conflicts, saving
from notes.desk.access import for_writers, wants_json
from notes.desk.checklist import remarks
from notes.desk.forms import PLAN, PUBLISH, SAVE, NoteForm, note_words, words_of
from notes.desk.roles import notes_of
from notes.desk.saving import Stale
from notes.models import Draft, Note, Series, Tag

ACTS = (SAVE, PUBLISH, PLAN)
MOST_TAGS = 300  # offered while a tag is typed
RECENT = 5  # revisions, among which is the one that two people began with
MADE, MOST_MADE = "desk-made", 10  # the notes that a session has begun by script


def note_for(request, pk: int) -> Note:
    """The note, if this person may write on it; else it is not there."""
    notes = notes_of(Note.objects.select_related("series", "author"), request.user)
    return get_object_or_404(notes, pk=min(pk, 2**62))


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def note_create(request):
    """An empty form. Its first words make the note, be they sent by hand or by script."""
    if request.method != "POST":
        series = Series.objects.filter(slug=request.GET.get("series", "")).first()
        note = Note(series=series, author=saving.byline_of(request.user))
        form = NoteForm(initial=note_words(note), instance=note, user=request.user)
        return _page(request, form, note)
    words = words_of(request.POST)
    if not any(words[name].strip() for name in ("title", "body") if name in words):
        sentence = _("아직 적은 것이 없습니다. 제목이나 본문을 적어 주세요.")
        if wants_json(request):
            return JsonResponse({"error": "empty", "message": sentence}, status=422)
        form = NoteForm(initial=words, instance=Note(), user=request.user)
        return _page(request, form, form.instance, sentence=sentence, status=422)
    if wants_json(request):
        return _kept(_first_draft(request, words))
    draft = saving.create(request.user, words)
    posted = request.POST.copy()
    posted["state"] = draft.state
    return _submit(request, draft.note, posted)


def _first_draft(request, words: dict):
    """One note for one form: a script whose answer was lost sends the same `key` again."""
    made, key = request.session.get(MADE, {}), request.POST.get("key", "")[:40]
    draft = Draft.objects.filter(note=made.get(key), saved_by=request.user).first()
    if draft and draft.version == 1:  # nobody has written on it since
        return saving.keep(draft.note, request.user, words, draft.state)
    draft = saving.create(request.user, words)
    if key:
        request.session[MADE] = dict([*made.items(), (key, draft.note_id)][-MOST_MADE:])
    return draft


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request, pk):
    note = note_for(request, pk)
    if request.method == "POST":
        return _submit(request, note, request.POST)
    draft = saving.draft_of(note)
    form = NoteForm(initial=saving.words_now(draft), instance=note, user=request.user)
    if draft.is_behind:
        sentence = _("고치는 사이에 이 글이 책상 밖에서 바뀌었습니다. 공개하기 전에 견주어 보세요.")
        found = _differences(draft, draft.words, form)
        return _page(request, form, note, draft, sentence=sentence, **found)
    return _page(request, form, note, draft)


@for_writers
@require_POST
def draft_keep(request, pk):
    """Autosave, for scripts: JSON only. 409 with who and when if somebody else has written."""
    note = note_for(request, pk)
    try:
        words = words_of(request.POST)
        draft = saving.keep(note, request.user, words, request.POST.get("state", ""))
    except Stale as stale:
        return _stale_json(stale.draft)
    return _kept(draft)


@for_writers
@require_POST
def draft_discard(request, pk):
    note = note_for(request, pk)
    try:
        saving.discard(note, request.user, request.POST.get("state", ""))
    except Stale:
        messages.error(request, _("그사이 글이 바뀌어서 버리지 않았습니다. 다시 확인해 주세요."))
    else:
        messages.success(request, _("고치던 것을 버렸습니다. 버린 글은 ‘지난 판’에 남아 있습니다."))
    return HttpResponseRedirect(reverse("desk:note_edit", args=[pk]))


@for_writers
@require_POST
def note_withdraw(request, pk):
    note = saving.withdraw(note_for(request, pk))
    messages.success(
        request, _("공개를 거두었습니다. 번호와 주소는 그대로 두었다가 다시 공개할 때 씁니다.")
    )
    return HttpResponseRedirect(reverse("desk:note_edit", args=[note.pk]))


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def note_delete(request, pk):
    """Asks first. What is public has to be taken back before it can go."""
    note = note_for(request, pk)
    if note.status != Note.DRAFT:
        messages.error(request, _("공개했거나 예고한 글은 먼저 거두어야 지울 수 있습니다."))
        return HttpResponseRedirect(reverse("desk:note_edit", args=[pk]))
    if request.method != "POST":
        return render(request, "desk/note_delete.html", {"note": note})
    note.delete()
    messages.success(request, _("글을 지웠습니다."))
    return HttpResponseRedirect(reverse("desk:home"))


@for_writers
@require_safe
def note_checklist(request, pk):
    """A piece of the form's page, for scripts: made anew from what was saved last."""
    note = note_for(request, pk)
    context = {"note": note, "remarks": _remarks(saving.draft_of(note))}
    return render(request, "desk/_checklist.html", context)


def _submit(request, note: Note, posted):
    act = posted.get("act") if posted.get("act") in ACTS else SAVE
    if act == PLAN and note.is_published:
        act = SAVE  # what is out is not announced any more
    try:
        form, draft = saving.submit(note, request.user, posted, act)
    except Stale as stale:
        return conflict(request, stale.draft)
    if form.errors:
        return _page(request, form, note, draft, status=422)
    messages.success(request, _done(act, draft.note))
    for remark in form.remarks:
        messages.warning(request, remark)
    return HttpResponseRedirect(reverse("desk:note_edit", args=[note.pk]))


def conflict(request, draft):
    """409: what is there now beside what was sent. Nothing is overwritten, and what is there is kept
    as a revision, whatever is done next."""
    mine = words_of(request.POST)
    saving.remember_pending(draft)
    form = NoteForm(initial=mine, instance=draft.note, user=request.user)
    sentence = _("이 글이 그사이 다른 곳에서 바뀌었습니다. 아직 아무것도 덮어쓰지 않았습니다.")
    found = _differences(draft, mine, form)
    return _page(request, form, draft.note, draft, sentence=sentence, status=409, **found)


def _differences(draft, mine: dict, form) -> dict:
    """For the page: what to choose from. Scripts send nothing before it is chosen."""
    theirs = saving.other_words(draft)
    bodies = draft.note.revisions.newest_first().values_list("body", flat=True)[:RECENT]
    base = next((body for body in bodies if body not in (mine.get("body"), theirs["body"])), None)
    return {"conflict": conflicts.conflict(mine, theirs, form, base)}


def _page(request, form, note, draft=None, status: int = 200, **context):
    context |= {
        "form": form,
        "note": note,
        "is_conflict": status == 409,  # scripts send nothing before somebody has chosen
        "tag_names": Tag.objects.order_by("name").values_list("name", flat=True)[:MOST_TAGS],
    }
    if note.pk:
        context |= _beside(note, draft or saving.draft_of(note))
    return render(request, "desk/note_form.html", context, status=status)


def _beside(note, draft) -> dict:
    """What the page of a stored note says beside its form."""
    links = [link for link in note.preview_links.alive() if link.is_alive]
    return {
        "draft": draft,
        "remarks": _remarks(draft),
        "preview_links": links,
    }


def _remarks(draft) -> list:
    words = saving.words_now(draft)
    return remarks(words, render_note(words["body"], draft.note).html)


def _kept(draft) -> JsonResponse:
    """Where the words are now, and the state that the next request has to name."""
    return JsonResponse(
        {
            "state": draft.state,
            "saved_at": (draft.saved_at or draft.note.updated_at).isoformat(),
            "edit": reverse("desk:note_edit", args=[draft.note_id]),
            "keep": reverse("desk:draft_keep", args=[draft.note_id]),
        }
    )


def _stale_json(draft) -> JsonResponse:
    who = draft.saved_by.get_username() if draft.saved_by else ""
    message = _("이 글이 그사이 다른 곳에서 바뀌었습니다. 아직 아무것도 덮어쓰지 않았습니다.")
    when = draft.saved_at.isoformat() if draft.saved_at else ""
    answer = {"error": "conflict", "message": message, "by": who, "saved_at": when}
    return JsonResponse({**answer, "state": draft.state}, status=409)


def _done(act: str, note: Note) -> str:
    if act == PLAN:
        return _("번호를 예고했습니다. 독자에게는 번호와 제목만 보입니다.")
    if act == PUBLISH and not note.is_published:
        return _("예약했습니다. 정한 시각이 되면 저절로 공개됩니다.")
    if act == PUBLISH:
        return _("공개했습니다.")
    return _("저장했습니다.")
