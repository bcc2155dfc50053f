"""What a text will look like: by the same `render()` as the page."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from notes.desk.access import for_writers
from notes.markdown import render


@for_writers
@require_POST
def preview_create(request):
    """Markdown (`content`) in, safe HTML out: the contract of django-markdownx."""
    return HttpResponse(render(request.POST.get("content", "")).html)
