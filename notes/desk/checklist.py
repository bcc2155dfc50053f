"""What an author may want to know before publishing. It informs; it never stands in the way."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from notes.models import Address, Author, Image, Note, Series, Tag
from notes.picture_names import ADDRESS, PictureName
from notes.text import clean

LONGEST_NAMED = 60  # letters of an address in a sentence
MOST_LINKS = 200  # looked up; a text with more is not read to its end
# Sanitised HTML only: attribute values there are always double-quoted.
_HREF = re.compile(r'<a\s(?:[^>"]|"[^"]*")*?href="([^"]*)"')
_SRC = re.compile(r'<img\s(?:[^>"]|"[^"]*")*?\bsrc="([^"]*)"')
_IMAGE = re.compile(r'<img\s(?:[^>"]|"[^"]*")*>')
# A citation that led somewhere is a link by now.
_UNRESOLVED = re.compile(r"\[\[([^\[\]|\n]{1,120}\d)\s*(?:\|[^\[\]\n]*)?\]\]")
_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Remark:
    """A sentence, and the name of the field in the form where it can be mended."""

    sentence: str
    field: str = "body"


def remarks(words: dict, html: str) -> list[Remark]:
    """Of what stands in the form, and of its body as `render()` makes it. A handful of queries."""
    found = [*_of_fields(words), *_of_pictures(html), *_of_missing_pictures(html)]
    found += [*_of_links(html), *_of_citations(html)]
    return list(dict.fromkeys(found))


def _of_fields(words: dict):
    if not words.get("title", "").strip():
        yield Remark(_("제목이 비어 있습니다."), "title")
    if not words.get("body", "").strip():
        yield Remark(_("본문이 비어 있습니다."))
    if not words.get("excerpt", "").strip():
        sentence = _("발췌가 없습니다. 목록과 피드에는 본문의 첫머리가 나갑니다.")
        yield Remark(sentence, "excerpt")
    if not words.get("tags", "").strip():
        yield Remark(_("태그가 없습니다."), "tags")
    cover = words.get("cover", "")
    if cover.isascii() and cover.isdecimal() and _lacks_words(int(cover[:18])):
        yield Remark(_("표지에 설명이 없습니다. 그림 페이지에서 적을 수 있습니다."), "cover")


def _lacks_words(cover: int) -> bool:
    return Image.objects.filter(pk=cover, alt="").exists()


def _of_pictures(html: str):
    without = sum('alt=""' in tag or "alt=" not in tag for tag in _IMAGE.findall(html))
    if without:
        sentence = _(
            "설명이 없는 그림이 %(count)s장 있습니다. 못 보는 독자에게는 아무것도 없습니다."
        )
        yield Remark(sentence % {"count": without})


def _of_missing_pictures(html: str):
    """Pictures by addresses of ours that the library does not have."""
    own = {found.file for src in _SRC.findall(html) if (found := _picture_at(unescape(src)))}
    if own and Image.objects.filter(name__in=own).count() < len(own):
        yield Remark(_("지웠거나 없는 그림을 보이는 곳이 있습니다."))


def _picture_at(source: str) -> PictureName | None:
    return PictureName.of_address(ADDRESS + source.removeprefix(settings.MEDIA_URL))


def _of_citations(html: str):
    """What would be a link to a note if there were such a note."""
    for name in _UNRESOLVED.findall(_CODE.sub("", html)):
        sentence = _("아직 없거나 공개하지 않은 글을 불렀습니다: %(name)s")
        yield Remark(sentence % {"name": unescape(name)})


def _of_links(html: str):
    for address in list(dict.fromkeys(map(unescape, _HREF.findall(html))))[:MOST_LINKS]:
        path = _own_path(address)
        if path and not leads(path):
            sentence = _("이 사이트 안에 없는 주소로 가는 링크가 있습니다: %(address)s")
            yield Remark(sentence % {"address": path[:LONGEST_NAMED]})


def _own_path(address: str) -> str:
    """The decoded path if the address is on this site; nothing for `#…` and for other sites."""
    if address.startswith(settings.SITE_URL + "/"):
        address = address.removeprefix(settings.SITE_URL)
    if not address.startswith("/") or address.startswith("//"):
        return ""
    return clean(unquote(urlsplit(address).path))


def leads(path: str) -> bool:
    """Whether a reader would find a page, a picture or a way on at this decoded path."""
    try:
        found = resolve(path)
    except Resolver404:
        return Address.objects.target(path) is not None
    exists = _EXISTS.get(found.view_name)
    if exists is None or exists(**found.kwargs):
        return True
    return Address.objects.target(path) is not None


def _note_in_series(slug, number):
    numbered = Note.objects.announced().filter(series__slug=slug, number=min(number, 2**31 - 1))
    return numbered.exists()


def _picture(name):
    picture = PictureName.of_address(f"/media/pictures/{name}")
    return picture is None or Image.objects.filter(name=picture.file).exists()


_EXISTS = {
    "notes:note_detail": _note_in_series,
    "notes:single_note_detail": lambda slug: (
        Note.objects.published().filter(series=None, slug=slug).exists()
    ),
    "notes:series_detail": lambda slug: Series.objects.filter(slug=slug).exists(),
    "notes:tag_detail": lambda slug: Tag.objects.filter(slug=slug).exists(),
    "notes:author_detail": lambda slug: Author.objects.filter(slug=slug).exists(),
    "media_picture": _picture,
}
