"""What Django does many times for each request, done with less.

Each of these answers what Django's own does (tests/socialstrategy/test_quicker.py compares). They stand in names that
are Django's alone: where a later one has no such name, it no longer asks there.
"""

import threading

from django.conf import LazySettings
from django.db import connections
from django.http.response import ResponseHeaders
from django.utils.datastructures import CaseInsensitiveMapping

_convert = ResponseHeaders._convert_to_charset


def make_quicker():
    # A page reads a hundred settings, and each time Django asks, in Python, whether what it has found
    # is one of the proxy's own methods. None has the name of a setting.
    LazySettings.__getattribute__ = object.__getattribute__
    # A request looks for its connection a dozen times. Django looks for an event loop first, which
    # fails each time, with an exception; where there is none it keeps one for each thread, too.
    connections._connections = threading.local()
    # Eight middlewares ask whether a header is there, which is answered with an exception where it is not.
    CaseInsensitiveMapping.__contains__ = _has
    CaseInsensitiveMapping.get = _get
    ResponseHeaders.items = _items
    ResponseHeaders._convert_to_charset = _as_it_is_if_plain


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
