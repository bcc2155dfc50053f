"""Reading. Each view finds, asks and renders; nothing here depends on who is reading."""

import datetime as dt

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from notes.canonical import absolute
from notes.models import Author, Note, Series, Site, Tag
from notes.models.series import BEYOND_NUMBERS
from notes.pages import page, shows
from notes.pagination import page_of
from notes.prepared import prepared
from notes.search import LONGEST_QUERY, find

LATEST = 7
PINNED = 3
LINES = 60  # of a list that says no more than titles
# What belongs to a note's row and its page does not print.
UNREAD = ("body", "author__about", "author__about_html", "series__description")


# `p` and `page_id` are how WordPress addressed an entry (socialstrategy/middleware.py).
@page("notes", "counts", query=("p", "page_id"))
def home(request):
    now = timezone.now()
    pinned = _pinned(now)
    context = {
        "pinned": pinned,
        "latest": _latest(now, [note.pk for note in pinned]),
        "series_list": Series.objects.with_note_counts().order_by("-latest_at"),
    }
    return render(request, "notes/home.html", context)


@prepared
def _pinned(now: dt.datetime):
    return Note.objects.published(now).pinned().cards()[:PINNED]


@prepared
def _latest(now: dt.datetime, pinned: list[int]):
    others = Note.objects.published(now).exclude(pk__in=pinned)
    return others.newest_first().cards()[:LATEST]


@page("notes")
def series_list(request):
    found = Series.objects.with_note_counts().order_by("title")
    return render(request, "notes/series_list.html", {"series_list": found})


@page("counts")
def series_detail(request, slug):
    series = get_object_or_404(Series, slug=slug)
    lines = list(series.notes.announced().order_by("number").lines())
    notes = [note for note in lines if not note.is_planned]
    context = {"series": series, "lines": lines, "notes": notes}
    context["planned_count"] = len(lines) - len(notes)
    return shows(render(request, "notes/series_detail.html", context), f"series-{series.pk}")


@page()
def note_detail(request, slug, number):
    found = _numbered(slug, min(number, BEYOND_NUMBERS), timezone.now())
    return _note_page(request, found[0]) if found else _planned_page(request, slug, number)


@page()
def single_note_detail(request, slug):
    found = _single(slug, timezone.now())
    if not found:
        raise Http404
    return _note_page(request, found[0])


@prepared
def _numbered(slug: str, number: int, now: dt.datetime):
    return _whole(now).filter(series__slug=slug, number=number)


@prepared
def _single(slug: str, now: dt.datetime):
    return _whole(now).filter(series=None, slug=slug)


def _whole(now):
    found = Note.objects.published(now).select_related("series", "author").defer(*UNREAD)
    return found.annotate(site_column=Site.objects.as_column())


def _note_page(request, note):
    place, links = note.neighbours(), note.links()
    context = {"note": note, "place": place, "links": links, "tags": links.tags}
    context["related"] = links.to_read_next(place)
    context["site"] = Site.objects.from_column(note.site_column)
    response = render(request, "notes/note_detail.html", context)
    named = [f"note-{other.pk}" for other in (note, *links.translations, *context["related"])]
    return shows(response, *named, f"comments-{note.pk}", *_series_tag(note))


def _series_tag(note) -> list[str]:
    return [f"series-{note.series_id}"] if note.series_id else []


def _planned_page(request, slug, number):
    """Of a number that is announced: its text, if there is one, is not even read."""
    planned = Note.objects.planned().select_related("series")
    planned = planned.only("title", "number", "status", "series__title", "series__slug")
    note = get_object_or_404(planned, series__slug=slug, number=number)
    context = {"note": note, "place": note.neighbours()}
    response = render(request, "notes/note_planned.html", context)
    return shows(response, f"note-{note.pk}", *_series_tag(note))


@page("notes", "counts", query=("before", "after"))
def note_list(request):
    found = page_of(Note.objects.published().cards(), request.GET)
    return render(request, "notes/note_list.html", vars(found))


@page("notes")
def archive(request):
    months = _months(Note.objects.published())
    years: dict[int, list] = {}
    for month, count in months:
        years.setdefault(month.year, []).append((month, count))
    context = {"years": list(years.items()), "total": sum(count for _month, count in months)}
    return render(request, "notes/archive.html", context)


@page("notes", "counts", query=("before", "after"))
def archive_year(request, year):
    notes = _published_between(_day(year, 1), _day(year + 1, 1))
    months = _months(notes)
    if not months:
        raise Http404
    found = page_of(notes.lines(), request.GET, LINES)
    context = {"year": year, "months": months, **vars(found)}
    return render(request, "notes/archive_year.html", context)


@page("notes", "counts", query=("before", "after"))
def archive_month(request, year, month):
    start = _day(year, month)
    end = _day(year + month // 12, month % 12 + 1)
    notes = _published_between(start, end)
    count = notes.count()
    if not count:
        raise Http404
    others = (
        Note.objects.published().order_by("published_at").values_list("published_at", flat=True)
    )
    context = {
        "month": start,
        "count": count,
        **vars(page_of(notes.cards(), request.GET)),
        "previous_month": others.filter(published_at__lt=start).last(),
        "next_month": others.filter(published_at__gte=end).first(),
    }
    return render(request, "notes/archive_month.html", context)


def _published_between(start, end):
    return Note.objects.published().filter(published_at__gte=start, published_at__lt=end)


def _months(notes) -> list[tuple[dt.datetime, int]]:
    """(first moment of the month in the site's time zone, number of notes), newest first."""
    month = TruncMonth("published_at")
    rows = notes.order_by().annotate(month=month).values_list("month").annotate(Count("pk"))
    return list(rows.order_by("-month"))


def _day(year: int, month: int) -> dt.datetime:
    try:
        return timezone.make_aware(dt.datetime(year, month, 1))
    except (ValueError, OverflowError):
        raise Http404 from None


@page("notes")
def tag_list(request):
    return render(request, "notes/tag_list.html", {"tags": Tag.objects.with_note_counts()})


@page("notes", "counts", query=("before", "after"))
def tag_detail(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    found = page_of(tag.notes.published().cards(), request.GET)
    if not found.notes:
        raise Http404
    return render(request, "notes/tag_detail.html", {"tag": tag, **vars(found)})


@page("notes")
def author_list(request):
    authors = Author.objects.with_note_counts().order_by("name")
    return render(request, "notes/author_list.html", {"authors": authors.defer("about")})


@page("notes", "counts", query=("before", "after"))
def author_detail(request, slug):
    author = get_object_or_404(Author, slug=slug)
    found = page_of(author.notes.published().cards(), request.GET)
    if not found.notes:
        raise Http404
    return render(request, "notes/author_detail.html", {"author": author, **vars(found)})


def search(request):
    query = request.GET.get("q", "")
    context = {"query": query[:LONGEST_QUERY], "found": find(query)}
    return render(request, "notes/search.html", context)


@page()
def about(request):
    return render(request, "notes/about.html")


@page(by_reader=False)
def robots(request):
    context = {"sitemap": absolute(reverse("notes:sitemap"))}
    return render(request, "notes/robots.txt", context, content_type="text/plain; charset=utf-8")
