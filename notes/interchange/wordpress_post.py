"""One post of a WordPress export as a note."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element

from django.utils import timezone
from django.utils.translation import gettext as _

from notes.interchange.html_to_markdown import Converted
from notes.interchange.numbering import place_in_series
from notes.interchange.records import AuthorData, NoteData, SeriesData, Skipped, make_ref
from notes.interchange.wordpress_comments import read_comments
from notes.interchange.wordpress_fields import (
    Source,
    date_of,
    date_of_feed,
    decoded,
    old_paths,
    one_line,
    text_of,
)
from notes.interchange.wordpress_text import post_to_markdown
from notes.text import clean, excerpt, plain_text

TITLE_LENGTH = 200
_PUBLIC = ("publish", "future")
# The category that a post without one gets says nothing about it.
_NO_CATEGORY = ("uncategorized", "미분류")
_NEVER = "0000-00-00"
_NOTE_MARKS = ("\\*", "※", "*")
_ORIGIN = re.compile(
    r"페이스북.*?(\d{4})년 ?(\d{1,2})월 ?(\d{1,2})일.*?(?:올린|올렸|쓴|썼|실린|실렸)"
)


def read_post(item: Element, source: Source) -> NoteData | Skipped:
    title = one_line(text_of(item, "title"))
    if text_of(item, "wp:status") in ("trash", "auto-draft"):
        return Skipped(_("휴지통에 있거나 저장되지 않은 글"), title)
    body = post_to_markdown(text_of(item, "content:encoded"))
    date, is_public, notices = _publication(item)
    comments, left_out = read_comments(item, source, date)
    return NoteData(
        ref=_ref(item, source),
        body=body.markdown,
        images=body.images,
        slug=decoded(text_of(item, "wp:post_name")),
        is_published=is_public,
        published_at=date,
        excerpt=plain_text(clean(text_of(item, "excerpt:encoded"))),
        author=_author(item, source),
        first_published_in=_first_published_in(body.markdown, date),
        is_open_for_comments=text_of(item, "wp:comment_status") != "closed",
        old_paths=_old_paths(item, source),
        comments=comments,
        left_out=left_out,
        **_named(item, title, body, source, notices),
    )


def _ref(item: Element, source: Source) -> str:
    number, guid = text_of(item, "wp:post_id"), clean(text_of(item, "guid"))
    if number or not (guid or text_of(item, "link")):
        words = number or clean("".join(item.itertext()))
        return source.ref(words)
    return make_ref("wxr", guid or clean(text_of(item, "link")))


def _author(item: Element, source: Source) -> AuthorData | None:
    login = text_of(item, "dc:creator") or text_of(item, "wp:author")
    if not login:
        return None
    known = source.authors.get(login)
    return known or AuthorData(source.ref("author", login), one_line(login))


def _old_paths(item: Element, source: Source) -> tuple[str, ...]:
    if text_of(item, "wp:status") not in (*_PUBLIC, "private"):
        return ()
    return old_paths(text_of(item, "link"), text_of(item, "guid"), source.name)


# When and whether it is public ------------------------------------------------------------------


def _publication(item: Element) -> tuple[datetime | None, bool, list[str]]:
    """Date, whether the note may be public, and what the operator should know about that."""
    status, date = text_of(item, "wp:status"), _date(item)
    if reason := _kept_back(item, status):
        return date, False, [reason]
    if status not in _PUBLIC:
        return date, False, []
    if date:
        scheduled = date > timezone.now()
        return date, True, [_("예약된 글(그 시각에 공개됩니다)")] * scheduled
    if _NEVER in text_of(item, "wp:post_date") + text_of(item, "wp:post_date_gmt"):
        return None, False, [_("날짜가 0000-00-00인 글(초안으로 들여왔습니다)")]
    return timezone.now(), True, [_("날짜가 없는 글(들여온 시각으로 공개합니다)")]


def _kept_back(item: Element, status: str) -> str | None:
    if text_of(item, "wp:post_password"):
        return _("비밀번호가 걸린 글(초안으로 들여왔습니다)")
    if status == "private":
        return _("비공개 글(초안으로 들여왔습니다)")
    return None


def _date(item: Element) -> datetime | None:
    """A draft whose date in GMT is 0000-00-00 gets its date when it is published."""
    gmt, status = text_of(item, "wp:post_date_gmt"), text_of(item, "wp:status")
    if status in ("draft", "pending") and (not gmt or gmt.startswith(_NEVER)):
        return None
    date = date_of(item, "wp:post_date")
    return date or (date_of_feed(item) if status in _PUBLIC and _NEVER not in gmt else None)


# What it is called and where it belongs ---------------------------------------------------------


def _named(item: Element, title: str, body: Converted, source: Source, notices: list) -> dict:
    """Title, series, number and tags; a category that the title names is the series."""
    categories, tags, others = _terms(item, source)
    placed = place_in_series(title, categories)
    series, number, title = placed or (None, None, title)
    if others:
        notices = [*notices, _("다른 분류 체계의 분류가 있는 글(그 분류는 버렸습니다)")]
    if len(title) > TITLE_LENGTH:
        notices = [*notices, _("제목이 너무 긴 글(200자까지만 들여왔습니다)")]
    names = [category.title for category in categories if category != series] + tags
    return {
        "title": excerpt(title or _opening(body.markdown), TITLE_LENGTH),
        "series": series,
        "number": number,
        "tags": tuple(dict.fromkeys(names)),
        "notices": tuple(notices),
    }


def _terms(item: Element, source: Source) -> tuple[list[SeriesData], list[str], list[str]]:
    """Categories, tags and whatever else the post is sorted under."""
    categories, tags, others = {}, [], []
    for term in item.findall("category"):
        domain, nicename = term.get("domain"), term.get("nicename", "")
        name = one_line((term.text or "").strip())
        if domain == "category" and name and nicename.lower() not in _NO_CATEGORY:
            known = source.categories.get(nicename, SeriesData(name, decoded(nicename)))
            categories[known.title] = known
        elif domain in ("post_tag", "tag") and name:
            tags.append(name)
        elif domain not in (None, "category", "post_format"):
            others.append(name)
    return list(categories.values()), tags, others


def _opening(markdown: str) -> str:
    """The first words of a note that has no title."""
    words = plain_text(re.sub(r"!\[[^\]]*\]\([^)]*\)|[\\*#>`]", "", markdown))
    return excerpt(words, 40) or _("제목 없음")


def _first_published_in(markdown: str, date: datetime | None) -> str:
    """페이스북, if one of the last paragraphs is a mark (* or ※) and says so with the note's own date.

    Such a remark may go on in the paragraph after it. It stays in the text.
    """
    last = [paragraph.strip() for paragraph in markdown.split("\n\n")[-3:]]
    start = next((i for i, words in enumerate(last) if words.startswith(_NOTE_MARKS)), None)
    match = start is not None and _ORIGIN.search(" ".join(" ".join(last[start:]).split()))
    if not match or date is None:
        return ""
    day = timezone.localtime(date, timezone.get_default_timezone())
    said = tuple(int(number) for number in match.groups())
    return "페이스북" if said == (day.year, day.month, day.day) else ""
