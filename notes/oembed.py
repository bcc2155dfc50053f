"""oEmbed (https://oembed.com/): how another site shows a link to a note as more than an address."""

from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from notes import cards
from notes.canonical import absolute
from notes.models import Note, Site
from notes.text import clean

A_DAY = 24 * 3600


def oembed(request) -> HttpResponse:
    """`?url=` of a public note, percent-encoded or not; `format` is `json` (default) or `xml`.

    400 without an address, 404 for anything that is not a public note of this site, 501 for other
    formats, as the specification asks. `maxwidth` and `maxheight` change nothing: a link has no size.
    """
    url, form = request.GET.get("url", ""), request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _plain(501, _("format은 json이나 xml이어야 합니다."))
    if not url:
        return _plain(400, _("url에 글의 주소를 적어 주세요."))
    said = _link(_note(url), Site.objects.current())
    if form == "xml":
        return render(request, "notes/oembed.xml", {"said": said}, content_type="text/xml")
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _note(url: str) -> Note:
    """The public note at an absolute address of this site."""
    found = _resolved(clean(unquote(url)))
    match found.view_name, found.kwargs:
        case "notes:note_detail", {"slug": slug, "number": number}:
            identity = {"series__slug": slug, "number": number}
        case "notes:single_note_detail", {"slug": slug}:
            identity = {"series": None, "slug": slug}
        case _:
            raise Http404
    note = Note.objects.published().cards().filter(**identity).first()
    if note is None:
        raise Http404
    return note


def _resolved(url: str):
    """The view behind an absolute address, if it is one of this site's."""
    try:
        parts = urlsplit(url)
        if (
            parts.scheme in ("http", "https")
            and parts.netloc.lower() == urlsplit(absolute("/")).netloc
        ):
            return resolve(parts.path)
    except (ValueError, Resolver404):
        pass
    raise Http404


def _link(note: Note, site: Site) -> dict:
    picture = cards.of_note(note, site)
    said = {
        "version": "1.0",
        "type": "link",
        "title": note.full_title,
        "url": absolute(note.get_absolute_url()),
        "description": note.summary,
        "provider_name": site.name,
        "provider_url": absolute("/"),
        "thumbnail_url": picture.url,
        "thumbnail_width": cards.WIDTH,
        "thumbnail_height": cards.HEIGHT,
        "cache_age": A_DAY,
    }
    if note.author:
        said |= {"author_name": note.author.name}
    return said
