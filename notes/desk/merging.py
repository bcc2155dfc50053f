"""Merging two texts of a note: what somebody chose becomes the text in the form."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notes.desk import saving
from notes.desk.access import for_writers
from notes.desk.conflicts import merged
from notes.desk.forms import words_of
from notes.desk.saving import Stale
from notes.desk.writing import conflict, note_for


@for_writers
@require_POST
def note_merge(request, pk):
    """What differs is found anew from the words that come along and those that are there; if these
    are others than the page showed, the page comes again."""
    note = note_for(request, pk)
    mine, theirs = words_of(request.POST), saving.other_words(saving.draft_of(note))
    chosen, state = merged(mine, theirs, request.POST), request.POST.get("state", "")
    try:
        saving.merge(note, request.user, mine, chosen, state)
    except Stale as stale:
        return conflict(request, stale.draft)
    messages.success(request, _("고른 대로 합쳤습니다. 읽어 보고 저장하거나 공개해 주세요."))
    return HttpResponseRedirect(reverse("desk:note_edit", args=[note.pk]))
