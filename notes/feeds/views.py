from django.shortcuts import render
from django.urls import reverse

from notes.canonical import absolute
from notes.feeds.opml import SERIES, series_with_feeds
from notes.pages import page


@page("notes")
def feed_list(request):
    """For people: a browser shows a feed itself as mere code."""
    found = series_with_feeds()
    context = {
        "series_list": found,
        "is_all_series": len(found) < SERIES,
        "home": absolute(reverse("notes:home")),
    }
    return render(request, "notes/feed_list.html", context)
