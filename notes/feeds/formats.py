"""The formats in which every feed can be had. What a feed says is in `channels`."""

import datetime as dt
import json
import re
from functools import lru_cache
from io import StringIO

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

from notes.canonical import absolute_links

KEPT_ITEMS = 100  # each as long as two notes
# A feed without items must not date itself with the present moment: it would change every second,
# and nobody who asks for it again would ever hear 304.
NOTHING_YET = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# All that XML cannot carry. What is saved has none of it, but rows can come in by other doors.
_UNREADABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Readable:
    """Keeps out what would make the whole feed unreadable (and Django answer 500).

    An item's `content` is HTML as it stands on its `page`.
    """

    def __init__(self, **fields):
        super().__init__(**_readable(fields))

    def texts(self) -> list[str]:
        """The items, written down: most are the same as in the feed of yesterday."""
        return [_written(type(self), _hashable(item)) for item in self.items]

    def latest_post_date(self):
        dates = [item[key] for item in self.items for key in ("updateddate", "pubdate")]
        return max(filter(None, dates), default=NOTHING_YET)


class Xml(Readable):
    """An item of either XML format is one element, called `item_element`."""

    def write(self, outfile, encoding):
        text = StringIO()  # one write and one encoding, not a thousand
        self.write_document(text, encoding)
        outfile.write(text.getvalue())

    def write_items(self, handler):
        for text in self.texts():
            handler.ignorableWhitespace(text)  # SAX's name for what is written as it is

    @classmethod
    def item_text(cls, item: dict) -> str:
        feed, text = cls(title="", link="", description=""), StringIO()
        handler = SimplerXMLGenerator(text, "utf-8", short_empty_elements=True)
        handler.startElement(cls.item_element, feed.item_attributes(item))
        feed.add_item_elements(handler, item)
        handler.endElement(cls.item_element)
        return text.getvalue()


@lru_cache(maxsize=KEPT_ITEMS)
def _written(form, fields) -> str:
    """One item in one format. To make links absolute and to write XML is half of a feed's cost."""
    item = {name: list(value) if isinstance(value, tuple) else value for name, value in fields}
    item["content"] = absolute_links(item["content"], item["page"])
    return form.item_text(_readable(item))


def _hashable(item: dict) -> tuple:
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value) for name, value in item.items()
    )


def _readable(value):
    if isinstance(value, str):
        return _UNREADABLE.sub("", value)
    if isinstance(value, list):
        return [_readable(part) for part in value]
    if isinstance(value, dict):
        return {key: _readable(part) for key, part in value.items()}
    return value


class Atom(Xml, Atom1Feed):
    """The whole text goes into `content`; Django's own class knows only `summary`."""

    address = ""
    item_element = "entry"

    def write_document(self, outfile, encoding):
        """As Django's, which leaves the style sheet out of Atom."""
        handler = SimplerXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        for stylesheet in self.feed["stylesheets"] or []:
            handler.processingInstruction("xml-stylesheet", stylesheet)
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


class Rss(Xml, Rss201rev2Feed):
    address = "rss/"
    item_element = "item"

    def write_document(self, outfile, encoding):
        Rss201rev2Feed.write(self, outfile, encoding)

    def rss_attributes(self):
        content = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return {**super().rss_attributes(), **content}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


class Json(Readable, SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    address = "json/"
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        said = _without_gaps(
            version="https://jsonfeed.org/version/1.1",
            title=self.feed["title"],
            home_page_url=self.feed["link"],
            feed_url=self.feed["feed_url"],
            description=self.feed["description"],
            language=self.feed["language"],
            authors=_authors(self.feed),
        )
        head = json.dumps(said, ensure_ascii=False)
        outfile.write(f'{head[:-1]}, "items": [{", ".join(self.texts())}]}}')

    @staticmethod
    def item_text(item: dict) -> str:
        said = _without_gaps(
            id=item["unique_id"],
            url=item["link"],
            title=item["title"],
            summary=item["summary"],
            image=item.get("image"),
            date_published=rfc3339_date(item["pubdate"]),
            date_modified=rfc3339_date(item["updateddate"]),
            authors=_authors(item),
            tags=list(item["categories"]),
        )
        return json.dumps(said | {"content_html": item["content"]}, ensure_ascii=False)


def _authors(fields) -> list[dict]:
    author = _without_gaps(name=fields["author_name"], url=fields["author_link"])
    return [author] if author else []


def _without_gaps(**fields) -> dict:
    return {key: value for key, value in fields.items() if value}


# By what is added to a feed's URL name.
FORMATS = {"": Atom, "_rss": Rss, "_json": Json}
