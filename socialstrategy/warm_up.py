"""A few pages made before the web workers are forked, so that what making them loads is shared.

Templates, translations, patterns of addresses and of text are loaded when they are first needed:
here once, in the process that the workers are copies of, instead of in each of them.
"""

import io
import sys
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError

from notes.models import Note

NOWHERE = "/notes/없는-글/"
PAGES = ("/", NOWHERE, "/feed/", "/account/login/")


def warm_up(application: Callable):
    """Opens database connections; close them before a fork. A database that is away is no error here."""
    try:
        note = Note.objects.published().first()
    except DatabaseError:
        return
    for path in PAGES:
        _get(application, path)
    if note:
        _get(application, note.get_absolute_url())
        _get(application, "/search/", "q=" + quote(note.title))


def _get(application: Callable, path: str, query: str = ""):
    site = urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(settings.PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    answer = application(environ, lambda status, headers, exc_info=None: None)
    for _part in answer:
        pass
    if hasattr(answer, "close"):
        answer.close()
