"""What was touched (`notes.pages`), as a process that keeps finished pages hears of it."""

from django.db import connection
from django.utils import timezone

from notes.models import Note, PageChange
from notes.models.closing import closed_after, days_that_ended
from notes.models.stale_pages import pages_that_lead_to
from notes.pages import KEPT


class Changes:
    """What one process has read of all that was touched. One thread at a time may read."""

    def __init__(self):
        self._rows = None
        self._until = timezone.now()
        self._unsaid: set[str] = set()

    def read(self) -> set[str]:
        """The tags that were touched since the last call; of the first call none.

        Also those of scheduled notes whose moment has come, and of notes whose comments closed; after
        a long sleep `site`, which is everything, since rows may be gone by then. A row is here as soon
        as its transaction is committed, however long that took. Raises DatabaseError; the next call
        then makes up for it.
        """
        if timezone.now() - self._until > KEPT / 2:
            self._rows = None
            self._unsaid.add("site")
        if self._rows is None:
            self._rows = READERS[connection.vendor]()
        self._unsaid |= {tag for line in self._rows.read() for tag in line.split()}
        self._appear()
        tags, self._unsaid = self._unsaid, set()
        return tags

    def _appear(self):
        until = timezone.now()
        if notes := list(Note.objects.became_public(after=self._until, until=until)):
            self._unsaid |= {tag for note in notes for tag in note.page_tags}
            self._unsaid.update(pages_that_lead_to(notes))
        for day in days_that_ended(self._until, until):  # once a day
            self._unsaid |= {f"comments-{note.pk}" for note in closed_after(day).only("pk")}
        self._until = until


class OnSQLite:
    """One writer at a time: rows appear in the order of their keys."""

    def __init__(self):
        self._last = PageChange.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    def read(self) -> list[str]:
        sql = "SELECT id, tags FROM notes_pagechange WHERE id > %s ORDER BY id"
        with connection.cursor() as cursor:
            rows = cursor.execute(sql, [self._last]).fetchall()
        self._last = rows[-1][0] if rows else self._last
        return [line for _key, line in rows]


class OnPostgreSQL:
    """Rows appear when their transactions end, in any order.

    All transactions before the oldest that was running at the last look had ended by then: only
    later ones can have rows that were not seen.
    """

    OLDEST = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.OLDEST}")
            (self._oldest,) = cursor.fetchone()
        self._seen: frozenset[int] = frozenset()
        self.read()

    def read(self) -> list[str]:
        # One statement, so that the rows and the oldest transaction are of one snapshot.
        sql = (
            f"SELECT {self.OLDEST}, id, tags FROM (SELECT 1) AS one"
            " LEFT JOIN notes_pagechange ON made_by >= %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [self._oldest])
            rows = cursor.fetchall()
        new = [line for _oldest, key, line in rows if key and key not in self._seen]
        self._oldest = rows[0][0]
        self._seen = frozenset(key for _oldest, key, _line in rows)
        return new


READERS = {"sqlite": OnSQLite, "postgresql": OnPostgreSQL}
