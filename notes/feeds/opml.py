"""The feeds of the site and of its series as one OPML file, which a feed reader takes in at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from notes.canonical import absolute
from notes.models import Series
from notes.pages import page


@page("notes", by_reader=False)
def opml(request) -> HttpResponse:
    """OPML 2.0. It names no moment, so that its `ETag` changes only when the list does."""
    found = Series.objects.with_note_counts().order_by("title")
    context = {
        "home": absolute(reverse("notes:home")),
        "outlines": [(series.title, absolute(series.get_absolute_url())) for series in found],
    }
    return render(request, "notes/feeds.opml", context, content_type="text/x-opml; charset=utf-8")
