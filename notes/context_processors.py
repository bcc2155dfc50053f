from functools import cache

from django.utils.encoding import escape_uri_path

from notes.canonical import absolute
from notes.models import Site


def site(request):
    """`site` (one query, only where a template prints it) and `canonical`, the page's one address.

    The address leaves the query out and is percent-encoded exactly once.
    """
    return {
        # Called by the template; a SimpleLazyObject takes longer at each dot than the template does.
        "site": cache(Site.objects.current),
        "canonical": absolute(escape_uri_path(request.path)),
    }
