from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from comments import reflections
from comments.answering import with_answers
from comments.discussions import shown
from comments.forms import CommentForm
from comments.lookups import spam_policy_of
from comments.models import Comment
from comments.models.comment import conversation_page
from comments.moderation.beside import beside
from comments.questions import COUNTED_TO, open_in_series, open_under
from comments.quotes import addresses_in
from comments.rows import Rows
from comments.threads import Thread, beginning_of, thread_of
from comments.visitor import author_name, may_mark_answers
from notes.canonical import absolute
from notes.changes import before_key
from notes.desk.causes import TICKED, keys_of
from notes.formats import grouped
from notes.mail import has_mail_server
from notes.models import Site
from notes.pages import also_shows
from notes.paths import Path
from notes.text import excerpt, initial, plain_text

register = template.Library()
MOST_THANKED = 5  # names on a note's page
REPLY = Path("comments:comment_new", int)
CREATE = Path("comments:comment_create", int)
WEBMENTION = Path("comments:webmention")
QUESTIONS = Path("comments:question_list", str)
AT_THE_DESK = 20  # questions beside the form of their note


@register.simple_tag(takes_context=True)
def text_with_answers(context, note):
    """The note's HTML; where comments may quote it, each part has a link to answer it, and one to
    the answers that there are."""
    if not note.is_published:
        return SafeString(note.body_html)
    thread, is_closed = _beginning(note, context.get("request")), _closing(note, context).is_closed
    if is_closed and not thread.quotes:
        return SafeString(note.body_html)
    return with_answers(note, thread, "" if is_closed else REPLY(note.pk))


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, note):
    """A note's comments, of a long conversation the beginning, and the form or why there is none."""
    return _section(note, context, _beginning, is_whole=False)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def conversation(context, note, kind=""):
    """The same with all comments, however many, or with all of a kind, for their own page."""
    return _section(note, context, thread_of, kind, is_whole=True)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context, note):
    """The comments alone, for the page that has the form already."""
    return _comments(note, context, beginning_of, page=note.get_absolute_url())


@register.simple_tag(takes_context=True)
def thanked(context, note) -> dict:
    """The names of those whose comments changed the note, and how many more there are."""
    if not (note.is_published and note.told_count):
        return {}
    names = _beginning(note, context.get("request")).thanked
    return {"names": names[:MOST_THANKED], "others": len(names[MOST_THANKED:])}


@register.simple_tag
def with_causes(note, changes) -> list[tuple]:
    """Each change with the comments that caused it. Asks nothing of a note without comments."""
    found = (
        reflections.caused(note, [change.key for change in changes]) if note.comment_count else {}
    )
    return [(change, found.get(change.key, ())) for change in changes]


@register.inclusion_tag("comments/_caused_by_choices.html")
def caused_by_choices(note, field):
    """For the desk's form: boxes for the comments that may have caused what is being changed, and a
    line for the numbers of all others. Nothing where there are none."""
    if not (note.is_published and note.comment_count):
        return {}
    word = field.value() or ""
    keys, comments = set(keys_of(word)), reflections.offered(note)
    boxes = [Choice(comment, comment.pk in keys) for comment in comments]
    ticked = {str(choice.comment.pk) for choice in boxes if choice.is_ticked}
    typed = [part for part in word.split(", ") if part and part not in ticked]
    return {
        "boxes": boxes,
        "has_more": note.comment_count > len(boxes) or typed,
        "typed": ", ".join(typed),
        "field": field,
        "is_open": bool(word),
    }


@register.simple_tag
def comments_path(note) -> str:
    """Where the form is sent to."""
    return CREATE(note.pk)


@register.simple_tag(takes_context=True)
def webmention_link(context, note):
    """Where other sites tell about answers to this note; nothing where it takes none."""
    if not settings.WEBMENTIONS or _closing(note, context).is_closed:
        return ""
    return format_html('<link rel="webmention" href="{}">', absolute(WEBMENTION()))


@dataclass(frozen=True)
class Choice:
    comment: Comment
    is_ticked: bool

    @property
    def name(self) -> str:
        return f"{TICKED}{self.comment.pk}"

    @property
    def words(self) -> str:
        return reflections.first_words(self.comment)


def _beginning(note, request) -> Thread:
    """Read once for a page that asks twice: whom the note thanks stands above the comments."""
    if "beginning" not in note.__dict__:
        note.beginning = beginning_of(note, request)
    return note.beginning


def _closing(note, context):
    site = context.get("site") or Site.objects.current
    return note.closing(site() if callable(site) else site)


def _asks_akismet(note, context) -> bool:
    """Asks nothing where the page's own query has said so."""
    for told in (context.get("site"), note):
        if "asks_akismet" in getattr(told, "__dict__", ()):
            return bool(told.asks_akismet)
    return spam_policy_of(note).asks_akismet


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


def _section(note, context, thread_of, kind="", is_whole=False) -> dict:
    request = context.get("request")
    return {
        **_comments(note, context, thread_of, kind, note.get_absolute_url() if is_whole else ""),
        "discussion": mark_safe(shown(note, is_whole, kind)),
        "site": context.get("site"),
        "author_name": author_name(request) if request else "",
        "is_fresh": True,
        "has_mail": has_mail_server(),
        "asks_akismet": _asks_akismet(note, context),
        "usual_kind": CommentForm(note=note).usual_kind,
        "webmentions": settings.WEBMENTIONS and not note.is_planned,
    }


def _comments(note, context, thread_of, kind="", page="") -> dict:
    """`page` is the note's address where this is another page."""
    request = context.get("request")
    thread, closing = thread_of(note, request), _closing(note, context)
    can_reply, place_of = not closing.is_closed, addresses_in(note, page)
    reply_url = REPLY(note.pk) if can_reply else ""
    _name_answers(thread, request)
    decides = beside(request, note) if request else None
    rows = Rows(
        thread.rows,
        reply_url,
        place_of=place_of,
        changes_url=before_key(note),
        further=thread.further,
        further_url=f"{note.get_absolute_url()}comments/",
        is_marked=bool(request) and may_mark_answers(request, note),
        beside=decides and decides.acts,
    )
    whole, own = conversation_page(note), thread.own_left_out
    return {
        "note": note,
        "rows": rows.of_kind(kind, whole) if kind else rows.html(),
        "kind": kind,
        "kinds": _kinds(thread.kinds),
        "whole": whole,
        "questions_url": _questions_url(note) if thread.has_questions else "",
        "own_rows": Rows(own, place_of=place_of).html() if own else "",
        "count": thread.count,
        "count_text": f"{thread.count:,}",
        "left_out": thread.left_out,
        "left_out_text": f"{thread.left_out:,}",
        "can_reply": can_reply,
        "reply_url": reply_url,
        "closing": closing,
        "beside": decides,
        "is_whole": bool(page),
    }


def _kinds(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Those that occur, in the order in which the form offers them."""
    return [(kind, name, grouped(counts[kind])) for kind, name in Comment.KINDS if counts.get(kind)]


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
    found = open_in_series(series)
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
