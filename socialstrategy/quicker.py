"""What Django does many times for each request, done with less.

Each of these answers what Django's own does (tests/socialstrategy/test_quicker.py compares). They stand in names that
are Django's alone: where a later one has no such name, it no longer asks there.
"""

import threading

from django.conf import LazySettings
from django.core.cache import caches
from django.db import connections
from django.http.response import ResponseHeaders
from django.urls import base as urls
from django.utils import timezone
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
_convert = ResponseHeaders._convert_to_charset


def make_quicker():
    # A page reads a hundred settings, and each time Django asks, in Python, whether what it has found
    # is one of the proxy's own methods. None has the name of a setting.
    LazySettings.__getattribute__ = object.__getattribute__
    for holder, name in KEPT:
        setattr(holder, name, _by_thread(getattr(holder, name)))
    # Eight middlewares ask whether a header is there, which is answered with an exception where it is not.
    CaseInsensitiveMapping.__contains__ = _has
    CaseInsensitiveMapping.get = _get
    ResponseHeaders.items = _items
    ResponseHeaders._convert_to_charset = _as_it_is_if_plain


def _by_thread(before) -> threading.local:
    """A request looks for connection, language and prefix thirty times. Django's way to them is five calls long, and
    whatever is not there is told by three exceptions, each as long as a dozen more. Here no event loop runs."""
    kept = threading.local()
    if hasattr(before, "value"):  # the prefix, which `django.setup()` has set
        kept.value = before.value
    return kept


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
