"""What a request asks a page cache for: is it for everybody, which page, and made from what."""

from collections.abc import Hashable
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from notes.pages import PERSONAL
from socialstrategy.middleware import scheme_of

# All that a page is made of. Nothing that a visitor sends can get into a page for everybody.
KEPT_VARIABLES = frozenset(
    "REQUEST_METHOD PATH_INFO SCRIPT_NAME SERVER_NAME SERVER_PORT SERVER_PROTOCOL REMOTE_ADDR".split()
)


def takes(host: str, scheme: str, forwarded: str, peer: str) -> bool:
    """Is it a request to this site, by the scheme it is known by? What Django refuses, it is asked
    about each time."""
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return not settings.HTTPS or scheme_of(scheme, forwarded, peer) == "https"


def is_personal(cookies: str) -> bool:
    """May the page be another one for whoever sends these? Rather once too often."""
    return any(name in cookies for name in PERSONAL)


def page_at(path: str):
    """The view that `notes.pages.page` has marked; nothing for any other address."""
    try:
        view = resolve(path.encode("latin-1").decode()).func
    except (Resolver404, UnicodeDecodeError):
        return None
    return view if hasattr(view, "page_query") else None


def for_documents(key: Hashable) -> tuple:
    """Feeds say another type to a browser that shows them (notes/feeds/channels.py)."""
    return (*key, "document") if isinstance(key, tuple) else (key, "", "document")


def plain(environ, key: Hashable) -> dict:
    """The same question, asked by nobody in particular, at the address that the site is known by."""
    site = urlsplit(settings.SITE_URL)
    plain = {name: environ[name] for name in KEPT_VARIABLES & environ.keys()}
    plain |= {name: value for name, value in environ.items() if name.startswith("wsgi.")}
    return plain | {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": key[1] if isinstance(key, tuple) else "",
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
    }


def key_of(path: str, query: str, view) -> Hashable:
    """The path, and of the query what the view reads, in one order; of a name said twice the last."""
    said = dict(parse_qsl(query, keep_blank_values=True))
    read = sorted((name, said[name]) for name in view.page_query & said.keys())
    return (path, urlencode(read)) if read else path
