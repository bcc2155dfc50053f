"""Reading. Each view finds, asks and renders; nothing here depends on who is reading."""

import datetime as dt

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from notes.accent import accent_of, accent_path, digest_of
from notes.canonical import absolute
from notes.cards.views import A_SHORT_TIME, FOR_EVER
from notes.models import Author, Month, Note, Pin, Series, Site, Tag
from notes.models.month import end_of
from notes.models.series import BEYOND_NUMBERS, newest_of
from notes.number_pages import page_from
from notes.pages import page, shows
from notes.pagination import page_by_name, page_of
from notes.prepared import prepared

LATEST = 7
PINNED = 3
LINES = 60  # of a list that says no more than titles
SERIES_AT_HOME = 12
VOLUMES = 30  # series, authors
TAGS = 120
# What the page of a planned number says, and asks to know whether it takes questions.
PLANNED_FIELDS = (
    "title number author status published_at comment_count is_open_for_comments comments_close_on"
    " discussion_html discussed_at author__name series__title series__slug"
    " series__close_comments_after_days"
).split()
# What belongs to a note's row and its page does not print.
UNREAD = ("body", "discussion", "author__about", "author__about_html", "series__description")
UNREAD += tuple(
    f"cover__{name}"
    for name in "original_name width height bytes digest created_at uploaded_by".split()
)


# `p` and `page_id` are how WordPress addressed an entry (socialstrategy/middleware.py).
@page("notes", "counts", query=("p", "page_id"))
def home(request):
    now = timezone.now()
    pins = [note for (note,) in _pins()]
    pinned = _pinned(now, pins) if pins else []
    series = newest_of([*_settled(now), *_with_a_future(now)], SERIES_AT_HOME + 1)
    context = {
        "pinned": pinned,
        "latest": _latest(now, [note.pk for note in pinned]),
        "series_list": series[:SERIES_AT_HOME],
        "has_more_series": len(series) > SERIES_AT_HOME,
    }
    return render(request, "notes/home.html", context)


@prepared
def _pins():
    """Asked first which they are: a database looks through all that is published otherwise."""
    return Pin.objects.order_by().values_list("note")


@prepared
def _pinned(now: dt.datetime, pins: list[int]):
    return Note.objects.published(now).filter(pk__in=pins).pinned().cards()[:PINNED]


@prepared
def _settled(now: dt.datetime):
    return Series.objects.defer("description").settled(now)[: SERIES_AT_HOME + 1]


@prepared
def _with_a_future(now: dt.datetime):
    return Series.objects.defer("description").with_a_future(now)


@prepared
def _latest(now: dt.datetime, pinned: list[int]):
    others = Note.objects.published(now).exclude(pk__in=pinned)
    return others.newest_first().cards()[:LATEST]


@page("notes", query=("before", "after"))
def series_list(request):
    found = Series.objects.with_note_counts().defer("description")
    page = page_by_name(found, "title", request.GET, VOLUMES)
    return render(request, "notes/series_list.html", {"series_list": page.rows, "page": page})


@page("counts", query=("from",))
def series_detail(request, slug):
    """The numbers from `?from=` on. Only a number that is listed makes a page, so there are not
    more addresses than numbers."""
    series = get_object_or_404(Series.objects.counted().defer("description"), slug=slug)
    page = page_from(series, request.GET)
    if page.address != page.asked:
        return HttpResponseRedirect(series.get_absolute_url() + page.address)
    context = {"series": series, "page": page, "lines": page.lines}
    context["notes"] = [note for note in page.lines if not note.is_planned]
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
    found = Note.objects.published(now).select_related("series", "author", "cover").defer(*UNREAD)
    return found.annotate(site_column=Site.objects.as_column())


def _note_page(request, note):
    place, links = note.neighbours(), note.links()
    context = {"note": note, "place": place, "links": links, "tags": links.tags}
    context["related"] = links.to_read_next(place)
    context["site"] = Site.objects.from_column(note.site_column)
    response = render(request, "notes/note_detail.html", context)
    others = (*links.translations, *context["related"], *links.citing)
    named = [f"note-{other.pk}" for other in (note, *others)]
    return shows(response, *named, f"comments-{note.pk}", *_series_tag(note))


def _series_tag(note) -> list[str]:
    return [f"series-{note.series_id}"] if note.series_id else []


