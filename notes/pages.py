"""Which pages a change makes stale, and how every process hears of it.

A page that is the same for all readers names what it shows in a header, `Cache-Tag: site note-12`
(`shows`). A write that a reader could see names it too (`touch`). Whoever keeps finished pages reads
what was touched (`Changes`) and forgets the pages that name it.

    site          every page: what the owner says about the site, and whatever changes rarely
    notes         lists of notes and series: which there are, in which order, what they are called
    counts        lists that say how many comments a note has
    note-12       what note 12 says of itself
    comments-12   its public comments
    series-3      which notes series 3 has, and its introduction
    questions-3   what readers asked in series 3, and which of it is answered
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

HEADER = "Cache-Tag"
# A browser asks each time, and mostly hears that nothing has changed; what stands between it and us
# may keep a page for as long as our own processes do.
FOR_ALL = "max-age=0, s-maxage=1, must-revalidate"
FOR_ONE = "private, no-cache"
FOR_NOBODY = "max-age=0, no-cache, no-store, must-revalidate, private"
# Who sends one of these may see another page than everybody else.
PERSONAL = frozenset(settings.PERSONAL_COOKIES)
KEPT = timedelta(days=1)  # longer than any transaction and than any process sleeps
PRUNE_EVERY = 1000  # rows
LONGEST = 500  # letters in one row

_TOUCH = {
    # Its connection knows the key: RETURNING would copy each page that is written (comments/models/insertion.py).
    "sqlite": "INSERT INTO notes_pagechange (tags, made_by, made_at) VALUES (%s, 0, %s)",
    "postgresql": (
        "INSERT INTO notes_pagechange (tags, made_by, made_at)"
        " VALUES (%s, pg_current_xact_id()::text::bigint, %s) RETURNING id"
    ),
}


def touch(*tags: str):
    """Say that whatever names one of these tags looks different once this transaction is committed.

    Raises TransactionManagementError outside of a transaction: a change that was committed before
    this line could be read and kept for ever. A rollback takes it back together with the change.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("touch() belongs into the transaction of the change")
    now = timezone.now()
    for line in _lines(tags):
        with connection.cursor() as cursor:
            cursor.execute(_TOUCH[connection.vendor], [line, now])
            key = cursor.lastrowid if connection.vendor == "sqlite" else cursor.fetchone()[0]
        if key % PRUNE_EVERY == 0:
            transaction.on_commit(prune, robust=True)


def _lines(tags: Iterable[str]) -> list[str]:
    """The tags in as few rows as hold them."""
    lines = [""]
    for tag in dict.fromkeys(tags):
        if len(lines[-1]) + 1 + len(tag) > LONGEST:
            lines.append("")
        lines[-1] = f"{lines[-1]} {tag}".lstrip()
    return [line for line in lines if line]


def prune():
    """Drop what every process has read long ago."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notes_pagechange WHERE made_at < %s", [timezone.now() - KEPT])


def shows(response: HttpResponse, *tags: str) -> HttpResponse:
    """Let a finished page name what it shows; without this it is never kept. Adds to what it named."""
    named = response.get(HEADER, "").split()
    response[HEADER] = " ".join(dict.fromkeys([*named, *tags]))
    return response


def also_shows(request, *tags: str):
    """Of what a template tag puts into a page: the page names these too, once it is finished."""
    request.shown_tags = (*getattr(request, "shown_tags", ()), *tags)


def unlisted(response: HttpResponse) -> HttpResponse:
    """For whoever has the address: no robot lists it, and no link in it tells another site of it."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def never_kept(response: HttpResponse) -> HttpResponse:
    """Neither by a browser nor by what stands between it and us, whatever else the answer says of it."""
    response["Cache-Control"] = FOR_NOBODY
    return response


def never_cache(view):
    """Mark a view whose answers nobody keeps. Django's takes apart and joins what it has just written, and
    adds the moment for what knows no Cache-Control."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        return never_kept(view(request, *args, **kwargs))

    return shown


def page(*tags: str, query: Iterable[str] = (), by_reader: bool = True):
    """Mark a view whose answer is the same for all readers who are not signed in.

    Its pages name `site`, these tags, and what the view adds with `shows()`. `query` are the
    parameters it reads; all others are taken away before it is asked, so that they make no page of
    their own. A redirect or an error is answered anew each time. Not `by_reader`: the same for those
    who are signed in, too.
    """

    def mark(view):
        @wraps(view)
        def shown(request, *args, **kwargs):
            return finish(request, view(request, *args, **kwargs), *tags, by_reader=by_reader)

        shown.page_query = frozenset(query)
        return shown

    return mark


def finish(request, response: HttpResponse, *tags: str, by_reader: bool) -> HttpResponse:
    """What `page()` does with the answer of a view."""
    if by_reader:
        patch_vary_headers(response, ["Cookie"])
    is_for_one = by_reader and not PERSONAL.isdisjoint(request.COOKIES)
    response.headers.setdefault("Cache-Control", FOR_ONE if is_for_one else FOR_ALL)
    if response.status_code != 200:
        return response
    return shows(response, "site", *tags, *getattr(request, "shown_tags", ()))
