"""The series, authors and tags that a file names: ours if there are any, else new ones."""

from notes.interchange.records import AuthorData, SeriesData
from notes.interchange.report import Report
from notes.models import Author, Series, Tag
from notes.text import clean_line, excerpt, slugify


def find_series(data: SeriesData) -> Series | None:
    """By its slug, or by its title when somebody has changed the slug since."""
    found = Series.objects.filter(slug=series_slug(data)).first()
    return found or Series.objects.filter(title=clean_line(data.title)).order_by("pk").first()


def series_slug(data: SeriesData) -> str:
    return slugify(data.slug) or slugify(data.title) or "series"


class Lookups:
    """Asks the database once for each name, and counts what is made in the report."""

    def __init__(self, report: Report):
        self._report = report
        self._series: dict[SeriesData, Series] = {}
        self._authors: dict[AuthorData, Author] = {}
        self._tags: dict[str, int] = {}

    def series(self, data: SeriesData) -> Series:
        if data not in self._series:
            self._series[data] = find_series(data) or self._new_series(data)
        return self._series[data]

    def _new_series(self, data: SeriesData) -> Series:
        self._report.made["series"] += 1
        title = excerpt(clean_line(data.title), 100)
        return Series.objects.create(title=title, slug=series_slug(data))

    def author(self, data: AuthorData | None) -> Author | None:
        """The byline of an earlier import, or one of the same name that came from no import."""
        if data and data not in self._authors:
            found = Author.objects.filter(import_ref=data.ref).first()
            found = found or Author.objects.filter(name=data.name, import_ref=None).first()
            self._authors[data] = found or self._new_author(data)
        return self._authors.get(data)

    def _new_author(self, data: AuthorData) -> Author:
        self._report.made["authors"] += 1
        return Author.objects.create(name=excerpt(data.name, 100), import_ref=data.ref)

    def tags(self, names: tuple[str, ...]) -> list[int]:
        """Primary keys, each once. `Web` and `web` are one tag; a name without letters is none."""
        keys = [self._tag(excerpt(clean_line(name), 60)) for name in names]
        return list(dict.fromkeys(key for key in keys if key))

    def _tag(self, name: str) -> int | None:
        slug = slugify(name)
        if slug and slug not in self._tags:
            tag, is_new = Tag.objects.get_or_create(slug=slug, defaults={"name": name})
            self._report.made["tags"] += is_new
            self._tags[slug] = tag.pk
        return self._tags.get(slug)
