"""Single fields of a WordPress export: names, dates, addresses."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from django.utils import timezone

from notes.interchange.records import AuthorData, SeriesData, make_ref
from notes.text import clean, clean_line

_NAMESPACES = (
    (re.compile(r"https?://wordpress\.org/export/1\.\d+/"), "wp:"),
    (re.compile(r"https?://wordpress\.org/export/1\.\d+/excerpt/"), "excerpt:"),
    (re.compile(r"http://purl\.org/rss/1\.0/modules/content/"), "content:"),
    (re.compile(r"http://purl\.org/dc/elements/1\.1/"), "dc:"),
)
_TAG = re.compile(r"(?:\{(.*)\})?(.*)", re.DOTALL)
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|tt|u)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&#?\w+;")


@dataclass(frozen=True)
class Source:
    """The blog an export comes from. `name` opens every ref, so that two blogs do not mix."""

    name: str
    authors: Mapping[str, AuthorData]
    categories: Mapping[str, SeriesData]

    def ref(self, *parts: str) -> str:
        return make_ref("wxr", clean(self.name), *map(clean, parts))


def named(tag: str) -> str:
    """`{http://wordpress.org/export/1.2/}post_id` → `wp:post_id`; strange ones stay as they are."""
    namespace, local = _TAG.fullmatch(tag).groups()
    if namespace is None:
        return local
    prefix = next((short for pattern, short in _NAMESPACES if pattern.fullmatch(namespace)), None)
    return prefix + local if prefix else tag


def text_of(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip(" \t\r\n")


def one_line(text: str) -> str:
    """A title or a name as it was shown: text styles off, entities decoded once."""
    text = _MARKUP.sub("", text)
    return clean_line(_ENTITY.sub(lambda entity: html.unescape(entity.group()), text))


def decoded(nicename: str) -> str:
    """WordPress keeps Hangul slugs percent-encoded."""
    return clean(unquote(nicename))


def date_of(element: Element, name: str) -> datetime | None:
    """`name` + `_gmt` if it is there, else `name` in the zone of this site; nothing for 0000-00-00."""
    universal = _parsed(text_of(element, f"{name}_gmt"))
    if universal:
        return universal.replace(tzinfo=UTC)
    local = _parsed(text_of(element, name))
    return local and timezone.make_aware(local, timezone.get_default_timezone())


def _parsed(text: str) -> datetime | None:
    try:
        date = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None
    return date if date.year > 1900 else None


def date_of_feed(element: Element) -> datetime | None:
    """The date in the words of RSS, which every item has and which is not always right."""
    try:
        date = parsedate_to_datetime(text_of(element, "pubDate"))
    except ValueError:
        return None
    date = date if timezone.is_aware(date) else date.replace(tzinfo=UTC)
    return date if date.year > 1900 else None


def old_paths(link: str, guid: str, blog: str) -> tuple[str, ...]:
    """The paths a post had: its link, and `/?p=ID` where the link or the guid says so.

    A guid counts only when it is of the same host: it keeps the address of an earlier blog.
    """
    hosts = {_host(link), _host(blog)} - {""}
    paths = [_path(link)]
    if _host(guid) in hosts and "p=" in guid:
        paths.append(_path(guid))
    return tuple(dict.fromkeys(path for path in paths if path))


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    number = re.fullmatch(r"(?:.*&)?p=(\d+)(?:&.*)?", parts.query)
    if number:
        return f"{parts.path or '/'}?p={number[1]}"
    return "" if parts.path in ("", "/") or not parts.netloc else parts.path
