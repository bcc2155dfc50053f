"""Notes as JSON lines: number, title, slug, published, body (Markdown), comments, one note a line."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from notes.interchange.numbering import number_in_title
from notes.interchange.records import BrokenFile, CommentData, NoteData, SeriesData, make_ref
from notes.text import clean, clean_line, excerpt, slugify

_NAME = re.compile(r"(.*?\S)\s*[#＃]?[1-9]\d{0,5}(?!\d)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def read_json_lines(file: BinaryIO) -> Iterator[NoteData]:
    """Line by line; a line that is not a note raises `BrokenFile` with its number."""
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _Line(line, number).note()


class _Line:
    """One line; whatever is wrong with it is said with its number."""

    def __init__(self, line: bytes, position: int):
        self._position = position
        try:
            self._data = json.loads(line.decode("utf-8-sig"))
        except (UnicodeDecodeError, RecursionError):
            self._fail(_("UTF-8로 된 JSON이 아닙니다."))
        except json.JSONDecodeError as error:
            self._fail(_("JSON이 아닙니다(%(column)d번째 글자).") % {"column": error.colno})
        if not isinstance(self._data, dict):
            self._fail(_("글 하나가 담긴 JSON 객체가 아닙니다."))

    def _fail(self, reason: str):
        raise BrokenFile(reason, self._position)

    def note(self) -> NoteData:
        data = self._data
        title, body = clean_line(self._text(data, "title")), clean(self._text(data, "body"))
        slug = slugify(self._text(data, "slug", default=title))
        if not slug:
            self._fail(_("“slug”나 “title”에 글자가 있어야 합니다."))
        date, number = self._date(data, "published"), self._number()
        series, title = _place(title, number)
        return NoteData(
            ref=make_ref("jsonl", slug),
            title=excerpt(title or body, 200) or _("제목 없음"),
            body=body,
            slug=slug,
            is_published=date is not None,
            published_at=date,
            series=series,
            number=number,
            old_paths=(f"/{slug}/",),
            images=len(_PICTURE.findall(body)),
            comments=tuple(self._comments(slug)),
        )

    def _text(self, data: dict, key: str, default: str | None = None) -> str:
        value = data.get(key, default)
        if not isinstance(value, str):
            self._fail(_("“%(key)s”에 글이 있어야 합니다.") % {"key": key})
        return value

    def _number(self) -> int | None:
        number = self._data.get("number")
        if number is not None and (type(number) is not int or not 0 < number < 10**6):
            self._fail(_("“number”는 1 이상의 정수여야 합니다."))
        return number

    def _date(self, data: dict, key: str) -> datetime | None:
        """Aware; without a zone it is in the zone of this site. Missing means not published."""
        if data.get(key) is None and key == "published":
            return None
        try:
            date = datetime.fromisoformat(self._text(data, key))
        except ValueError as error:
            if isinstance(error, BrokenFile):
                raise
            self._fail(_("“%(key)s”는 ISO 8601 시각이어야 합니다.") % {"key": key})
        return date if timezone.is_aware(date) else timezone.make_aware(date)

    def _comments(self, slug: str) -> Iterator[CommentData]:
        comments = self._data.get("comments")
        comments = [] if comments is None else comments
        if not isinstance(comments, list):
            self._fail(_("“comments”는 목록이어야 합니다."))
        for position, comment in enumerate(comments):
            if not isinstance(comment, dict):
                self._fail(_("“comments”의 댓글이 JSON 객체가 아닙니다."))
            yield self._comment(comment, position, slug)

    def _comment(self, comment: dict, position: int, slug: str) -> CommentData:
        parent = comment.get("parent")
        if parent is not None and (type(parent) is not int or not 0 <= parent < position):
            self._fail(_("“parent”는 앞에 있는 댓글의 차례여야 합니다."))
        return CommentData(
            ref=make_ref("jsonl", slug, str(position)),
            parent_ref=None if parent is None else make_ref("jsonl", slug, str(parent)),
            name=clean_line(self._text(comment, "author")) or _("이름 없음"),
            email=clean_line(self._text(comment, "email", default="")),
            website=clean_line(self._text(comment, "website", default="")),
            body=clean(self._text(comment, "body")),
            created_at=self._date(comment, "created"),
            status="published",
        )


def _place(title: str, number: int | None) -> tuple[SeriesData | None, str]:
    """The series is what stands before the note's own number in its title."""
    name = _NAME.match(title)
    found = number and name and number_in_title(title, [name[1]])
    if not found or found[1] != number:
        return None, title
    return SeriesData(found[0], slugify(found[0])), found[2] or title
