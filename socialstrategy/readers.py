"""Pages on their way out are counted: around the whole application, whoever made them.

What the fast way of our worker answers never comes here (socialstrategy/page_worker.py counts that
itself). What a visit means is thought about later (notes/reading).
"""

import time
from collections.abc import Callable

from django.conf import settings

from comments.hearing import hear_later, hear_waiting
from notes.reading.batches import batches
from notes.reading.buffer import LONGEST, visits
from socialstrategy.middleware import client_of

# A browser that fetches ahead of its reader says so, in one way or another.
AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


class Counted:
    """Wraps `application`. Counts nothing before `start()`, which comes after the fork."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ, start_response):
        if not _is_reading(environ):
            return self.application(environ, start_response)
        visit = _visit(environ)  # now: what is behind this changes the address

        def start(status, headers, exc_info=None):
            if status[:3] == "304" or (status[:3] == "200" and _is_page(headers)):
                visits.add(visit)
            return start_response(status, headers, exc_info)

        return self.application(environ, start)

    def start(self):
        """What else can wait is done together with the counting."""
        batches.start(client_of, also=hear_waiting)
        hear_later()


def _is_reading(environ) -> bool:
    """A person who opens a page, and is not somebody who may write here."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate"
        and not any(name in environ for name in AHEAD)
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )


def _visit(environ) -> tuple:
    said = environ.get
    return (
        environ["PATH_INFO"],
        said("REMOTE_ADDR", ""),
        said("HTTP_X_FORWARDED_FOR", "")[-LONGEST:],
        said("HTTP_USER_AGENT", "")[:LONGEST],
        said("HTTP_REFERER", "")[:LONGEST],
        int(time.time()),
    )


def _is_page(headers) -> bool:
    return any(
        name.lower() == "content-type" and value.startswith("text/html") for name, value in headers
    )
