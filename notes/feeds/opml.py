"""The feeds of the site and of its series as one OPML file, which a feed reader takes in at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from notes.canonical import absolute
from notes.models import Series
from notes.pages import page

SERIES = 50  # whoever wants them all takes the feed of the site


@page("notes", by_reader=False)
def opml(request) -> HttpResponse:
    """OPML 2.0. It names no moment, so that its `ETag` changes only when the list does."""
    context = {
        "home": absolute(reverse("notes:home")),
        "outlines": [
            (series.title, absolute(series.get_absolute_url())) for series in series_with_feeds()
        ],
    }
    return render(request, "notes/feeds.opml", context, content_type="text/x-opml; charset=utf-8")


def series_with_feeds() -> list[Series]:
    """Those with the newest notes, by title."""
    found = Series.objects.only("title", "slug", "dated_count", "last_dated_at")
    return sorted(found.lately_updated(SERIES), key=lambda series: series.title)
