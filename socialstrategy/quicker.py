"""What Django does many times for each request, done with less.

Each of these answers what Django's own does (tests/socialstrategy/test_quicker.py compares). They stand in names that
are Django's alone: where a later one has no such name, it no longer asks there.
"""

import threading
from functools import lru_cache

from django.conf import LazySettings
from django.core.cache import caches
from django.core.handlers import base as handlers
from django.db import connections
from django.http import request as requests
from django.http.response import ResponseHeaders
from django.template import TemplateDoesNotExist
from django.template.backends import django as templates
from django.urls import base as urls
from django.urls import get_resolver
from django.utils import timezone
from django.utils.connection import BaseConnectionHandler
from django.utils.datastructures import CaseInsensitiveMapping
from django.utils.translation import trans_real

# Where Django keeps something for each thread, or for each task of an event loop.
KEPT = [
    (connections, "_connections"),
    (caches, "_connections"),
    (urls, "_prefixes"),
    (urls, "_urlconfs"),
    (trans_real, "_active"),
    (timezone, "_active"),
]
LONGEST_PATH = 120  # letters of one that is remembered
_convert = ResponseHeaders._convert_to_charset
_resolve = handlers.BaseHandler.resolve_request
_all = BaseConnectionHandler.all


def make_quicker():
    # A page reads a hundred settings, and each time Django asks, in Python, whether what it has found
    # is one of the proxy's own methods. None has the name of a setting.
    LazySettings.__getattribute__ = object.__getattribute__
    for holder, name in KEPT:
        setattr(holder, name, _by_thread(getattr(holder, name)))
    # Before and after each request all that are open are gone through: databases three times, caches once.
    BaseConnectionHandler.all = _all_open
    # Eight middlewares ask whether a header is there, which is answered with an exception where it is not.
    CaseInsensitiveMapping.__contains__ = _has
    CaseInsensitiveMapping.get = _get
    ResponseHeaders.items = _items
    ResponseHeaders._convert_to_charset = _as_it_is_if_plain
    handlers.BaseHandler.resolve_request = _resolve_once
    handlers.iscoroutinefunction = lru_cache(maxsize=1024)(handlers.iscoroutinefunction)
    templates.Template.render = _render_and_forget
    requests.split_domain_port = lru_cache(maxsize=16)(requests.split_domain_port)


def _by_thread(before) -> threading.local:
    """A request looks for connection, language and prefix thirty times. Django's way to them is five calls long, and
    whatever is not there is told by three exceptions, each as long as a dozen more. Here no event loop runs."""
    kept = threading.local()
    if hasattr(before, "value"):  # the prefix, which `django.setup()` has set
        kept.value = before.value
    return kept


def _all_open(handler, initialized_only=False):
    if not initialized_only or not isinstance(handler._connections, threading.local):
        return _all(handler, initialized_only)
    return list(vars(handler._connections).values())


def _has(headers, name) -> bool:
    return name.lower() in headers._store


def _get(headers, name, default=None):
    found = headers._store.get(name.lower())
    return default if found is None else found[1]


def _items(headers):
    return headers._store.values()


def _as_it_is_if_plain(headers, value, charset, mime_encode=False):
    """A line of printable ASCII goes into any header."""
    if type(value) is str and value.isascii() and value.isprintable():
        return value
    return _convert(headers, value, charset, mime_encode)


def _resolve_once(handler, request):
    """Where a path leads is asked of up to forty patterns, and is the same for as long as the process runs."""
    if hasattr(request, "urlconf") or len(request.path_info) > LONGEST_PATH:
        return _resolve(handler, request)
    request.resolver_match = match = _match(get_resolver(), request.path_info)
    return match


@lru_cache(maxsize=256)
def _match(resolver, path: str):
    """Of a path that leads nowhere nothing is kept: that is told by an exception."""
    match = resolver.resolve(path)
    match.tried = None  # a list of all that it is not, for nobody
    return match


def _render_and_forget(template, context=None, request=None):
    """What is in a context knows the context, with all that the page was made of. Where the circle is not opened,
    Python finds it some pages later, and looks for it up to a fortieth of the time that a page takes."""
    context = templates.make_context(
        context, request, autoescape=template.backend.engine.autoescape
    )
    try:
        return template.template.render(context)
    except TemplateDoesNotExist as fault:
        templates.reraise(fault, template.backend)
    finally:
        context.dicts.clear()
