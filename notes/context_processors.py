from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

from notes.canonical import absolute
from notes.models import Site


def site(request):
    """`site` (one query, only where a template prints it) and `canonical`, the page's one address.

    The address leaves the query out and is percent-encoded exactly once.
    """
    return {
        "site": SimpleLazyObject(Site.objects.current),
        "canonical": absolute(escape_uri_path(request.path)),
    }
