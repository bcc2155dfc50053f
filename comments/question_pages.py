"""The questions of a series on a page of their own, and the form that says what answers one."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comments.addresses import moved
from comments.lookups import LARGEST_KEY, public_comment
from comments.models import Comment
from comments.moderation.queue import key_of, moment_of
from comments.questions import LOOKED_THROUGH, MANY_NOTES, mark_answered, reopen
from comments.redirects import SeeOther
from comments.visitor import may_mark_answers
from comments.webmentions.addresses import web_address
from comments.webmentions.targets import note_of
from notes.canonical import absolute
from notes.citations import look_up
from notes.models import Note, Series
from notes.pages import never_cache, page, shows
from notes.text import clean_line

SIZE = 20  # questions on a page
CHOICES = 50  # comments among which the answer is chosen
LONGEST_NAME = 500  # letters of what names a note
OPEN, ANSWERED, ALL = "open", "answered", "all"
STATES = {
    OPEN: gettext_lazy("열린 질문"),
    ANSWERED: gettext_lazy("답을 얻은 질문"),
    ALL: gettext_lazy("모든 질문"),
}
LISTED = (
    "name body_html created_at answered_at"
    " note__number note__title note__status note__comment_count"
    " answered_by__status answered_in__status answered_in__published_at answered_in__title"
    " answered_in__number answered_in__slug answered_in__series__title answered_in__series__slug"
).split()
UNREAD = "body body_html contents summary discussion discussion_html".split()  # of the note
ITSELF, NOTE = "itself", "note"  # what is chosen beside the key of a comment


# Reading -----------------------------------------------------------------------------------------


@page("counts", query=("state", "before"))
@require_safe
def question_list(request, slug):
    """Newest first. A state that is none makes no page of its own, nor does the usual one by name."""
    series = Series.objects.filter(slug=slug).only("title", "slug", "dated_count").first()
    if series is None:
        return _moved(request)
    state = request.GET.get("state", OPEN)
    if state not in STATES or request.GET.get("state") == OPEN:
        return HttpResponseRedirect(request.path)
    questions, older = _page_of(series, state, request.GET.get("before", ""))
    context = {
        "series": series,
        "state": state,
        "heading": STATES[state],
        "tabs": [(name, label, _query(name)) for name, label in STATES.items()],
        "questions": questions,
        "older": older and _query(state, older),
        "newest": _query(state) if "before" in request.GET else "",
    }
    response = render(request, "comments/question_list.html", context)
    answers = [f"note-{each.answered_in_id}" for each in questions if each.answered_in_id]
    return shows(response, f"series-{series.pk}", f"questions-{series.pk}", *answers)


def _moved(request):
    if target := moved(request.path_info):
        return HttpResponsePermanentRedirect(target)
    raise Http404


def _query(state: str, before: str = "") -> str:
    """Never empty: from a page with a query an empty address leads to that page."""
    given = [f"state={state}" if state != OPEN else "", f"before={before}" if before else ""]
    return "?" + "&".join(filter(None, given)) if any(given) else "./"


def _page_of(series, state: str, before: str) -> tuple[list[Comment], str]:
    """The questions, and the key of the next page or nothing. Raises Http404.

    Two queries, or three: which they are is found in an index alone, however many there are.
    """
    found = Comment.objects.questions().filter(Note.objects.announced_condition("note__"))
    if state != ALL:
        found = found.filter(answered_at__isnull=state == OPEN)
    if before:
        found = found.before(*moment_of(before))
    keys = _newest_of(series, found)
    questions = _with_texts(series, keys[:SIZE])
    return questions, key_of(questions[-1]) if len(keys) > SIZE else ""


def _newest_of(series, questions) -> list[int]:
    """Keys of one more than a page has. Of a series with many notes the site's newest questions are
    looked at first: mostly there are enough of its own among them, or no others at all."""
    if series.dated_count > MANY_NOTES:
        newest = list(questions.newest_first().values_list("pk", "note__series")[:LOOKED_THROUGH])
        keys = [key for key, of in newest if of == series.pk]
        if len(keys) > SIZE or len(newest) < LOOKED_THROUGH:
            return keys[: SIZE + 1]
    of_series = questions.filter(note__series=series).newest_first()
    return list(of_series.values_list("pk", flat=True)[: SIZE + 1])


def _with_texts(series, keys: list[int]) -> list[Comment]:
    found = Comment.objects.filter(pk__in=keys).newest_first().only(*LISTED)
    questions = list(found.select_related("note", "answered_by", "answered_in__series"))
    for question in questions:
        question.note.series = series
        question.answer_url, question.answer_title = _answer_of(question)
    return questions


def _answer_of(question: Comment) -> tuple[str, str]:
    """Where it can be read, and what that is called; empty where it cannot."""
    by, note = question.answered_by, question.answered_in
    if by and by.is_public:
        by.note = question.note
        return by.get_absolute_url(), ""
    if note and note.is_published:
        return note.get_absolute_url(), note.full_title
    return "", ""


# Marking -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What was said of a question's answer, or why it cannot be taken."""

    comment: Comment | None = None
    note: Note | None = None
    error: str = ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request, pk):
    """For whoever moderates or writes on the note."""
    question = _question(request, pk)
    here = reverse("comments:question_answer", args=[question.pk])
    return answer_page(request, question, here, question.get_absolute_url())


