"""What every request passes before any of our views: who asks, how much, under which address."""

import ipaddress
import re
import unicodedata

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes

from notes.models import Address
from socialstrategy import errors

# Said by proxies, or by anybody who wants to be taken for somebody else.
FORWARDED = (
    "HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_HOST HTTP_X_FORWARDED_PORT"
    " HTTP_X_FORWARDED_SSL HTTP_X_REAL_IP HTTP_FORWARDED"
).split()
ESCAPE_LEFT = re.compile(r"%[0-9A-Fa-f]{2}")
# How WordPress addresses an entry when it has no permalinks; such a link opens our home page.
WORDPRESS_QUERY = re.compile(r"(?:p|page_id)=[0-9]{1,18}")


class TrustedProxyMiddleware:
    """Puts the visitor's address and scheme where everything else looks for them.

    The headers are used only when the peer is in `TRUSTED_PROXIES`, and removed in any case: code
    behind this line cannot be fooled by them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = {name: request.META.pop(name, "") for name in FORWARDED}
        if _is_trusted(_address(request.META.get("REMOTE_ADDR", ""))):
            self._believe(request.META, said)
        return self.get_response(request)

    def _believe(self, environ, said):
        environ["REMOTE_ADDR"] = _client(environ["REMOTE_ADDR"], said["HTTP_X_FORWARDED_FOR"])
        if said["HTTP_X_FORWARDED_PROTO"].strip().lower() in {"http", "https"}:
            environ["wsgi.url_scheme"] = said["HTTP_X_FORWARDED_PROTO"].strip().lower()


def _client(peer: str, forwarded_for: str) -> str:
    """The right-most address that is no proxy of ours: what stands left of it anybody can write."""
    for part in reversed(forwarded_for.split(",")):
        address = _address(part)
        if address is None:
            return peer
        peer = str(address)
        if not _is_trusted(address):
            return peer
    return peer


def _address(text: str):
    """An address object, also for `1.2.3.4:5678` and `[::1]:5678`; nothing for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if getattr(address, "scope_id", None):  # fe80::1%anything: free text behind the percent sign
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address) -> bool:
    return address is not None and any(address in net for net in settings.TRUSTED_PROXIES)


class HeadersMiddleware:
    """What SecurityMiddleware and the CSP leave open, and the answer to HEAD, which has no body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if response.get("Content-Type", "").startswith("text/html"):
            # Pages only: pictures and feeds are meant to be shown elsewhere.
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # its Content-Length stays; the web server would complain
        return response


class BodyLimitMiddleware:
    """Refuses a body that is too large before a byte of it is read.

    Files in a multipart form are not kept by anybody (`FILE_UPLOAD_HANDLERS` is empty): its text
    fields arrive, its files do not. Django takes a body without a length for an empty one, so that
    is refused too; browsers always say the length.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or "HTTP_TRANSFER_ENCODING" in request.META:
            return errors.bad_request(request)
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return errors.too_large(request)
        return self.get_response(request)


class AddressMiddleware:
    """One address per page, and addresses that were public once go on leading there (301)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if ESCAPE_LEFT.search(request.path_info):
            # Encoded twice, or not UTF-8: never an address of ours, so nobody is asked about it.
            return errors.plain_not_found(request)
        if not unicodedata.is_normalized("NFC", request.path):
            return HttpResponsePermanentRedirect(_composed(request))
        if target := self._wordpress_target(request):
            return HttpResponsePermanentRedirect(target)
        response = self.get_response(request)
        if response.status_code == 404 and (target := _target(request.path_info)):
            return HttpResponsePermanentRedirect(target)
        return response

    def _wordpress_target(self, request) -> str | None:
        query = request.META.get("QUERY_STRING", "")
        if request.path_info == "/" and WORDPRESS_QUERY.fullmatch(query):
            return _target(f"/?{query}")
        return None


def _composed(request) -> str:
    """The same address with its path in NFC, percent-encoded once; never another host's."""
    path = escape_leading_slashes(escape_uri_path(unicodedata.normalize("NFC", request.path)))
    query = request.META.get("QUERY_STRING", "").encode("latin-1").decode("utf-8", "replace")
    return f"{path}?{iri_to_uri(query)}" if query else path


def _target(path: str) -> str | None:
    target = Address.objects.target(path)
    return None if target is None or target == escape_uri_path(path) else target
