from django.shortcuts import render
from django.urls import reverse

from notes.canonical import absolute
from notes.models import Series
from notes.pages import page


@page("notes")
def feed_list(request):
    """For people: a browser shows a feed itself as mere code."""
    found = Series.objects.with_note_counts().order_by("title")
    context = {"series_list": found, "home": absolute(reverse("notes:home"))}
    return render(request, "notes/feed_list.html", context)
