from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from comments.forms import CommentForm
from comments.questions import COUNTED_TO, open_in_series, open_under
from comments.rows import Rows
from comments.threads import beginning_of, thread_of
from comments.visitor import author_name, may_mark_answers
from notes.canonical import absolute
from notes.models import Site
from notes.pages import also_shows
from notes.paths import Path
from notes.text import excerpt, plain_text

register = template.Library()
REPLY = Path("comments:comment_new", int)
QUESTIONS = Path("comments:question_list", str)
AT_THE_DESK = 20  # questions beside the form of their note


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
        "usual_kind": CommentForm(note=note).usual_kind,
        "webmentions": settings.WEBMENTIONS and not note.is_planned,
    }


def _comments(note, context, thread_of) -> dict:
    request = context.get("request")
    thread, closing = thread_of(note, request), _closing(note, context)
    can_reply = not closing.is_closed
    _name_answers(thread, request)
    rows = Rows(
        thread.rows,
        REPLY(note.pk) if can_reply else "",
        further=thread.further,
        further_url=f"{note.get_absolute_url()}comments/",
        is_marked=bool(request) and may_mark_answers(request, note),
    )
    return {
        "note": note,
        "rows": rows.html(),
        "questions_url": _questions_url(note) if thread.has_questions else "",
        "own_rows": Rows(thread.own_left_out).html() if thread.own_left_out else "",
        "count": thread.count,
        "count_text": f"{thread.count:,}",
        "left_out": thread.left_out,
        "left_out_text": f"{thread.left_out:,}",
        "can_reply": can_reply,
        "closing": closing,
    }


def _name_answers(thread, request):
    """A note that answers a question may be taken back: then this page leads there no more."""
    if request:
        also_shows(request, *(f"note-{each.note}" for each in thread.answers if each.note))


def _questions_url(note) -> str:
    return QUESTIONS(note.series.slug) if note.series_id else ""


@register.inclusion_tag("comments/_open_questions.html", takes_context=True)
def open_questions(context, series, lines):
    """The way to a series' open questions, if there are any. The planned numbers among `lines` learn how
    many wait for each (`question_count`); not where there are too many to count."""
    also_shows(context["request"], f"questions-{series.pk}")
    found = open_in_series(series.pk)
    count = found.total()
    if count <= COUNTED_TO:
        for note in lines:
            note.question_count = found[note.pk] if note.is_planned else 0
    shown = f"{min(count, COUNTED_TO)}{'+' if count > COUNTED_TO else ''}"
    return {"count": count, "shown": shown, "url": QUESTIONS(series.slug)}


@register.inclusion_tag("comments/_waiting_questions.html")
def waiting_questions(note):
    """For whoever writes a note: what its readers asked and nobody has answered."""
    found = open_under(note, AT_THE_DESK + 1) if note.comment_count else []
    return {
        "note": note,
        "questions": found[:AT_THE_DESK],
        "count": f"{min(len(found), AT_THE_DESK)}{'+' if len(found) > AT_THE_DESK else ''}",
    }


@register.filter
def first_words(html: str) -> str:
    return excerpt(plain_text(html))
