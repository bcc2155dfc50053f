"""What a feed is of, and what it says. `Base` is for feeds of anything, `NoteFeed` for notes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db import models
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.feedgenerator import Stylesheet
from django.utils.html import escape
from django.utils.translation import gettext as _

from notes.canonical import absolute
from notes.models import Address, Note, Series, Site, Tag, Tagged
from notes.pages import finish
from notes.picture_html import figure
from notes.prepared import prepared
from notes.text import plain_text

ITEMS = 20
# What a feed says of a note.
NOTE_FIELDS = "title number slug feed_path summary body_html published_at revised_at".split()
NOTE_FIELDS += ["series__title", "series__slug", "author__name", "cover__name", "cover__alt"]
NOTE_FIELDS += ["discussion_html", "discussed_at"]


@dataclass(frozen=True)
class Channel:
    """What a feed is of: the site, and what in it (or nothing: the whole site)."""

    site: Site
    owner: models.Model | None


class Base(Feed):
    """A feed at its owner's address and `feed/…`. Each of its formats is an instance.

    `Last-Modified` knows of new and edited items only, the `ETag` (ConditionalGetMiddleware) of
    everything that was ever changed; readers that send both are answered by the latter.
    """

    item_guid_is_permalink = True
    page_query = frozenset()  # a page as others are (notes/pages.py): `finish` in `__call__`

    def __init__(self, form):
        self.feed_type = form

    def __call__(self, request, **address):
        """The feed, or 301 to where its owner has moved: subscribers follow like readers do."""
        try:
            response = self._for_people(request, super().__call__(request, **address))
            return finish(request, response, *request.feed_tags, by_reader=False)
        except Http404:
            if moved := _moved(request.path_info):
                return HttpResponsePermanentRedirect(moved)
            raise

    def _for_people(self, request, response):
        """The same bytes. Browsers style what they know as XML and show a feed's own type as code."""
        if self.feed_type.address != "json/":
            patch_vary_headers(response, ["Sec-Fetch-Dest"])
            if request.headers.get("Sec-Fetch-Dest") == "document":
                response["Content-Type"] = "application/xml; charset=utf-8"
        return response

    def _get_dynamic_attr(self, attname, obj, default=None):
        """As Django's, which finds out anew, for each item and each thing that is said of it, how
        many arguments the method takes. All of ours take one."""
        said = getattr(self, attname, default)
        return said(obj) if callable(said) else said

    def owner(self, **address):
        return None

    def get_object(self, request, **address):
        return Channel(Site.objects.current(), self.owner(**address))

    def get_feed(self, channel, request):
        request.feed_tags = self.page_tags(channel)
        return super().get_feed(channel, request)

    def page_tags(self, channel) -> list[str]:
        return ["notes"]

    def title(self, channel):
        return f"{channel.owner} — {channel.site}" if channel.owner else channel.site.name

    def description(self, channel):
        return channel.site.tagline or channel.site.name

    def subtitle(self, channel):
        return self.description(channel)

    def author_name(self, channel):
        return channel.site.name

    def link(self, channel):
        owner = channel.owner
        return absolute(owner.get_absolute_url() if owner else reverse("notes:home"))

    def stylesheets(self, channel):
        """For people who click on a feed: what it is and what is in it, instead of bare code."""
        return [Stylesheet(static("css/feed.css"), mimetype="text/css")]

    def feed_guid(self, channel):
        return f"{self.link(channel)}feed/"

    def feed_url(self, channel):
        return f"{self.link(channel)}feed/{self.feed_type.address}"


def feed_id(note) -> str:
    """What readers know a note by. It stays what it was first, wherever the note goes."""
    path = note.feed_path
    return absolute(escape_uri_path(path)) if path else absolute(note.get_absolute_url())


def _moved(path: str) -> str | None:
    page, feed, form = path.rpartition("feed/")
    target = Address.objects.target(page)
    return f"{target}{feed}{form}" if target and target != escape_uri_path(page) else None


@prepared
def _of_site(now: datetime):
    return _newest(Note.objects, now)


@prepared
def _of_series(series: int, now: datetime):
    return _newest(Note.objects.filter(series=series), now)


@prepared
def _of_tag(tag: int, now: datetime):
    """By the list that a tag keeps: to sort all its notes would cost more with each."""
    listed = Tagged.objects.filter(tag=tag, published_at__lte=now)
    listed = listed.order_by("-published_at", "-note").values("note")[:ITEMS]
    return _newest(Note.objects.filter(pk__in=listed), now)


def _newest(notes, now):
    found = notes.published(now).newest_first().select_related("series", "author", "cover")
    return found.only(*NOTE_FIELDS)[:ITEMS]


@prepared
def _tagged(notes: list[int]):
    named = Note.tags.through.objects.filter(note__in=notes).order_by("tag__name")
    return named.values_list("note_id", "tag__name")


class NoteFeed(Base):
    def notes(self, owner) -> list[Note]:
        raise NotImplementedError

    def items(self, channel):
        """With `tag_names`. Two queries."""
        notes = self.notes(channel.owner)
        names = defaultdict(list)
        for key, name in _tagged([note.pk for note in notes]):
            names[key].append(name)
        for note in notes:
            note.tag_names = names[note.pk]
        return notes

    def item_title(self, note):
        return note.full_title

    def item_description(self, note):
        # Readers take it for HTML, and an empty one (a note that is only a picture) for a fault.
        return escape(note.summary or note.full_title)

    def item_link(self, note):
        return absolute(note.get_absolute_url())

    def item_guid(self, note):
        return feed_id(note)

    def item_guid_is_permalink(self, note):
        return feed_id(note) == self.item_link(note)

    def item_comments(self, note):
        return f"{self.item_link(note)}#comments"

    def item_author_name(self, note):
        return note.author and note.author.name

    def item_pubdate(self, note):
        return note.published_at

    def item_updateddate(self, note):
        # Not `updated_at`: an import, or a new tag, is no news to a reader.
        dates = (note.published_at, note.revised_at, note.discussed_at)
        return max(filter(None, dates))

    def item_categories(self, note):
        return note.tag_names

    def item_extra_kwargs(self, note):
        # Footnotes lead to the note's page: there they always work, while many readers throw ids
        # away. The ids stay as they are on the page: readers that open a footnote in place look for
        # the part behind `#`.
        said = {"content": _content(note), "page": self.item_link(note), "summary": note.summary}
        if note.cover:
            said["content"] = figure(note.cover) + said["content"]
            said["image"] = absolute(note.cover.picture_name.url)
        return said


def _content(note) -> str:
    """The text, and what was said about it as far as its author has summed that up."""
    if not note.discussion_html:
        return note.body_html
    return f"{note.body_html}\n<h2>{_('토론 정리')}</h2>\n{note.discussion_html}"


class SiteFeed(NoteFeed):
    def notes(self, owner):
        return _of_site(timezone.now())


class SeriesFeed(NoteFeed):
    def notes(self, owner):
        return _of_series(owner.pk, timezone.now())

    def owner(self, slug):
        return get_object_or_404(Series, slug=slug)

    def description(self, channel):
        words = " ".join(plain_text(channel.owner.description_html).split())
        return words or super().description(channel)


class TagFeed(NoteFeed):
    def notes(self, owner):
        return _of_tag(owner.pk, timezone.now())

    def owner(self, slug):
        """Like its page, no tag that only drafts have."""
        return get_object_or_404(Tag.objects.with_note_counts(), slug=slug)
