"""What stands first on the home page."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notes.desk.access import for_editors
from notes.desk.writing import note_for
from notes.models import Note, Pin
from notes.views import PINNED


@for_editors
@require_POST
def note_pin(request, pk):
    """Pin it, behind those that are pinned; if it is, unpin it."""
    note = note_for(request, pk)
    if Pin.objects.filter(note=note).delete()[0]:
        messages.success(request, _("첫 화면에서 내렸습니다."))
    elif _pin(note):
        messages.success(request, _("첫 화면 맨 앞에 고정했습니다."))
    else:
        messages.error(
            request,
            _("공개된 글을 %(most)s편까지 고정할 수 있습니다. 다른 글을 먼저 내려 주세요.")
            % {"most": PINNED},
        )
    return HttpResponseRedirect(reverse("desk:note_edit", args=[note.pk]))


@transaction.atomic
def _pin(note: Note) -> bool:
    shown = Pin.objects.filter(Note.objects.published_condition("note__"))
    if not note.is_published or shown.count() >= PINNED:
        return False
    last = Pin.objects.aggregate(Max("position"))["position__max"] or 0
    Pin.objects.get_or_create(note=note, defaults={"position": min(last + 1, 32767)})
    return True
