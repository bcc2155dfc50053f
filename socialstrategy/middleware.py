"""What every request passes before any of our views: who asks, how much, under which address."""

import re
import unicodedata

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject, empty

from comments.network import parsed
from notes.desk.access import signed_out, wants_json
from socialstrategy import errors

# Said by proxies, or by anybody who wants to be taken for somebody else.
FORWARDED = (
    "HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_HOST HTTP_X_FORWARDED_PORT"
    " HTTP_X_FORWARDED_SSL HTTP_X_REAL_IP HTTP_FORWARDED"
).split()
LONGEST_ADDRESS = 45  # letters; what is longer is none, and is not to be remembered as that
COMPRESSED = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|image/svg\+xml")
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


def scheme_of(scheme: str, forwarded: str, peer: str) -> str:
    """What the visitor used, for code in front of Django; a proxy is believed as above."""
    said = forwarded.strip().lower()
    return said if said in {"http", "https"} and _is_trusted(_address(peer)) else scheme


def client_of(peer: str, forwarded_for: str) -> str:
    """The visitor's address, for code in front of Django; a proxy is believed as above."""
    return _client(peer, forwarded_for) if _is_trusted(_address(peer)) else peer


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
    # fe80::1%anything: free text behind the percent sign
    if "%" in text or len(text) > LONGEST_ADDRESS:
        return None
    return parsed(text)


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


class PolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, which writes the policy of the settings anew for each answer.

    That was a sixth of what a request costs before any view; a view that wants another policy pays.
    """

    def __init__(self, get_response):
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request, response):
        if "_csp_" in " ".join((*vars(response), *vars(request))):  # its decorators', and its nonce
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class NoticesMiddleware(MessageMiddleware):
    """Django's, which makes a place for messages in each request. Most have nothing to say, and show nothing."""

    def process_request(self, request):
        request._messages = SimpleLazyObject(lambda: default_storage(request))

    def process_response(self, request, response):
        if getattr(getattr(request, "_messages", None), "_wrapped", None) is empty:
            return response
        return super().process_response(request, response)


class CompressionMiddleware(GZipMiddleware):
    """gzip for whatever is text; pictures are compressed already.

    Around ConditionalGetMiddleware, so that the ETag is made of the page: its compressed form
    differs each time. That is for the pages with somebody's own tokens: Django adds up to a hundred
    random bytes, so that no length tells what is in them (BREACH), and masks CSRF tokens anew.
    """

    def process_response(self, request, response):
        if response.status_code == 304:
            return self._unchanged(response)
        if not COMPRESSED.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)

    def _unchanged(self, response):
        """With the headers of the answer it stands for, as HTTP demands."""
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"
        return response


class BodyLimitMiddleware:
    """Refuses a body that is too large before a byte of it is read.

    Files in a multipart form are not kept by anybody (`FILE_UPLOAD_HANDLERS` is empty): its text
    fields arrive, its files do not. The views in `settings.UPLOAD_VIEWS` alone take files, and only
    from people who may add pictures. Django takes a body without a length for an empty one, so that
    is refused too; browsers always say the length.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or "HTTP_TRANSFER_ENCODING" in request.META:
            return errors.bad_request(request)
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            limit = _upload_limit(_match(request))
            if int(length) > limit:
                return errors.too_large(request, limit)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Here it is known who asks, and still nothing is read: the CSRF check comes after this."""
        if request.method != "POST" or not _upload_limit(request.resolver_match):
            return None
        if request.user.has_perm("notes.add_image"):
            request.upload_handlers = [TemporaryFileUploadHandler(request)]
        elif wants_json(request) and not request.user.is_authenticated:
            return signed_out(request)
        elif int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return errors.too_large(request)
        return None


def _match(request):
    """The view that the address leads to, before Django has looked for it; or nothing."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _upload_limit(match) -> int:
    """How many bytes of files this view takes; 0 for all those that take none."""
    return settings.UPLOAD_VIEWS.get(match.view_name, 0) if match else 0


class AddressMiddleware:
    """One address per page. Where addresses that were public once lead is asked in `errors`."""

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
        return self.get_response(request)

    def _wordpress_target(self, request) -> str | None:
        query = request.META.get("QUERY_STRING", "")
        if request.path_info == "/" and WORDPRESS_QUERY.fullmatch(query):
            return errors.moved_to(f"/?{query}")
        return None


def _composed(request) -> str:
    """The same address with its path in NFC."""
    return errors.with_query(request, unicodedata.normalize("NFC", request.path))
