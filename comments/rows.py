"""The HTML of the comments in a thread.

Written out here and not in a template: a page with a thousand comments is made in a sixth of the
time. Everything that a visitor typed is escaped here, but for the stored HTML of the text.

Half of a page is rows, so a row says nothing twice: HTML's optional end tags and quotes are left
out, parts have the names that microformats give them (https://microformats.org/wiki/h-cite) and no
others, and what is answered is read from the row's id.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import pairwise
from types import SimpleNamespace

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments.avatars import drawn_initial
from comments.models import Comment
from comments.questions import Answer
from comments.threads import untorn
from notes.formats import grouped, short_date
from notes.paths import Path

MARK = Path("comments:question_answer", int)

ANSWERS = 6  # of a thread in sight; the others are folded away
FEW = 2  # for which no fold is made


@lru_cache
def _words(language: str) -> SimpleNamespace:
    """What the rows say, in the language that is active now. Looked up once per process: a dozen and
    more words took as long as several rows."""
    # Words stand alone, not in f-strings: the tool that collects them for translators reads none.
    author = _("글쓴이")
    kinds = {kind: f" <span class=p-category>{name}</span>" for kind, name in Comment.KINDS}
    return SimpleNamespace(
        author=f" <span class=comment__author>{author}</span>",
        # A thought is what most are, and is not named.
        kinds=kinds | {Comment.THOUGHT: ""},
        elsewhere=_("다른 곳에서"),
        in_place=_("대화에서 보기"),
        edited=_("고침"),
        reflected=_("글에 반영됨"),
        found=_("답을 얻음"),
        mark=_("답 표시"),
        mark_again=_("답 고치기"),
        answers_to=_("%s 님에게"),
        reply=_("답글"),
        gone=_("지워진 댓글입니다."),
        suspended=_("게시중단 요청이 있어 잠시 내린 댓글입니다."),
        changed=_("원문이 바뀜"),
        agree=_("공감"),
        slip=_("내 댓글 쪽지"),
        held=_("확인한 뒤에 보여 드릴게요."),
        only_you=_("지금은 이 브라우저에서만 보입니다."),
    )


class Rows:
    """Prints the rows of `comments.threads`. Words and addresses are looked up once for all.

    `reply_url` is empty where nobody can answer (any more); `changes_url` stands before the key of a
    change in its address. `further_url` is the page with the comments in `further`. `is_marked` adds
    the way to say that a question is answered. `place_of` tells where the words stand that a comment
    quotes, None where they are gone. `beside` gives what somebody may do who decides about a comment.
    """

    def __init__(
        self,
        rows: list[dict],
        reply_url: str = "",
        *,
        place_of,
        changes_url: str = "",
        further: frozenset[int] = frozenset(),
        further_url: str = "",
        is_marked: bool = False,
        beside: Callable[[int], str] | None = None,
    ):
        self.rows, self.reply_url, self.changes_url = rows, reply_url, escape(changes_url)
        self.further, self.further_url, self.is_marked = further, further_url, is_marked
        self.place_of, self.beside = place_of, beside
        self.whole = ""  # the page with all of them, where that is another one
        self.names = {row["pk"]: escape(row["name"]) for row in rows if "name" in row}
        self.zone, self.language = timezone.get_current_timezone(), get_language()
        self.say = _words(self.language)

    def html(self) -> SafeString:
        """All of them, of long threads the rest in a fold."""
        lines = list(map(self._row, self.rows, [None, *[row["pk"] for row in self.rows]]))
        below = (place for place, row in enumerate(self.rows) if place and row["depth"] == 1)
        for start, end in reversed([*pairwise([0, *below, len(self.rows)])]):
            if end - start > 1 + ANSWERS + FEW:
                cut = start + untorn(self.rows[start:end], 1 + ANSWERS, depth=2)
                lines[cut:end] = [self._fold(self.rows[cut:end], lines[cut:end])]
        return _list(lines)

    def of_kind(self, kind: str, whole: str) -> SafeString:
        """Only these, side by side; each leads to its place in the page `whole`."""
        self.whole = whole
        found = [
            row | {"depth": 1} for row in self.rows if row.get("kind") == kind and "name" in row
        ]
        return _list([self._row(row, None) for row in found])

    def _fold(self, rows: list[dict], lines: list[str]) -> str:
        """Open where somebody looks for their own words."""
        is_own = any("why_held" in row or row.get("slip") for row in rows)
        count = sum("name" in row for row in rows)
        more = ngettext("답글 %s개 더 보기", "답글 %s개 더 보기", count) % count
        # While it is closed, nothing is to be seen directly above its first row.
        listed = "\n".join([self._row(rows[0], None), *lines[1:]])
        return (
            f"<li class=comments__fold><details{' open' if is_own else ''}>"
            f"<summary>{more}</summary><ol>\n{listed}\n</ol></details>"
        )

    def _row(self, row: dict, above: int | None) -> str:
        kind = f"comment comment--{row['depth']}" if row["depth"] > 1 else "comment"
        if "name" not in row:
            why = self.say.suspended if "is_suspended" in row else self.say.gone
            return f'<li class="{kind} comment--gone" id=comment-{row["pk"]}><p>{why}</p>'
        if "why_held" in row:
            return (
                f'<li class="{kind} comment--held" id=comment-{row["pk"]}>'
                f"{self._head(row, above)}{self._held(row)}{self._quote(row['quote']) if row['quote'] else ''}"
                f"<div class=comment__body>{row['body_html']}</div>{self._slip(row)}"
            )
        return (
            f'<li class="{kind} p-comment h-cite" id=comment-{row["pk"]}>'
            f"{self._head(row, above)}{self._quote(row['quote']) if row['quote'] else ''}"
            f"{_text(row['body_html'])}{self._acts(row)}"
        )

    def _head(self, row: dict, above: int | None) -> str:
        at, day = row["at"], self._day(row["at"])
        here = "" if row["source_url"] else "class=u-url "
        return (
            f"<p>{self._name(row)}{self.say.author if row['is_by_author'] else ''}{self._marks(row)}"
            f"{self._answered(row['parent_id'], above) if row['parent_id'] else ''}"
            f"{self._source(row['source_url']) if row['source_url'] else ''}"
            f"{self._place(row['pk']) if self.whole else ''} <a {here}href={self.whole}#comment-{row['pk']}>"
            f"<time class=dt-published datetime={at[:10]}T{at[11:16]}Z>{day}</time></a>"
            f"{self._edited(row['edited'], day) if row['edited'] else ''}"
        )

    def _quote(self, quote: str) -> str:
        """The words of the note that it answers; they lead to where they stand."""
        place, words = self.place_of(quote), escape(quote)
        if place is None:
            return f"<blockquote>{words} <small>{self.say.changed}</small></blockquote>"
        return f'<blockquote><a href="{escape(place)}">{words}</a></blockquote>'

    def _marks(self, row: dict) -> str:
        """What is to be known of it, beside its name; nothing of most comments."""
        # A waiting comment has no answer.
        return (
            f"{self.say.kinds[row['kind']]}"
            f"{self._answer(row) if row.get('answer') is not None else ''}"
            f"{self._reflected(row['reflected_in_id']) if row['reflected_in_id'] else ''}"
        )

    def _edited(self, at: str, written: str) -> str:
        """When its writer last changed it: mostly in the minutes after it was sent, on the same day."""
        moment = self._moment(at)
        day = self._day_of(moment)
        said = moment.isoformat()[11:16] if day == written else day
        return (
            f" <span>{self.say.edited} <time datetime={at[:10]}T{at[11:16]}Z>{said}</time></span>"
        )

    def _moment(self, at: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"{at[:19]}+00:00").astimezone(self.zone)

    def _day(self, at: str) -> str:
        return self._day_of(self._moment(at))

    def _day_of(self, moment: dt.datetime) -> str:
        return short_date(moment.date(), self.language)

    def _reflected(self, revision: int) -> str:
        """The change of the note that it caused."""
        return f' <a class=comment__reflected href="{self.changes_url}{revision}">{self.say.reflected}</a>'

    def _answer(self, row: dict) -> str:
        """Of a question: whether it has its answer, and the way there if that can be read."""
        answer, mark = row["answer"], ""
        if self.is_marked:
            label = self.say.mark_again if answer else self.say.mark
            mark = f" <a href={MARK(row['pk'])}>{label}</a>"
        if not answer:
            return mark
        url = self._answer_url(Answer.of(answer))
        if not url:
            return f" <span class=comment__found>{self.say.found}</span>{mark}"
        return f' <a class=comment__found href="{escape(url)}">{self.say.found}</a>{mark}'

    def _answer_url(self, answer: Answer) -> str:
        if answer.by in self.names:
            return f"{self.whole}#comment-{answer.by}"
        if answer.by in self.further:
            return f"{self.further_url}#comment-{answer.by}"
        return answer.url

    def _acts(self, row: dict) -> str:
        """What a reader can do with it, below its text."""
        decide = self.beside(row["pk"]) if self.beside else ""
        return f"{self._reply(row['pk'])}{self._agree(row)}{decide}{self._slip(row)}"

    def _source(self, url: str) -> str:
        """The page elsewhere that says this: that is where its words live."""
        return f' <a class=u-url href="{escape(url)}" rel="nofollow ugc noopener">{self.say.elsewhere}</a>'

    def _place(self, pk: int) -> str:
        return f" <a href={self.whole}#comment-{pk}>{self.say.in_place}</a>"

    def _name(self, row: dict) -> str:
        name, drawn = self.names[row["pk"]], drawn_initial(row["name"])
        if not row["website"]:
            return f'<b class="p-author a{row["avatar"]}" data-a={drawn}>{name}</b>'
        return (
            f'<a class="p-author h-card a{row["avatar"]}" data-a={drawn} href="{escape(row["website"])}"'
            f' rel="nofollow ugc noopener">{name}</a>'
        )

    def _answered(self, parent: int, above: int | None) -> str:
        """Whom it answers, where that is not to be seen directly above."""
        if parent not in self.names or parent == above:
            return ""
        return (
            f" <a href={self.whole}#comment-{parent}>{self.say.answers_to % self.names[parent]}</a>"
        )

    def _held(self, row: dict) -> str:
        return (
            f"<p class=comment__held role=status><strong>{self.say.held}</strong>"
            f" {escape(row['why_held'])} {self.say.only_you}</p>"
        )

    def _slip(self, row: dict) -> str:
        """Only in the page of whoever wrote it."""
        path = row.get("slip")
        return f"<p class=comment__slip><a href={path}>{self.say.slip}</a>" if path else ""

    def _reply(self, pk: int) -> str:
        # No rel=nofollow: robots.txt keeps crawlers away from all such addresses.
        return f"<a href={self.reply_url}{pk}/>{self.say.reply}</a>" if self.reply_url else ""

    def _agree(self, row: dict) -> str:
        """Its form stands once on the page (templates/comments/_thread.html)."""
        word = agreeing_word(self.say.agree, row["agree_count"])
        return f"<button form=agree name=comment value={row['pk']}>{word}</button>"


def agreeing_word(word: str, count: int) -> str:
    """What stands on the button: who is the first to agree need not see that nobody has."""
    return f"{word} {grouped(count)}" if count else word


def _list(lines: list[str]) -> SafeString:
    """Nothing where there are none. Here and not in a template, where each tag around it copies a long
    conversation once more."""
    return SafeString("\n".join(['<ol class="comments__list">', *lines, "</ol>"]) if lines else "")


def _text(html: str) -> str:
    """Most comments are one paragraph, which needs no box around it."""
    if html.startswith("<p>") and html.endswith("</p>") and html.find("<p>", 3) < 0:
        return f"<p class=e-content>{html[3:]}"
    return f"<div class=e-content>{html}</div>"
