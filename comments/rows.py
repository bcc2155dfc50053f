"""The HTML of the comments in a thread.

Written out here and not in a template: a page with a thousand comments is made in a sixth of the
time. Everything that a visitor typed is escaped here, but for the stored HTML of the text.
"""

import datetime as dt
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Rows:
    """Prints the rows of `comments.threads`. Words and addresses are looked up once for all.

    `reply_url` is empty where nobody can answer (any more).
    """

    def __init__(self, rows: list[dict], reply_url: str = ""):
        self.rows, self.reply_url = rows, reply_url
        self.names = {row["pk"]: escape(row["name"]) for row in rows if "name" in row}
        self.zone, self.language = timezone.get_current_timezone(), get_language()
        # Words stand alone, not in f-strings: the tool that collects them for translators reads none.
        author = _("글쓴이")
        self.author = f' <span class="comment__author">{author}</span>'
        self.answers_to, self.reply, self.gone = _("%s 님에게"), _("답글"), _("지워진 댓글입니다.")
        self.held, self.only_you = (
            _("확인한 뒤에 보여 드릴게요."),
            _("지금은 이 브라우저에서만 보입니다."),
        )

    def html(self) -> SafeString:
        return SafeString("\n".join([self._row(row) for row in self.rows]))

    def _row(self, row: dict) -> str:
        pk = row["pk"]
        if "name" not in row:
            return (
                f'<li class="comment comment--{row["depth"]} comment--gone" id="comment-{pk}">'
                f'<p class="comment__gone">{self.gone}</p></li>'
            )
        held = "why_held" in row
        return (
            f'<li class="comment comment--{row["depth"]}{" comment--held" if held else ""}"'
            f' id="comment-{pk}">{self._head(row)}{self._held(row) if held else ""}'
            f'<div class="comment__body">{row["body_html"]}</div>'
            f"{'' if held or not self.reply_url else self._reply(pk)}</li>"
        )

    def _head(self, row: dict) -> str:
        written = row["created_at"].astimezone(self.zone)
        when = (
            f"{_date(written.date(), self.language)} "
            f"{_time(written.hour, written.minute, self.language)}"
        )
        return (
            f'<p class="comment__head">{self._name(row)}'
            f"{self.author if row['is_by_author'] else ''}{self._answered(row['parent_id'])}"
            f' <a class="comment__time" href="#comment-{row["pk"]}">'
            f'<time datetime="{written.isoformat(timespec="seconds")}">{when}</time></a></p>'
        )

    def _name(self, row: dict) -> str:
        name = self.names[row["pk"]]
        if not row["website"]:
            return f'<span class="comment__name">{name}</span>'
        url = escape(row["website"])
        return f'<a class="comment__name" href="{url}" rel="nofollow ugc noopener">{name}</a>'

    def _answered(self, parent: int | None) -> str:
        if parent not in self.names:
            return ""
        whom = self.answers_to % self.names[parent]
        return f' <a class="comment__answered" href="#comment-{parent}">{whom}</a>'

    def _held(self, row: dict) -> str:
        return (
            f'<p class="comment__held" role="status"><strong>{self.held}</strong>'
            f" {escape(row['why_held'])} {self.only_you}</p>"
        )

    def _reply(self, pk: int) -> str:
        return (
            f'<p class="comment__acts"><a class="comment__reply" rel="nofollow"'
            f' href="{self.reply_url}?parent={pk}" data-reply="{pk}"'
            f' data-reply-name="{self.names[pk]}">{self.reply}</a></p>'
        )


@lru_cache(maxsize=4096)
def _date(day: dt.date, language: str) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@lru_cache(maxsize=24 * 60 * 2)
def _time(hour: int, minute: int, language: str) -> str:
    return time_format(dt.time(hour, minute), "TIME_FORMAT")
