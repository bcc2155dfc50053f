from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from comments.models import Comment
from comments.models.comment import conversation_page
from comments.rows import Rows
from comments.threads import beginning_of, thread_of
from comments.visitor import author_name
from notes.canonical import absolute
from notes.formats import grouped
from notes.mail import has_mail_server
from notes.models import Site
from notes.paths import Path
from notes.text import initial

register = template.Library()
REPLY = Path("comments:comment_new", int)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, note):
    """A note's comments, of a long conversation the beginning, and the form or why there is none."""
    return _section(note, context, beginning_of)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def conversation(context, note, kind=""):
    """The same with all comments, however many, or with all of a kind, for their own page."""
    return _section(note, context, thread_of, kind)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, note):
    """The comments alone, for the page that has the form already."""
    return _comments(note, context, beginning_of)


@register.simple_tag(takes_context=True)
def webmention_link(context, note):
    """Where other sites tell about answers to this note; nothing where it takes none."""
    if not settings.WEBMENTIONS or _closing(note, context).is_closed:
        return ""
    return format_html(
        '<link rel="webmention" href="{}">', absolute(reverse("comments:webmention"))
    )


def _closing(note, context):
    site = context.get("site") or Site.objects.current
    return note.closing(site() if callable(site) else site)


@register.inclusion_tag("comments/_writer.html")
def comment_writer(comment):
    """Who says it and what kind of comment it is, as its row will show (comments/rows.py)."""
    return {
        "name": comment.name,
        "colour": f"a{comment.avatar}",
        "initial": initial(comment.name),
        "kind": "" if comment.kind == Comment.THOUGHT else comment.get_kind_display(),
    }


@register.simple_tag
def comment_kinds():
    return Comment.KINDS


def _section(note, context, thread_of, kind="") -> dict:
    request = context.get("request")
    return {
        **_comments(note, context, thread_of, kind),
        "author_name": author_name(request) if request else "",
        "is_fresh": True,
        "has_mail": has_mail_server(),
        "webmentions": settings.WEBMENTIONS,
    }


def _comments(note, context, thread_of, kind="") -> dict:
    thread, closing = thread_of(note, context.get("request")), _closing(note, context)
    can_reply = not closing.is_closed
    rows = Rows(thread.rows, REPLY(note.pk) if can_reply else "")
    whole = conversation_page(note)
    return {
        "note": note,
        "rows": rows.of_kind(kind, whole) if kind else rows.html(),
        "kind": kind,
        "kinds": _kinds(thread.kinds),
        "whole": whole,
        "own_rows": Rows(thread.own_left_out).html() if thread.own_left_out else "",
        "count": thread.count,
        "count_text": f"{thread.count:,}",
        "left_out": thread.left_out,
        "left_out_text": f"{thread.left_out:,}",
        "can_reply": can_reply,
        "closing": closing,
    }


def _kinds(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Those that occur, in the order in which the form offers them."""
    return [(kind, name, grouped(counts[kind])) for kind, name in Comment.KINDS if counts.get(kind)]
