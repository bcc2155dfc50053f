"""The HTML of the comments in a thread.

Written out here and not in a template: a page with a thousand comments is made in a sixth of the
time. Everything that a visitor typed is escaped here, but for the stored HTML of the text.

Half of a page is rows, so a row says nothing twice: HTML's optional end tags and quotes are left
out, parts have the names that microformats give them (https://microformats.org/wiki/h-cite) and no
others, and what is answered is read from the row's id.
"""

import datetime as dt
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notes.formats import short_date


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
        self.author = f" <span class=comment__author>{author}</span>"
        self.elsewhere = _("다른 곳에서")
        self.answers_to, self.reply, self.gone = _("%s 님에게"), _("답글"), _("지워진 댓글입니다.")
        self.slip = _("내 댓글 쪽지")
        self.held, self.only_you = (
            _("확인한 뒤에 보여 드릴게요."),
            _("지금은 이 브라우저에서만 보입니다."),
        )

    def html(self) -> SafeString:
        above = [None, *[row["pk"] for row in self.rows]]
        return SafeString("\n".join(map(self._row, self.rows, above)))

    def _row(self, row: dict, above: int | None) -> str:
        kind = f"comment comment--{row['depth']}" if row["depth"] > 1 else "comment"
        if "name" not in row:
            return f'<li class="{kind} comment--gone" id=comment-{row["pk"]}><p>{self.gone}</p>'
        if "why_held" in row:
            return (
                f'<li class="{kind} comment--held" id=comment-{row["pk"]}>'
                f"{self._head(row, above)}{self._held(row)}"
                f"<div class=comment__body>{row['body_html']}</div>{self._slip(row)}"
            )
        return (
            f'<li class="{kind} p-comment h-cite" id=comment-{row["pk"]}>'
            f"{self._head(row, above)}{_text(row['body_html'])}{self._acts(row)}"
        )

    def _head(self, row: dict, above: int | None) -> str:
        at = row["at"]
        moment = dt.datetime.fromisoformat(f"{at[:19]}+00:00")
        day = short_date(moment.astimezone(self.zone).date(), self.language)
        here = "" if row["source_url"] else "class=u-url "
        return (
            f"<p>{self._name(row)}{self.author if row['is_by_author'] else ''}{self._marks(row)}"
            f"{self._answered(row['parent_id'], above)}{self._source(row['source_url'])}"
            f" <a {here}href=#comment-{row['pk']}>"
            f"<time class=dt-published datetime={at[:10]}T{at[11:16]}Z>{day}</time></a>"
        )

    def _marks(self, row: dict) -> str:
        """What is to be known of it, beside its name; nothing of most comments."""
        return ""

    def _acts(self, row: dict) -> str:
        """What a reader can do with it, below its text."""
        return f"{self._reply(row['pk'])}{self._slip(row)}"

    def _source(self, url: str | None) -> str:
        """The page elsewhere that says this: that is where its words live."""
        if not url:
            return ""
        return (
            f' <a class=u-url href="{escape(url)}" rel="nofollow ugc noopener">{self.elsewhere}</a>'
        )

    def _name(self, row: dict) -> str:
        name = self.names[row["pk"]]
        if not row["website"]:
            return f"<b class=p-author>{name}</b>"
        url = escape(row["website"])
        return f'<a class="p-author h-card" href="{url}" rel="nofollow ugc noopener">{name}</a>'

    def _answered(self, parent: int | None, above: int | None) -> str:
        """Whom it answers, where that is not to be seen directly above."""
        if parent not in self.names or parent == above:
            return ""
        return f" <a href=#comment-{parent}>{self.answers_to % self.names[parent]}</a>"

    def _held(self, row: dict) -> str:
        return (
            f"<p class=comment__held role=status><strong>{self.held}</strong>"
            f" {escape(row['why_held'])} {self.only_you}</p>"
        )

    def _slip(self, row: dict) -> str:
        """Only in the page of whoever wrote it."""
        path = row.get("slip")
        return f"<p class=comment__slip><a href={path}>{self.slip}</a>" if path else ""

    def _reply(self, pk: int) -> str:
        # No rel=nofollow: robots.txt keeps crawlers away from all such addresses.
        return f"<a href={self.reply_url}{pk}/>{self.reply}</a>" if self.reply_url else ""


def _text(html: str) -> str:
    """Most comments are one paragraph, which needs no box around it."""
    if html.startswith("<p>") and html.endswith("</p>") and html.find("<p>", 3) < 0:
        return f"<p class=e-content>{html[3:]}"
    return f"<div class=e-content>{html}</div>"
