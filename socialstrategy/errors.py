"""The pages that say what went wrong and what to do now (KOREAN 17)."""

import re

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import (
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from notes.converters import unpadded
from notes.desk import access
from notes.models import Address
from notes.pages import never_cache, never_kept
from notes.search import find, query_in

DESK = {"desk", "desk_comments"}
ROOMS = {*DESK, "moderation"}  # whose answers depend on who asks: nobody may keep them
OFFERED = 5  # notes and series that a missing page names
# `wp-login.php`, `backup.zip`: nobody reads the answer. Old sites had pages called `.html`.
_FILE = re.compile(r"\.(?!html?/?$)\w{1,8}/?$", re.ASCII)


def bad_request(request, exception=None):
    """Django's answer to anything malformed, a body with too much in it among it."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return render(request, "400.html", status=400)


@never_cache
def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


@never_cache
def csrf_failure(request, reason=""):
    """`reason` is English and for developers; the visitor reads what to do.

    A form of the desk comes back with everything that was typed in it, if a page of ours has sent it:
    another site's words are not shown under our name, nor offered to be sent.
    """
    match = request.resolver_match
    if match and match.app_name in DESK and _is_from_here(request):
        return access.forged(request)
    return render(request, "csrf_failure.html", status=403)


def _is_from_here(request) -> bool:
    """Does the browser say that a page of this site has sent it? One that says nothing does not."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def page_not_found(request, exception=None):
    """301 for what has moved; else the page that offers what the address may have meant.

    Nothing is searched for addresses that only robots try.
    """
    if request.method in ("GET", "HEAD"):
        if target := moved_to(request.path_info):
            return HttpResponsePermanentRedirect(target)
        if short := unpadded(request.path_info):
            return HttpResponsePermanentRedirect(with_query(request, short))
    if _FILE.search(request.path_info):
        return plain_not_found(request)
    query = query_in(request.path_info)
    context = {"query": query, "found": find(query, limit=OFFERED)}
    response = render(request, "404.html", context, status=404)
    if request.resolver_match and request.resolver_match.app_name in ROOMS:
        never_kept(response)
    return response


def with_query(request, path: str) -> str:
    """This decoded path, percent-encoded once and never another host's, with the request's query."""
    path = escape_leading_slashes(escape_uri_path(path))
    query = request.META.get("QUERY_STRING", "").encode("latin-1").decode("utf-8", "replace")
    return f"{path}?{iri_to_uri(query)}" if query else path


def moved_to(path: str) -> str | None:
    """Where what was at this decoded path is today; nothing if that is the same path."""
    target = Address.objects.target(path)
    return None if target is None or target == escape_uri_path(path) else target


def plain_not_found(request):
    """Without the frame and therefore without a query: for addresses that only robots make."""
    return HttpResponseNotFound(_plain("404_plain.html"))


def too_large(request, limit: int = 0):
    """`limit` is what this address takes at once, in bytes, where it takes files.

    A megabyte of that is for the form around them.
    """
    megabytes = max(0, limit // 1024**2 - 1)
    if not access.wants_json(request):
        return render(request, "413.html", {"megabytes": megabytes}, status=413)
    if megabytes:
        message = _("너무 커서 받지 않았습니다. 한 번에 %(megabytes)sMB까지 보낼 수 있습니다.")
        message %= {"megabytes": megabytes}
    else:
        message = _("한 번에 받을 수 있는 크기를 넘어서 받지 않았습니다. 저장된 것은 없습니다.")
    return JsonResponse({"error": "too_large", "message": message}, status=413)


def too_many_requests(request, retry_after: int):
    """`retry_after` in seconds."""
    response = render(request, "429.html", {"minutes": -(-retry_after // 60)}, status=429)
    response["Retry-After"] = retry_after
    return response


def server_error(request):
    """Asks neither the database nor the request for anything: either may be what failed."""
    return HttpResponseServerError(_plain("500.html"))


def _plain(template: str) -> str:
    try:
        return render_to_string(template, {"is_styled": True})
    except ValueError:  # the list of static files itself is missing
        return render_to_string(template)
