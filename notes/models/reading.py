"""What is known of readers: numbers of days. No row says who somebody was (notes/reading)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from notes.models.note import Note


class Numbers(models.Model):
    """`readers`: different ones on this day. `views`: pages they were given. `robots`: pages that
    programs were given."""

    readers = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    robots = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class NoteReading(Numbers):
    """One note on one day; no row where nobody came."""

    note = models.ForeignKey(
        Note,
        on_delete=models.CASCADE,
        related_name="readings",
        db_index=False,  # note_read_on_day begins with it
    )
    day = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = _("글의 독자 수")
        constraints = [models.UniqueConstraint(fields=["note", "day"], name="note_read_on_day")]
        indexes = [
            # Robots read everything; what people read is a small part of it.
            models.Index(
                fields=["day", "note", "readers", "views"],
                condition=Q(readers__gt=0),
                name="notes_read_on_day",
            )
        ]

    def __str__(self):
        return f"{self.day} {self.note_id}: {self.readers}"


class SiteReading(Numbers):
    """All pages of the site on one day: notes, lists, the front page."""

    day = models.DateField(primary_key=True)
    # Visits that came faster than they could be counted, or while the database was away.
    lost = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("사이트의 독자 수")

    def __str__(self):
        return f"{self.day}: {self.readers}"


class Referrer(models.Model):
    """From which host how many pages were opened; of a day only the most frequent are kept."""

    day = models.DateField()
    # Empty: a page that is no note's.
    note = models.ForeignKey(
        Note, on_delete=models.CASCADE, related_name="referrers", null=True, db_index=False
    )
    host = models.CharField(max_length=100)
    views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("들어온 곳")
        constraints = [
            models.UniqueConstraint(
                "day", "host", Coalesce("note", 0), name="referrer_of_note_on_day"
            )
        ]
        indexes = [models.Index(fields=["note", "day"], name="referrer_of_note")]

    def __str__(self):
        return f"{self.day} {self.host}: {self.views}"


class MissedSearch(models.Model):
    """What so many readers looked for on a day and did not find; only the most frequent are kept."""

    day = models.DateField()
    words = models.CharField(max_length=120)
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("찾지 못한 검색")
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="missed_on_day")]

    def __str__(self):
        return f"{self.day} {self.words}: {self.readers}"


class ReadingDay(models.Model):
    """The secret of a day, made at random and deleted soon after it (notes/reading/readers.py).

    Without it nobody can tell any more whom the hashes of that day stood for. Whoever counts for a
    day holds its row: all processes of all machines count one after the other.
    """

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return str(self.day)


class SeenReader(models.Model):
    """Somebody has been at some page today: which, and who, the hash does not tell.

    Each page makes another hash of the same reader, so that not even their way through the site is
    here. Deleted together with the day's secret.
    """

    hash = models.BigIntegerField(primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self):
        return str(self.hash)


class CountedLog(models.Model):
    """Up to which moment a front server's log is counted (`count_readers`)."""

    name = models.CharField(max_length=100, primary_key=True)
    moment = models.BigIntegerField()  # seconds since the epoch
    # Lines of exactly this moment that are counted; more of them may have come since.
    lines = models.PositiveIntegerField()

    def __str__(self):
        return self.name
