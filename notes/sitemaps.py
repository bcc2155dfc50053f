from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.shortcuts import render
from django.urls import reverse

from notes.canonical import absolute
from notes.models import Author, Note, Series, Tag
from notes.pages import page


class Base(Sitemap):
    """Addresses on `SITE_URL`, whatever host the request came in by."""

    @property
    def protocol(self):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class NoteSitemap(Base):
    limit = 10_000

    def items(self):
        fields = ("number", "slug", "updated_at", "series__slug")
        return Note.objects.published().select_related("series").only(*fields).order_by("pk")

    def lastmod(self, note):
        return note.updated_at


class SeriesSitemap(Base):
    def items(self):
        return Series.objects.with_note_counts().order_by("pk")

    def lastmod(self, series):
        return series.latest_at


class TagSitemap(Base):
    def items(self):
        return Tag.objects.with_note_counts().order_by("pk")


class AuthorSitemap(Base):
    def items(self):
        return Author.objects.with_note_counts().order_by("pk").only("slug")


class PageSitemap(Base):
    def items(self):
        lists = ["series_list", "note_list", "archive", "tag_list", "author_list", "feed_list"]
        return ["home", *lists, "about"]

    def location(self, name):
        return reverse(f"notes:{name}")


SITEMAPS = {
    "pages": PageSitemap,
    "series": SeriesSitemap,
    "notes": NoteSitemap,
    "tags": TagSitemap,
    "authors": AuthorSitemap,
}


@page("notes", by_reader=False)
def sitemap_index(request):
    """Django's index view takes the host from the request; this one is the same for every host."""
    pages = [
        {"location": absolute(address) + (f"?p={number}" if number > 1 else "")}
        for section, sitemap in SITEMAPS.items()
        for address in [reverse("notes:sitemap_section", args=[section])]
        for number in sitemap().paginator.page_range
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": pages}, "application/xml")
