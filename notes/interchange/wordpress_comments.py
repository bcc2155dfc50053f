"""The comments under a post of a WordPress export."""

from datetime import datetime
from xml.etree.ElementTree import Element

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notes.interchange.records import CommentData, Skipped
from notes.interchange.wordpress_fields import Source, date_of, one_line, text_of
from notes.interchange.wordpress_text import comment_to_markdown
from notes.text import clean_line

# An export that does not say whether a comment was approved leaves that to the moderator.
_STATUS = {"1": "published", "0": "held", "": "held", "spam": "spam"}
_PINGS = {"pingback": gettext_lazy("핑백"), "trackback": gettext_lazy("트랙백")}


def read_comments(
    item: Element, source: Source, note_date: datetime | None
) -> tuple[tuple[CommentData, ...], tuple[Skipped, ...]]:
    """In the file's order. A reply to something that is left out answers the note itself."""
    kept, left_out = [], []
    for comment in item.findall("wp:comment"):
        if reason := _reason_to_skip(comment):
            left_out.append(Skipped(reason, one_line(text_of(comment, "wp:comment_author"))))
        else:
            kept.append(comment)
    numbers = {text_of(comment, "wp:comment_id") for comment in kept}
    date = note_date or timezone.now()
    records = [_record(comment, i, item, source, numbers, date) for i, comment in enumerate(kept)]
    return tuple(records), tuple(left_out)


def _reason_to_skip(comment: Element) -> str | None:
    kind = text_of(comment, "wp:comment_type")
    if kind in _PINGS:
        return str(_PINGS[kind])
    if kind not in ("", "comment"):
        return _("다른 종류의 댓글(%(kind)s)") % {"kind": clean_line(kind)[:40]}
    if text_of(comment, "wp:comment_approved") not in _STATUS:
        return _("휴지통에 있는 댓글")
    return None


def _record(comment, position, item, source, numbers, note_date) -> CommentData:
    number, parent = text_of(comment, "wp:comment_id"), text_of(comment, "wp:comment_parent")
    own = number or f"{text_of(item, 'wp:post_id')}:{position}"
    has_parent = parent in numbers and parent not in ("0", "", number)
    return CommentData(
        ref=source.ref("comment", own),
        parent_ref=source.ref("comment", parent) if has_parent else None,
        name=one_line(text_of(comment, "wp:comment_author")) or _("이름 없음"),
        email=clean_line(text_of(comment, "wp:comment_author_email")),
        website=clean_line(text_of(comment, "wp:comment_author_url")),
        body=comment_to_markdown(text_of(comment, "wp:comment_content")),
        created_at=date_of(comment, "wp:comment_date") or note_date,
        status=_STATUS[text_of(comment, "wp:comment_approved")],
        address=text_of(comment, "wp:comment_author_IP") or None,
    )
