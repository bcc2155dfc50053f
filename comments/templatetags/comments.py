from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from comments.rows import Rows
from comments.threads import beginning_of, thread_of
from comments.visitor import author_name
from notes.canonical import absolute
from notes.models import Site
from notes.paths import Path

register = template.Library()
REPLY = Path("comments:comment_new", int)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, note):
    """A note's comments, of a long conversation the beginning, and the form or why there is none."""
    return _section(note, context, beginning_of)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def conversation(context, note):
    """The same with all comments, however many, for their own page."""
    return _section(note, context, thread_of)


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


def _section(note, context, thread_of) -> dict:
    request = context.get("request")
    return {
        **_comments(note, context, thread_of),
        "author_name": author_name(request) if request else "",
        "is_fresh": True,
        "webmentions": settings.WEBMENTIONS,
    }


def _comments(note, context, thread_of) -> dict:
    thread, closing = thread_of(note, context.get("request")), _closing(note, context)
    can_reply = not closing.is_closed
    reply_url = REPLY(note.pk) if can_reply else ""
    return {
        "note": note,
        "rows": Rows(thread.rows, reply_url).html(),
        "own_rows": Rows(thread.own_left_out).html() if thread.own_left_out else "",
        "count": thread.count,
        "count_text": f"{thread.count:,}",
        "left_out": thread.left_out,
        "left_out_text": f"{thread.left_out:,}",
        "can_reply": can_reply,
        "closing": closing,
    }
