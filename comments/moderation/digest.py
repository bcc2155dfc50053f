"""The mail about comments that wait for somebody."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import ngettext

from comments.mail.letters import WayOut, letter
from comments.models import Comment
from comments.moderation.access import sees_addresses
from comments.moderation.mail_tokens import UNREAD, VALID_FOR, decide_url, stop_url
from comments.moderation.reasons import reasons_of
from notes.canonical import absolute
from notes.text import clean_line

LISTED = 10  # comments that one mail names; the rest is a number


def held_letter(user, keys: list[int], announced_at: datetime) -> EmailMultiAlternatives:
    """About these comments, newest first. Sent twice, it has the same Message-ID."""
    out = WayOut(stop_url(user), stop_url(user))
    count = {"count": len(keys)}
    subject = ngettext(
        "확인을 기다리는 댓글 %(count)d개", "확인을 기다리는 댓글 %(count)d개", len(keys)
    )
    context = count | {
        "items": [_item(user, comment) for comment in _listed(keys)],
        "more": max(len(keys) - LISTED, 0),
        "queue": absolute(reverse("moderation:queue")),
        "choose": absolute(reverse("moderation:mail_choice")),
        "days": VALID_FOR.days,
    }
    key = f"held-{user.pk}-{int(announced_at.timestamp() * 1_000_000)}"
    return letter("held_comments", user.email, out, subject % count, context, key)


def _listed(keys: list[int]):
    listed = Comment.objects.filter(pk__in=keys[:LISTED]).newest_first()
    listed = listed.select_related("note__series").defer("body_html", *UNREAD)
    return listed.annotate(last_decision=Max("decisions"))


def _item(user, comment: Comment) -> dict:
    return {
        "name": clean_line(comment.name),
        "title": clean_line(comment.note.full_title),
        "body": comment.body,
        "reasons": reasons_of(comment.verdicts, with_addresses=sees_addresses(user)),
        "decide": decide_url(user, comment, comment.last_decision),
    }