def _planned_page(request, slug, number):
    """Of a number that is announced: its text, if there is one, is not even read."""
    planned = Note.objects.planned().select_related("series", "author").only(*PLANNED_FIELDS)
    planned = planned.annotate(site_column=Site.objects.as_column())
    note = get_object_or_404(planned, series__slug=slug, number=number)
    context = {"note": note, "place": note.neighbours(), "links": note.links()}
    context["site"] = Site.objects.from_column(note.site_column)
    response = render(request, "notes/note_planned.html", context)
    named = [f"note-{other.pk}" for other in (note, *context["links"].citing)]
    return shows(response, *named, f"comments-{note.pk}", *_series_tag(note))


@page("notes", "counts", query=("before", "after"))
def note_list(request):
    page = page_of(Note.objects.published().cards(), request.GET)
    return render(request, "notes/note_list.html", vars(page))


@page("notes")
def archive(request):
    months = Month.objects.published()
    years: dict[int, list] = {}
    for month, count in months:
        years.setdefault(month.year, []).append((month, count))
    context = {"years": list(years.items()), "total": sum(count for _month, count in months)}
    return render(request, "notes/archive.html", context)


@page("notes", "counts", query=("before", "after"))
def archive_year(request, year):
    months = [found for found in Month.objects.published() if found[0].year == year]
    if not months:
        raise Http404
    notes = _published_between(months[-1][0], end_of(months[0][0]))
    page = page_of(notes.lines(), request.GET, LINES)
    context = {"year": year, "months": months, **vars(page)}
    return render(request, "notes/archive_year.html", context)


@page("notes", "counts", query=("before", "after"))
def archive_month(request, year, month):
    months = Month.objects.published()
    here = next((k for k, (start, _n) in enumerate(months) if _is(start, year, month)), None)
    if here is None:
        raise Http404
    start, count = months[here]
    context = {
        "month": start,
        "count": count,
        **vars(page_of(_published_between(start, end_of(start)).cards(), request.GET)),
        "previous_month": months[here + 1][0] if here + 1 < len(months) else None,
        "next_month": months[here - 1][0] if here else None,
    }
    return render(request, "notes/archive_month.html", context)


def _is(start: dt.datetime, year: int, month: int) -> bool:
    return (start.year, start.month) == (year, month)


def _published_between(start, end):
    return Note.objects.published().filter(published_at__gte=start, published_at__lt=end)


@page("notes", query=("before", "after"))
def tag_list(request):
    page = page_by_name(Tag.objects.with_note_counts(), "name", request.GET, TAGS)
    return render(request, "notes/tag_list.html", {"tags": page.rows, "page": page})


@page("notes", "counts", query=("before", "after"))
def tag_detail(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    page = page_of(tag.listed.published().cards(), request.GET, key="note_id")
    if not page.notes:
        raise Http404
    context = {"tag": tag, **vars(page), "notes": [listed.note for listed in page.notes]}
    return render(request, "notes/tag_detail.html", context)


@page("notes", query=("before", "after"))
def author_list(request):
    found = Author.objects.with_note_counts().defer("about")
    page = page_by_name(found, "name", request.GET, VOLUMES)
    return render(request, "notes/author_list.html", {"authors": page.rows, "page": page})


@page("notes", "counts", query=("before", "after"))
def author_detail(request, slug):
    author = get_object_or_404(Author, slug=slug)
    page = page_of(author.notes.published().cards(), request.GET)
    if not page.notes:
        raise Http404
    return render(request, "notes/author_detail.html", {"author": author, **vars(page)})


@page()
def about(request):
    return render(request, "notes/about.html")


@page(by_reader=False)
def robots(request):
    context = {"sitemap": absolute(reverse("notes:sitemap"))}
    return render(request, "notes/robots.txt", context, content_type="text/plain; charset=utf-8")


def accent(request, digest):
    """The owner's colours. Another colour is another address, so a browser never asks for one twice."""
    colour = Site.objects.current().accent
    if not colour:
        raise Http404
    if digest != digest_of(colour):
        return HttpResponseRedirect(accent_path(colour), headers={"Cache-Control": A_SHORT_TIME})
    css = accent_of(colour).css
    return HttpResponse(
        css, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER}
    )
