"""Pages whose address is the proof: whoever has it may do what it is for, without account or cookie."""

from functools import wraps

from comments.visitor import is_cross_site
from notes.pages import never_cache, unlisted


def private(view):
    """Nobody keeps the page, no robot lists it, and no link in it tells where its reader came from."""

    @never_cache
    @wraps(view)
    def shown(request, **token):
        return unlisted(view(request, **token))

    return shown


def is_cross_site_in_secret(request) -> bool:
    """These pages send no referrer; over plain http all that is left of their origin is `null`."""
    is_silent = request.headers.get("Origin") == "null" and "Sec-Fetch-Site" not in request.headers
    return not is_silent and is_cross_site(request)
