"""Where a reader can go from a note: its tags, its translations, what cites it, what to read next."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, FloatField, Q, Value, Window
from django.db.models.functions import Cast, RowNumber
from django.utils import timezone

from notes.models.citation import Citation
from notes.models.relation import Relation
from notes.models.series import Series
from notes.models.tag import Tag
from notes.prepared import prepared

SHOWN = 4  # related notes
CITING = 8  # notes that cite one, before the rest is only counted


class Row(NamedTuple):
    """The columns of lists that come as one (UNION): of tags, series or notes."""

    kind: str
    order: float | datetime
    key: int
    title: str
    slug: str
    number: int | None = None
    series_slug: str | None = None
    series_title: str | None = None
    language: str = ""

    def note(self):
        """A Note that knows what a link prints, and its primary key."""
        from notes.models.note import Note

        names = ["id", "number", "title", "slug", "language"]
        values = [self.key, self.number, self.title, self.slug, self.language]
        note = Note.from_db(None, names, values)
        slug, title = self.series_slug, self.series_title
        series = Series(slug=slug, title=title) if slug else None
        Note._meta.get_field("series").set_cached_value(note, series)
        return note


@dataclass(frozen=True)
class Links:
    """All of it in one query, however much of it there is, and only what is published.

    The objects carry what a link prints (and their primary key), nothing else. `related` begins
    with what is most alike, `citing` with the newest of those `citing_count` notes that cite this one.
    """

    tags: list[Tag] = field(default_factory=list)
    translations: list = field(default_factory=list)
    related: list = field(default_factory=list)
    citing: list = field(default_factory=list)
    citing_count: int = 0

    @classmethod
    def of(cls, note) -> "Links":
        original = note.translation_of_id or note.pk
        return cls._from(_all(note.pk, original, timezone.now()))

    @classmethod
    def of_planned(cls, note) -> "Links":
        """Of a note that is not written: nothing but what cites it."""
        return cls._from(_citing_alone(note.pk, timezone.now()))

    @classmethod
    def _from(cls, rows: list[tuple]) -> "Links":
        rows = sorted((Row(*values) for values in rows), key=lambda row: (-row.order, row.title))
        citing = [row for row in rows if row.kind == "citing"]
        return cls(
            tags=[
                Tag(pk=row.key, name=row.title, slug=row.slug) for row in rows if row.kind == "tag"
            ],
            translations=[row.note() for row in rows if row.kind == "translation"],
            related=[row.note() for row in rows if row.kind == "related"],
            citing=[row.note() for row in citing],
            citing_count=int(citing[0].order) if citing else 0,
        )

    @property
    def citing_unnamed(self) -> int:
        return self.citing_count - len(self.citing)

    def to_read_next(self, place) -> list:
        """The related notes without those that the page links as the previous and the next one."""
        beside = {place.previous, place.next} if place else set()
        return [note for note in self.related if note not in beside][:SHOWN]


@prepared
def _all(note: int, original: int, now: datetime):
    others = _translations(note, original, now), _related(note, now), _citing(note, now)
    return _tags(note).union(*others, all=True)


@prepared
def _citing_alone(note: int, now: datetime):
    return _citing(note, now)


def _tags(note):
    none = Value("")
    return (
        Tag.objects.filter(notes=note)
        .order_by()
        .values_list(Value("tag"), Value(0.0), "pk", "name", "slug", Value(0), none, none, none)
    )


def _translations(note, original, now):
    from notes.models.note import Note

    same = Q(pk=original) | Q(translation_of=original)
    found = Note.objects.published(now).filter(same).exclude(pk=note)
    return found.values_list(Value("translation"), Value(0.0), *_columns())


def _related(note, now):
    from notes.models.note import Note

    found = Relation.objects.filter(Note.objects.published_condition("other__", now), note=note)
    return found.values_list(Value("related"), "score", *_columns("other__"))


def _citing(note, now):
    """The newest of them. They are numbered from the oldest on, so the first one says how many."""
    from notes.models.note import Note

    keys = Citation.objects.filter(cited=note).values("note")
    by_age = [F("published_at").asc(), F("pk").asc()]
    found = Note.objects.published(now).filter(pk__in=keys).exclude(pk=note).order_by()
    found = found.annotate(
        age=Window(RowNumber(), order_by=by_age), all_of_them=Window(Count("pk"))
    ).filter(all_of_them__lt=F("age") + CITING)
    return found.values_list(Value("citing"), Cast("age", FloatField()), *_columns())


def _columns(prefix: str = "") -> list[str]:
    names = ("pk", "title", "slug", "number", "series__slug", "series__title", "language")
    return [f"{prefix}{name}" for name in names]
