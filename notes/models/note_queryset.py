"""Which notes: published ones, scheduled ones, those that a list names."""

from django.db import connections
from django.db.models import Q
from django.utils import timezone

from notes.models.counted import CountedQuerySet

# A planned note shows its number and title; its text, if there is any, stays with the author.
DRAFT, PLANNED, PUBLISHED = "draft", "planned", "published"
# What a line in a list of notes prints; the texts themselves stay in the database.
LINE_FIELDS = (
    "title",
    "number",
    "slug",
    "status",
    "published_at",
    "reading_minutes",
    "comment_count",
    "series__title",
    "series__slug",
)
_COUNT_COMMENTS = "UPDATE notes_note SET comment_count = comment_count + %s WHERE id = %s"
CARD_FIELDS = (*LINE_FIELDS, "summary", "author__name")


class NoteQuerySet(CountedQuerySet):
    @staticmethod
    def published_condition(prefix: str = "", now=None) -> Q:
        """The only definition of "published". The date is the scheduler, there is no job.

        A query that is kept (notes/prepared.py) gives `now` as a parameter.
        """
        now = now or timezone.now()
        return Q(**{f"{prefix}status": PUBLISHED, f"{prefix}published_at__lte": now})

    def published(self, now=None):
        return self.filter(self.published_condition(now=now))

    def scheduled(self, now=None):
        """What will be published by itself."""
        return self.filter(status=PUBLISHED, published_at__gt=now or timezone.now())

    def planned(self):
        """Numbers that the author has announced and not yet written."""
        return self.filter(status=PLANNED)

    @staticmethod
    def announced_condition(prefix: str = "", now=None) -> Q:
        is_planned = Q(**{f"{prefix}status": PLANNED})
        return NoteQuerySet.published_condition(prefix, now) | is_planned

    def announced(self, now=None):
        """What has a page, and what a table of contents names: published notes and planned numbers.

        Of the latter no reader may see more than number and title: read these with `lines()`.
        """
        return self.filter(self.announced_condition(now=now))

    def became_public(self, after, until):
        """Notes whose moment was after the first and not after the second; enough for `page_tags`."""
        notes = self.filter(status=PUBLISHED, published_at__gt=after, published_at__lte=until)
        return notes.order_by().only("series_id", "translation_of_id")

    def pinned(self):
        """Tell it which, if these are all that is published: a database reads every note else."""
        return self.filter(pin__isnull=False).order_by("pin__position", "pin__pk")

    def count_comments(self, key: int, step: int):
        """Note `key` has so many public comments more. By hand: who comments waits for it, and Django takes
        ten times as long to write it."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_COUNT_COMMENTS, [step, key])

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def cards(self):
        """Enough for a line in a list, in one query, without the texts."""
        return self.select_related("series", "author").only(*CARD_FIELDS)

    def lines(self):
        """Like `cards()`, without the first words: for lists of hundreds."""
        return self.select_related("series").only(*LINE_FIELDS)