def answer_page(request, question: Comment, here: str, back: str, **more):
    """The form at `here` that says what answers it, and what comes of it: then it leads `back`."""
    page = {"question": question, "here": here, **more}
    if request.method != "POST":
        return _form(request, page, _said(question))
    if request.POST.get("act") == "reopen":
        reopen(question)
        return SeeOther(back)
    chosen = chosen_in(request.POST, question)
    if chosen.error:
        return _form(request, page, request.POST, status=422, error=chosen.error)
    mark_answered(question, chosen.comment, chosen.note)
    return SeeOther(back)


def _question(request, pk: int) -> Comment:
    found = Comment.objects.questions().select_related("note__series", "note__author")
    found = found.defer(*(f"note__{name}" for name in UNREAD))
    question = get_object_or_404(found, pk=min(pk, LARGEST_KEY))
    if not question.note.has_page:
        raise Http404
    if not may_mark_answers(request, question.note):
        raise PermissionDenied
    return question


def chosen_in(posted, question: Comment) -> Chosen:
    """What the fields `answer` and `note` say (templates/comments/_answer_fields.html)."""
    choice, name = posted.get("answer", ""), clean_line(posted.get("note", ""))[:LONGEST_NAME]
    if choice == ITSELF:
        return Chosen()
    if choice in ("", NOTE):
        return _chosen_note(name)
    key = int(choice) if choice.isascii() and choice.isdecimal() else 0
    comment = public_comment(question.note, key)
    if comment is None or comment.pk == question.pk:
        return Chosen(error=_("그 댓글이 지금은 없어요. 다른 댓글을 골라 주세요."))
    return Chosen(comment)


def _chosen_note(name: str) -> Chosen:
    if not name:
        return Chosen(error=_("무엇이 답인지 골라 주세요."))
    note = note_named(name)
    if note is None:
        return Chosen(error=_("그런 글을 찾지 못했어요. 공개한 글의 번호나 주소를 적어 주세요."))
    return Chosen(note=note)


def note_named(name: str) -> Note | None:
    """The published note that is meant by `[[소셜전략 3]]`, `소셜전략 3` or an address of this site."""
    if address := web_address(absolute(name) if name.startswith("/") else name):
        return note_of(address)
    (meanings,) = look_up([(None, name if name.startswith("[[") else f"[[{name}]]")])
    keys = [meaning.cited for meaning in meanings.values() if meaning.cited]
    return Note.objects.published().filter(pk__in=keys).first()


def answer_choices(question: Comment) -> list[Comment]:
    """What may have answered it: what came later under the same note, direct answers first."""
    is_answer = Case(When(parent=question.pk, then=Value(0)), default=Value(1))
    later = Comment.objects.public().filter(
        note=question.note_id, created_at__gte=question.created_at
    )
    found = later.exclude(pk=question.pk).order_by(is_answer, "created_at", "pk")
    return list(found.only("name", "body_html", "created_at", "is_by_author")[:CHOICES])


def _form(request, page: dict, typed: dict, status: int = 200, error: str = ""):
    question = page["question"]
    found = {"note": question.note, "choices": answer_choices(question)}
    context = {**page, **found, "typed": typed, "error": error}
    return render(request, "comments/question_answer.html", context, status=status)


def _said(question: Comment) -> dict[str, str]:
    """As the form would have sent it."""
    note = question.answered_in
    if not question.answered_at:
        return {}
    if question.answered_by_id:
        return {"answer": str(question.answered_by_id)}
    return {"answer": NOTE, "note": note.get_absolute_url()} if note else {"answer": ITSELF}
