"""The address that other sites, or the people who write there, tell about their answers."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.forms import LARGEST_KEY
from comments.visitor import Visitor
from comments.webmentions.forms import WebmentionForm
from comments.webmentions.receiving import DELAY, TooMany, receive_soon
from notes.canonical import absolute
from notes.models import Note
from notes.pages import never_cache


# No CSRF token and no look at where a post comes from: other sites' machines are the ones to post
# here. It acts in nobody's name, and what is told is checked at its source.
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def webmention(request):
    if not settings.WEBMENTIONS:
        raise Http404
    if request.method != "POST":
        return _page(request, WebmentionForm(initial={"target": _named_note(request)}))
    form = WebmentionForm(request.POST)
    if not form.is_valid():
        return _answer(request, form, 400, _sentences(form))
    try:
        receive_soon(form.cleaned_data["source"], form.cleaned_data["target"], Visitor.of(request))
    except TooMany:
        said = _("짧은 사이에 너무 많이 왔어요. 1분쯤 뒤에 다시 보내 주세요.")
        response = _answer(request, form, 429, said)
        response["Retry-After"] = str(int(DELAY.total_seconds()))
        return response
    return _answer(
        request,
        form,
        202,
        _("고맙습니다. 곧 그 글을 찾아가 읽어 보고, 사람이 확인한 뒤에 실을게요."),
    )


def _named_note(request) -> str:
    """The address of the note whose page led here, so that nobody has to copy it; Hangul in Hangul."""
    pk = request.GET.get("note", "")
    if not (pk.isascii() and pk.isdecimal()):
        return ""
    notes = Note.objects.published().select_related("series").defer("body", "body_html", "contents")
    note = notes.filter(pk=min(int(pk[:20]), LARGEST_KEY)).first()
    return uri_to_iri(absolute(note.get_absolute_url())) if note else ""


def _answer(request, form, status: int, said: str) -> HttpResponse:
    """A page for whoever has a browser, a line for a machine."""
    if "text/html" in request.headers.get("Accept", ""):
        return _page(request, form, status, said)
    return HttpResponse(f"{said}\n", status=status, content_type="text/plain; charset=utf-8")


def _sentences(form) -> str:
    return "\n".join(f"{name}: {error}" for name, found in form.errors.items() for error in found)


def _page(request, form, status: int = 200, said: str = ""):
    source = form.data if form.is_bound else form.initial
    context = {
        "typed": {name: source.get(name, "") for name in form.fields},
        "errors": form.errors,
        "is_accepted": status == 202,
        "said": said,
    }
    return render(request, "comments/webmention.html", context, status=status)
