"""WordPress export files (WXR 1.x), read as a stream."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notes.interchange.records import AuthorData, BrokenFile, NoteData, SeriesData, Skipped
from notes.interchange.wordpress_fields import Source, decoded, named, one_line, text_of
from notes.interchange.wordpress_post import read_post
from notes.text import clean_line

_VERSION = re.compile(r"\d+\.\d+")
_FORBIDDEN = bytes(set(range(32)) - {9, 10, 13})
_URI = re.compile(r"[!-;=?-Z\[\]_a-z~]*")
_WIDE = (b"\xff\xfe", b"\xfe\xff")

_KINDS = {
    "page": gettext_lazy("페이지"),
    "attachment": gettext_lazy("첨부 파일"),
    "nav_menu_item": gettext_lazy("메뉴 항목"),
    "revision": gettext_lazy("고치기 전의 판"),
}


class WordPressFile:
    """Iterated for the notes of the file and for what is skipped, in the file's order.

    A file that is broken or no WXR raises `BrokenFile`, possibly after it has given some notes.
    What the file declares (`authors` by login, `categories` by nicename, `tags`) is known as far
    as it has been read. Iterate once.
    """

    def __init__(self, file: BinaryIO):
        self._file, self._line = file, None
        self._channel: dict[str, str] = {}
        self.authors: dict[str, AuthorData] = {}
        self.categories: dict[str, SeriesData] = {}
        self.tags: set[str] = set()

    def __iter__(self) -> Iterator[NoteData | Skipped]:
        file = _Cleaned(self._file)
        for element in _children_of_channel(file):
            self._line = file.line
            if element.tag == "item":
                self._require_version()
                yield self._item(element)
            else:
                self._declaration(element)
        self._require_version()

    def _declaration(self, element: Element):
        if element.tag == "wp:author":
            self._author(element)
        elif element.tag == "wp:category":
            nicename = text_of(element, "wp:category_nicename")
            name = one_line(text_of(element, "wp:cat_name"))
            self.categories[nicename] = SeriesData(name, decoded(nicename))
        elif element.tag == "wp:tag":
            self.tags.add(text_of(element, "wp:tag_slug"))
        else:
            self._channel[element.tag] = (element.text or "").strip()
            if element.tag == "wp:wxr_version":
                self._require_version()

    def _require_version(self):
        """Whatever else is read of a file without a proper version would be a guess."""
        version = self._channel.get("wp:wxr_version")
        if version is None:
            raise BrokenFile(_("워드프레스 내보내기(WXR) 파일이 아닙니다. WXR 판 번호가 없습니다."))
        if not _VERSION.fullmatch(version):
            reason = _(
                "워드프레스 내보내기(WXR) 파일이 아닙니다. WXR 판 번호가 “%(version)s”입니다."
            )
            raise BrokenFile(reason % {"version": clean_line(version)[:20]}, self._line)

    def _source(self) -> Source:
        """What tells this blog from another; an export without an address goes by its title."""
        names = ("wp:base_blog_url", "wp:base_site_url", "link", "title")
        name = next((self._channel[key] for key in names if self._channel.get(key)), "")
        return Source(name, self.authors, self.categories)

    def _author(self, element: Element):
        login = text_of(element, "wp:author_login")
        name = one_line(text_of(element, "wp:author_display_name")) or one_line(login)
        self.authors[login] = AuthorData(self._source().ref("author", login), name)

    def _item(self, element: Element) -> NoteData | Skipped:
        kind = text_of(element, "wp:post_type")
        if kind == "post":
            return read_post(element, self._source())
        reason = _KINDS.get(kind) or _("다른 종류의 글(%(kind)s)") % {"kind": kind[:40] or "?"}
        comments = len(element.findall("wp:comment"))
        return Skipped(str(reason), one_line(text_of(element, "title")), comments)


def _children_of_channel(file: "_Cleaned") -> Iterator[Element]:
    """Each child of rss/channel when it is complete; it is emptied when the next one is asked for."""
    path: list[Element] = []
    for event, element in _events(file):
        if event == "start":
            path.append(element)
        elif event == "end":
            path.pop()
            if [outer.tag for outer in path] == ["rss", "channel"]:
                for inner in element.iter():
                    inner.tag = named(inner.tag)
                yield element
                path[-1].clear()


def _events(file: "_Cleaned"):
    """What the parser says; whatever it refuses is a `BrokenFile` with the line."""
    try:
        for event, found in iterparse(file, ("start", "end", "start-ns"), forbid_dtd=True):
            if event == "start-ns":
                _require_namespace(found[1], file.line)
            yield event, found
    except ParseError as error:
        raise BrokenFile(_reason(error), error.position[0]) from None
    except DefusedXmlException:
        reason = _("DTD나 엔티티를 스스로 정의하는 파일은 안전하지 않아 받지 않습니다.")
        raise BrokenFile(reason, file.line) from None
    except BrokenFile:
        raise
    except (LookupError, ValueError):
        reason = _("글자 인코딩을 읽을 수 없습니다. UTF-8로 저장해 주십시오.")
        raise BrokenFile(reason, file.line) from None


def _require_namespace(address: str, line: int):
    """The parser takes any name for a namespace; the standard wants an address."""
    if not _URI.fullmatch(address):
        reason = _("이름공간의 주소 “%(address)s”가 올바르지 않습니다.")
        raise BrokenFile(reason % {"address": clean_line(address)[:60]}, line)


class _Cleaned:
    """The file without the control characters that WordPress writes and XML forbids.

    No text would keep them (KOREAN 2), yet one of them makes a whole export unreadable. In UTF-8
    the bytes below 32 are never a part of another letter. Given to the parser line by line, so
    that `line` is where the parser is.
    """

    def __init__(self, file: BinaryIO):
        self._file, self.line = file, 0
        self._forbidden = b""

    def read(self, size: int = -1) -> bytes:
        """One line, whatever `size` asks for."""
        line = self._file.readline()
        self.line += bool(line)
        if self.line == 1:
            self._forbidden = b"" if line.startswith(_WIDE) else _FORBIDDEN
        # Nothing at all would mean the end of the file.
        return line.translate(None, self._forbidden) or (line and b"\n")


def _reason(error: ParseError) -> str:
    reasons = {
        3: _("파일이 중간에서 끊겼습니다."),
        4: _("XML에 쓸 수 없는 글자가 있습니다."),
        5: _("파일이 중간에서 끊겼습니다."),
        7: _("여는 태그와 닫는 태그가 서로 맞지 않습니다."),
        9: _("문서가 끝난 뒤에 다른 내용이 이어집니다."),
        11: _("정의되지 않은 엔티티가 있습니다."),
        27: _("선언되지 않은 이름공간 접두사가 있습니다."),
    }
    unknown = _("XML 형식이 잘못되었습니다(%(error)s).") % {"error": error}
    return reasons.get(error.code, unknown)
