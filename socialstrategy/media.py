"""Hands out uploaded pictures where no front server and no bucket does it (`MEDIA_URL` not set)."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from notes.picture_names import FOLDER, is_picture_file

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
A_YEAR = 365 * 24 * 3600
COME_BACK = 10  # seconds

logger = logging.getLogger(__name__)


@require_safe
def picture(request, name: str):
    """One file of a picture, whole: nobody asks for half of one, so ranges are not offered."""
    if not is_picture_file(name):
        raise Http404
    try:
        response = _unchanged(request, name) or _file(request, name)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:  # the bucket is away: a picture is missing for a while, not for ever
        logger.warning("그림을 내주지 못했습니다: %s (%s)", name, error)
        headers = {"Cache-Control": "no-store", "Retry-After": COME_BACK}
        return HttpResponse(status=503, headers=headers)
    response["ETag"] = _etag(name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def _etag(name: str) -> str:
    """A name is one picture for ever."""
    return f'"{name}"'


def _unchanged(request, name: str) -> HttpResponse | None:
    """For who has it already. Only of what is there: `*` matches nothing that is not."""
    if "If-None-Match" not in request.headers and "If-Match" not in request.headers:
        return None
    if not default_storage.exists(FOLDER + name):
        return None
    return get_conditional_response(request, etag=_etag(name))


def _file(request, name: str) -> HttpResponse | FileResponse:
    """As it comes from the storage, piece by piece. HEAD opens it too: then both say the same."""
    file = default_storage.open(FOLDER + name)
    headers = {
        "Content-Length": file.size,
        "Content-Type": CONTENT_TYPES[name.rpartition(".")[2]],
    }
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers=headers)
    return FileResponse(file, headers=headers)
