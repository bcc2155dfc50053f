from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Case, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.markdown import render
from notes.models.address import Address
from notes.models.closing import MOST_DAYS
from notes.models.counts import Counted, note_count
from notes.models.fields import BodyField, KeptMoment, LineField
from notes.models.shown import Shown, ShownQuerySet
from notes.paths import Path
from notes.text import slugify

PAGE = Path("notes:series_detail", str)
GREATEST_NUMBER = 2**31 - 1  # of a PositiveIntegerField on either database
BEYOND_NUMBERS = 2**63 - 1  # which no note has; the largest that a database takes for a question


class SeriesQuerySet(ShownQuerySet):
    def with_note_counts(self, now=None):
        """Adds `note_count` and `latest_at` of published notes; series without any are left out."""
        now = now or timezone.now()
        counted = self.counted(now).annotate(latest_at=_latest(now))
        return counted.filter(dated_count__gt=0, note_count__gt=0)

    def counted(self, now=None):
        """Adds `note_count` to every series, also where it is 0."""
        from notes.models.note import Note

        scheduled = Note.objects.scheduled(now).filter(series=OuterRef("pk"))
        return self.annotate(note_count=note_count(scheduled))

    def lately_updated(self, most: int) -> list:
        """So many series, the one with the newest note first, with what `with_note_counts()` adds.

        The kept date is that of the last note, be it scheduled: only then it is looked up which one
        is the newest of the published. Two queries.
        """
        now = timezone.now()
        return newest_of([*self.settled(now)[:most], *self.with_a_future(now)], most)

    def settled(self, now):
        """Those whose last note is out, the one with the newest first."""
        found = self.with_note_counts(now).filter(last_dated_at__lte=now)
        return found.order_by("-last_dated_at", "pk")

    def with_a_future(self, now):
        """Those with a note that is scheduled: few."""
        return self.with_note_counts(now).filter(last_dated_at__gt=now).order_by()


def newest_of(series: list, most: int) -> list:
    return sorted(series, key=lambda each: each.latest_at, reverse=True)[:most]


def _latest(now):
    from notes.models.note import Note

    newest = Note.objects.published(now).filter(series=OuterRef("pk")).newest_first()
    is_out = When(last_dated_at__lte=now, then=F("last_dated_at"))
    return Case(is_out, default=Subquery(newest.values("published_at")[:1]))


class Series(Shown, Counted):
    """A sequence of numbered notes. Slug and number together are a note's permanent address."""

    TEXT = "description"

    title = LineField(_("제목"), max_length=100)
    slug = models.CharField(
        _("주소"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("비워 두면 제목으로 만듭니다."),
    )
    description = BodyField(_("소개"), blank=True, help_text=_("마크다운으로 적습니다."))
    description_html = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    close_comments_after_days = models.PositiveSmallIntegerField(
        _("댓글을 받는 기간(일)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "글을 공개하고 이만큼 지나면 댓글을 닫습니다. 비우면 사이트의 설정을 따르고, 0이면 닫지 않습니다."
        ),
    )
    # Of the notes that `dated_count` counts.
    last_dated_at = KeptMoment(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("시리즈")
        ordering = ["title"]
        indexes = [
            models.Index(fields=["title", "id"], name="series_by_title"),
            models.Index(F("last_dated_at").desc(), F("id"), name="series_lately_updated"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.slug = slugify(self.slug or self.title, max_length=80)
        self.description_html = render(self.description).html
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._remember_old_slug()
            self._remember_names()

    def get_absolute_url(self):
        return PAGE(self.slug)

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._stored_slug = instance.__dict__.get("slug")
        instance._stored_names = (instance.__dict__.get("title"), instance._stored_slug)
        return instance

    def clean(self):
        self.slug = slugify(self.slug or self.title, max_length=80)
        if not self.slug:
            raise ValidationError({"slug": _("주소로 쓸 수 있는 글자가 없습니다.")})

    def next_number(self) -> int:
        """The number after the greatest one. Call inside a transaction.

        Locks the series row, so that two authors who save at the same moment get two numbers: the
        second waits here until the first has committed. (SQLite's IMMEDIATE transactions wait at
        their beginning and need no row lock.)
        """
        self.lock()
        return (self.notes.aggregate(Max("number"))["number__max"] or 0) + 1

    def lock(self):
        """Nobody else gives out or changes numbers here until this transaction ends."""
        Series.objects.select_for_update(no_key=True).get(pk=self.pk)

    def renumber(self, numbers: dict[int, int]) -> list:
        """Give notes (by primary key) other numbers; answers those that moved.

        All of them or none: raises `renumbering.Refused`, with a sentence. Two notes may change
        places. What was public leads to where it is now.
        """
        from notes.models.renumbering import renumber

        return renumber(self, numbers)

    def _remember_old_slug(self):
        old, self._stored_slug = getattr(self, "_stored_slug", None), self.slug
        if old and old != self.slug:
            self._take_numbers_along(f"/series/{old}/")
            Address.objects.moved(f"/series/{old}/", series=self)

    def _take_numbers_along(self, old: str):
        """Below an old address stands what stood there last, not what had that number before it."""
        kept = Address.objects.filter(path__startswith=old, note__isnull=False)
        tails = [path[len(old) : -1] for path in kept.values_list("path", flat=True)]
        numbers = [int(tail) for tail in tails if tail.isdecimal() and len(tail) < 10]
        taken = self.notes.published().filter(number__in=numbers).values_list("number", flat=True)
        kept.filter(path__in=[f"{old}{number}/" for number in taken]).delete()
        path = Concat(Value(old), Cast("number", models.CharField(max_length=10)), Value("/"))
        self.notes.published().filter(feed_path=None).update(feed_path=path)

    def _remember_names(self):
        from notes.citations import follow_series
        from notes.search.tasks import index_soon

        names, old = (self.title, self.slug), getattr(self, "_stored_names", None)
        if old != names:
            self._stored_names = names
            follow_series(self)
        if old and old[0] != self.title:
            index_soon(self.notes.all())
