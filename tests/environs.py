"""Asking a WSGI application as a web server does."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory


class Environ(RequestFactory):
    """`Environ().get("/")` is what a web server hands over, before Django has read it."""

    def request(self, **request):
        return self._base_environ(**request)


@contextmanager
def kept_connection() -> Iterator[None]:
    """No request that is answered meanwhile closes the test's connection, which holds its transaction.

    Django's test client does the same. Whoever leaves it so takes all connections from a live server: each
    of a browser's idle threads would keep its own.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
