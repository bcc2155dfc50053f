"""What a text will look like: by the same `render()` as the page. And the links that show it to guests."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notes import previews
from notes.citations import render_note
from notes.desk.access import for_writers
from notes.desk.writing import note_for
from notes.models import PreviewLink

MOST_LINKS = 10  # alive at once, of one note


@for_writers
@require_POST
def preview_create(request):
    """Markdown (`content`) in, safe HTML out: the contract of django-markdownx."""
    return HttpResponse(render_note(request.POST.get("content", "")).html)


@for_writers
@require_safe
def preview_show(request, pk):
    """The whole page as its readers will see it, of what was saved last."""
    return previews.show(request, note_for(request, pk), is_for_guest=False)


@for_writers
@require_POST
def preview_link_create(request, pk):
    note = note_for(request, pk)
    if note.preview_links.alive().count() < MOST_LINKS:
        note.preview_links.create(created_by=request.user)
    else:
        sentence = _("미리보기 주소는 글마다 열 개까지입니다. 쓰지 않는 것을 먼저 닫아 주세요.")
        messages.error(request, sentence)
    return _back(note.pk)


@for_writers
@require_POST
def preview_link_revoke(request, pk):
    links = PreviewLink.objects.select_related("note")
    link = get_object_or_404(links, pk=min(pk, 2**62))
    note = note_for(request, link.note_id)
    note.preview_links.filter(pk=link.pk).revoke()
    messages.success(request, _("미리보기 주소를 닫았습니다. 이제 그 주소로는 볼 수 없습니다."))
    return _back(note.pk)


def _back(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('desk:note_edit', args=[pk])}#preview-links")
