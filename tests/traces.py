"""Where in the whole database something is still written: every column of every table, asked of the
database itself, so that a table that nobody thought of is read too."""

import json
import unicodedata
from html import unescape
from urllib.parse import unquote

from django.contrib.sessions.models import Session
from django.db import connection


def traces_of(words: str) -> list[str]:
    """`table.column` of each value that contains them, in whatever case, Unicode form or encoding."""
    wanted = _plain(words)
    return sorted({place for place, value in _values() if wanted in _plain(value)})


def _plain(value) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if "\\u" in text:
        text = text.encode("ascii", "backslashreplace").decode("unicode_escape")
    return unicodedata.normalize("NFC", unescape(unquote(text))).lower()


def _values():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", v) for name, v in zip(names, row, strict=True) if v)
    for session in Session.objects.all():
        yield "django_session: decoded", session.get_decoded()
