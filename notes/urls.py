from django.urls import path, register_converter

from notes import views
from notes.cards import views as card_views
from notes.changes import note_changes, single_note_changes
from notes.converters import HangulSlugConverter, NumberConverter
from notes.feeds.channels import SeriesFeed, SiteFeed, TagFeed
from notes.feeds.formats import FORMATS
from notes.feeds.opml import opml
from notes.feeds.views import feed_list
from notes.manifest import favicon, manifest
from notes.oembed import oembed
from notes.offline import offline, offline_worker
from notes.previews import preview
from notes.search.views import api_search, opensearch, search_page
from notes.sitemaps import sitemap_index, sitemap_section

register_converter(HangulSlugConverter, "hangul")
register_converter(NumberConverter, "number")


def feed_paths(page: str, feed, name: str) -> list:
    """Under a page's route: `feed/` (Atom, called `name`), `feed/rss/`, `feed/json/`."""
    return [
        path(f"{page}feed/{form.address}", feed(form), name=f"{name}{suffix}")
        for suffix, form in FORMATS.items()
    ]


app_name = "notes"
urlpatterns = [
    path("", views.home, name="home"),
    path("series/", views.series_list, name="series_list"),
    path("series/<hangul:slug>/", views.series_detail, name="series_detail"),
    *feed_paths("series/<hangul:slug>/", SeriesFeed, "series_feed"),
    path("series/<hangul:slug>/<number:number>/", views.note_detail, name="note_detail"),
    path("series/<hangul:slug>/<number:number>/changes/", note_changes, name="note_changes"),
    path("notes/", views.note_list, name="note_list"),
    path("notes/<hangul:slug>/", views.single_note_detail, name="single_note_detail"),
    path("notes/<hangul:slug>/changes/", single_note_changes, name="single_note_changes"),
    path("archive/", views.archive, name="archive"),
    path("archive/<number:year>/", views.archive_year, name="archive_year"),
    path("archive/<number:year>/<number:month>/", views.archive_month, name="archive_month"),
    path("tags/", views.tag_list, name="tag_list"),
    path("tags/<hangul:slug>/", views.tag_detail, name="tag_detail"),
    *feed_paths("tags/<hangul:slug>/", TagFeed, "tag_feed"),
    path("authors/", views.author_list, name="author_list"),
    path("authors/<hangul:slug>/", views.author_detail, name="author_detail"),
    path("search/", search_page, name="search"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("api/v1/search/", api_search, name="api_search"),
    path("preview/<str:key>/", preview, name="preview"),
    path("about/", views.about, name="about"),
    *feed_paths("", SiteFeed, "feed"),
    path("feeds/", feed_list, name="feed_list"),
    path("feeds.opml", opml, name="feed_opml"),
    path("oembed/", oembed, name="oembed"),
    path("offline/", offline, name="offline"),
    path("offline.js", offline_worker, name="offline_worker"),
    path("cards/notes/<int:pk>-<slug:digest>.png", card_views.note_card, name="note_card"),
    path("cards/series/<int:pk>-<slug:digest>.png", card_views.series_card, name="series_card"),
    path("cards/site-<slug:digest>.png", card_views.site_card, name="site_card"),
    path("site-<slug:digest>.css", views.accent, name="accent"),
    path("favicon.ico", favicon, name="favicon"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_section, name="sitemap_section"),
]
