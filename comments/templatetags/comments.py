from functools import partial

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comments.answering import with_answers
from comments.models.comment import ON_NOTE_PAGE
from comments.quotes import address_of
from comments.rows import Rows
from comments.threads import beginning_of, thread_of
from comments.visitor import author_name
from notes.canonical import absolute
from notes.models import Site
from notes.paths import Path

register = template.Library()
REPLY = Path("comments:comment_new", int)


@register.simple_tag(takes_context=True)
def text_with_answers(context, note):
    """The note's HTML; where comments may quote it, each part has a link to answer it, and one to
    the answers that there are."""
    if not note.is_published:
        return SafeString(note.body_html)
    quotes, is_closed = _beginning(note, context).quotes, _closing(note, context).is_closed
    if is_closed and not quotes:
        return SafeString(note.body_html)
    others = "comments/" if note.comment_count > ON_NOTE_PAGE else ""
    return with_answers(note, quotes, "" if is_closed else REPLY(note.pk), others)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, note):
    """A note's comments, of a long conversation the beginning, and the form or why there is none."""
    return _section(note, context, _beginning(note, context))


@register.inclusion_tag("comments/_section.html", takes_context=True)
def conversation(context, note):
    """The same with all comments, however many, for their own page."""
    thread = thread_of(note, context.get("request"))
    return _section(note, context, thread, note.get_absolute_url())


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, note):
    """The comments alone, for the page that has the form already."""
    return _comments(note, context, _beginning(note, context), note.get_absolute_url())


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


def _beginning(note, context):
    """Asked for once in a page: by the text for its answers, by the section below for its rows."""
    of_page = context.render_context.dicts[0]
    key = beginning_of, note.pk
    if key not in of_page:
        of_page[key] = beginning_of(note, context.get("request"))
    return of_page[key]


def _section(note, context, thread, page="") -> dict:
    request = context.get("request")
    return {
        **_comments(note, context, thread, page),
        "author_name": author_name(request) if request else "",
        "is_fresh": True,
        "webmentions": settings.WEBMENTIONS,
    }


def _comments(note, context, thread, page="") -> dict:
    """`page` is the note's address where this is another page."""
    closing, place_of = _closing(note, context), partial(address_of, note, page=page)
    can_reply = not closing.is_closed
    reply_url = REPLY(note.pk) if can_reply else ""
    own = thread.own_left_out
    return {
        "note": note,
        "rows": Rows(thread.rows, reply_url, place_of=place_of).html(),
        "own_rows": Rows(own, place_of=place_of).html() if own else "",
        "count": thread.count,
        "count_text": f"{thread.count:,}",
        "left_out": thread.left_out,
        "left_out_text": f"{thread.left_out:,}",
        "can_reply": can_reply,
        "reply_url": reply_url,
        "closing": closing,
    }
