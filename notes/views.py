"""Reading. Each view finds, asks and renders; nothing here depends on who is reading."""

import datetime as dt

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from notes.canonical import absolute
from notes.models import Note, Series, Tag
from notes.pagination import page_of

LATEST = 7


def home(request):
    context = {
        "latest": Note.objects.published().newest_first().cards()[:LATEST],
        "series_list": Series.objects.with_note_counts().order_by("-latest_at"),
    }
    return render(request, "notes/home.html", context)


def series_list(request):
    found = Series.objects.with_note_counts().order_by("title")
    return render(request, "notes/series_list.html", {"series_list": found})


def series_detail(request, slug):
    series = get_object_or_404(Series, slug=slug)
    notes = series.notes.published().order_by("number").cards()
    return render(request, "notes/series_detail.html", {"series": series, "notes": notes})


def note_detail(request, slug, number):
    return _note_page(request, series__slug=slug, number=number)


def single_note_detail(request, slug):
    return _note_page(request, series=None, slug=slug)


def _note_page(request, **identity):
    notes = Note.objects.published().select_related("series", "author").defer("body")
    note = get_object_or_404(notes, **identity)
    context = {"note": note, "tags": note.tags.all(), "place": note.neighbours()}
    return render(request, "notes/note_detail.html", context)


def note_list(request):
    page = page_of(Note.objects.published().cards(), request.GET)
    return render(request, "notes/note_list.html", vars(page))


def archive(request):
    months = _months(Note.objects.published())
    years: dict[int, list] = {}
    for month, count in months:
        years.setdefault(month.year, []).append((month, count))
    context = {"years": list(years.items()), "total": sum(count for _month, count in months)}
    return render(request, "notes/archive.html", context)


def archive_year(request, year):
    notes = _published_between(_day(year, 1), _day(year + 1, 1))
    context = {"year": year, "months": _months(notes), "notes": notes.newest_first().cards()}
    if not context["months"]:
        raise Http404
    return render(request, "notes/archive_year.html", context)


def archive_month(request, year, month):
    start = _day(year, month)
    end = _day(year + month // 12, month % 12 + 1)
    notes = list(_published_between(start, end).newest_first().cards())
    if not notes:
        raise Http404
    others = (
        Note.objects.published().order_by("published_at").values_list("published_at", flat=True)
    )
    context = {
        "month": start,
        "notes": notes,
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


def tag_list(request):
    return render(request, "notes/tag_list.html", {"tags": Tag.objects.with_note_counts()})


def tag_detail(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    page = page_of(tag.notes.published().cards(), request.GET)
    if not page.notes:
        raise Http404
    return render(request, "notes/tag_detail.html", {"tag": tag, **vars(page)})


def about(request):
    return render(request, "notes/about.html")


def robots(request):
    context = {"sitemap": absolute(reverse("notes:sitemap"))}
    return render(request, "notes/robots.txt", context, content_type="text/plain; charset=utf-8")
