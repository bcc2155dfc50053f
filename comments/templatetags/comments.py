from django import template
from django.urls import reverse

from comments.models import Comment
from comments.rows import Rows
from comments.threads import thread_of
from comments.visitor import author_name

register = template.Library()


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, note):
    """All of a note's comments and the form, or the reason why there is none."""
    request = context.get("request")
    return {
        **_thread_context(note, request),
        "author_name": author_name(request) if request else "",
        "typed": {},
        "errors": {},
    }


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, note):
    """The comments alone, for the page that has the form already."""
    return _thread_context(note, context.get("request"))


def _thread_context(note, request) -> dict:
    rows = thread_of(note, request)
    count = sum(row.get("status") == Comment.PUBLISHED for row in rows)
    can_reply = note.is_open_for_comments
    reply_url = reverse("comments:comment_new", args=[note.pk]) if can_reply else ""
    return {
        "note": note,
        "rows": Rows(rows, reply_url).html(),
        "count": count,
        "count_text": f"{count:,}",
        "can_reply": can_reply,
    }
