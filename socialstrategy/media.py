"""Hands out uploaded pictures where no front server and no bucket does it (`MEDIA_URL` not set)."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from notes.picture_names import FOLDER, is_picture_file

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
A_YEAR = 365 * 24 * 3600


def _etag(request, name: str) -> str | None:
    """A name is one picture for ever. Only of what is there: `*` matches nothing that is not."""
    is_there = is_picture_file(name) and default_storage.exists(FOLDER + name)
    return f'"{name}"' if is_there else None


@require_safe
def picture(request, name: str):
    """One file of a picture, whole: nobody asks for half of one, so ranges are not offered."""
    response = _whole_or_unchanged(request, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


@condition(etag_func=_etag)
def _whole_or_unchanged(request, name: str):
    if not is_picture_file(name):
        raise Http404
    response = _file(FOLDER + name, request.method)
    response["Content-Type"] = CONTENT_TYPES[name.rpartition(".")[2]]
    return response


def _file(path: str, method: str) -> HttpResponse | FileResponse:
    try:
        if method == "HEAD":
            return HttpResponse(headers={"Content-Length": default_storage.size(path)})
        return FileResponse(default_storage.open(path))
    except FileNotFoundError:
        raise Http404 from None
