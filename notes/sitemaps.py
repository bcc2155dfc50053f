"""What there is, for search engines: an index, and sections of at most a thousand addresses a page.

Written from plain values, without model instances or a template: a page has a thousand of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import DateTimeField, Value
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from notes.canonical import absolute
from notes.models import Author, Month, Note, Series, Tag
from notes.models.month import end_of
from notes.pages import page

SIZE = 1000
UNQUOTED = "/~:@!$&'()*+,;="  # what `reverse()` leaves as it is
NO_DATE = Value(None, output_field=DateTimeField())
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, datetime | None]  # path, last change


@page("notes", by_reader=False)
def sitemap_index(request) -> HttpResponse:
    """Names only pages with something in them. Says the same on every host."""
    addresses = (
        absolute(reverse("notes:sitemap_section", args=[name])) + (f"?p={page}" if page > 1 else "")
        for name, section in SECTIONS.items()
        for page in range(1, section.page_count() + 1)
    )
    lines = (f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses)
    return _xml("sitemapindex", lines)


@page("notes", query=["p"], by_reader=False)
def sitemap_section(request, section) -> HttpResponse:
    """The page `?p=` of a section. Raises Http404 where there is none, but for an empty first one."""
    page = request.GET.get("p", "1")
    if section not in SECTIONS or not (page.isascii() and page.isdecimal() and len(page) < 9):
        raise Http404
    entries = list(SECTIONS[section].entries(int(page)))
    if not entries and page != "1":
        raise Http404
    return _xml("urlset", _lines(entries))


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Of a percent-encoded path nothing but & has a meaning in XML."""
    site, zone = settings.SITE_URL, timezone.get_current_timezone()
    for path, changed in entries:
        day = f"<lastmod>{changed.astimezone(zone).date()}</lastmod>" if changed else ""
        yield f"<url><loc>{site}{path.replace('&', '&amp;')}</loc>{day}</url>"


def _xml(root: str, lines: Iterable[str]) -> HttpResponse:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">'
    answer = HttpResponse("\n".join([head, *lines, f"</{root}>\n"]), content_type="application/xml")
    answer["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return answer


class Lists:
    """The pages that every site has."""

    NAMES = (
        "home",
        "series_list",
        "note_list",
        "archive",
        "tag_list",
        "author_list",
        "feed_list",
        "about",
    )

    def page_count(self) -> int:
        return 1

    def entries(self, page: int) -> Iterator[Entry]:
        return ((reverse(f"notes:{name}"), None) for name in self.NAMES if page == 1)


class Notes:
    """Oldest first. A page is as many months as have a thousand notes; a month may need several."""

    def page_count(self) -> int:
        return len(self._spans())

    def entries(self, page: int) -> Iterator[Entry]:
        spans = self._spans()
        if not 0 < page <= len(spans):
            return
        begin, end, skipped = spans[page - 1]
        notes = Note.objects.published().filter(published_at__gte=begin, published_at__lt=end)
        rows = notes.order_by("published_at", "pk")[skipped : skipped + SIZE]
        lists = reverse("notes:series_list"), reverse("notes:note_list")
        for series, number, slug, changed in rows.values_list(
            "series__slug", "number", "slug", "updated_at"
        ):
            yield _path(*lists, series, number, slug), changed

    def _spans(self) -> list[tuple[datetime, datetime, int]]:
        """For each page: from when to when, and how many of these notes it leaves to those before."""
        spans, room = [], 0
        for start, count in reversed(Month.objects.published()):
            end = end_of(start)
            if count <= room:
                spans[-1] = (spans[-1][0], end, 0)
            else:
                room = SIZE
                spans += [(start, end, skipped) for skipped in range(0, count, SIZE)]
            room -= count
        return spans


def _path(series_list: str, note_list: str, series: str | None, number: int, slug: str) -> str:
    """As `note.get_absolute_url()` says it, for a thousand at once."""
    if series is None:
        return f"{note_list}{_quoted(slug)}/"
    return f"{series_list}{_quoted(series)}/{number}/"


@lru_cache(maxsize=SIZE)  # a series has many notes
def _quoted(slug: str) -> str:
    return quote(slug, UNQUOTED)


@dataclass(frozen=True)
class Owners:
    """Series, tags or authors with notes: `rows()` are slugs, and perhaps dates, by primary key."""

    address: str
    rows: Callable

    def page_count(self) -> int:
        """Cheaply: where rows have only scheduled notes, whether the last page is one is looked up."""
        counted = self.rows().model.objects.filter(dated_count__gt=0).count()
        pages = -(-counted // SIZE)
        while pages and not self._page(pages)[:1]:
            pages -= 1
        return pages

    def entries(self, page: int) -> Iterator[Entry]:
        above = reverse(f"notes:{self.address}")
        for slug, changed in self._page(page) if page else ():
            yield f"{above}{_quoted(slug)}/", changed

    def _page(self, page: int):
        return self.rows()[(page - 1) * SIZE : page * SIZE]


def _tags():
    return Tag.objects.with_note_counts().order_by("pk").values_list("slug", NO_DATE)


def _authors():
    return Author.objects.with_note_counts().order_by("pk").values_list("slug", NO_DATE)


def _series():
    return Series.objects.with_note_counts().order_by("pk").values_list("slug", "latest_at")


SECTIONS = {
    "pages": Lists(),
    "series": Owners("series_list", _series),
    "notes": Notes(),
    "tags": Owners("tag_list", _tags),
    "authors": Owners("author_list", _authors),
}
