"""내 댓글 쪽지, and what a writer does there. The token in the address is the proof, so the forms need
no CSRF token and no cookie."""

from contextlib import suppress
from functools import wraps

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import own_comments
from comments.edits import WORDS, Changed, appeal, edit
from comments.forms import CommentForm
from comments.models import AlreadyDecided, Comment
from comments.personal_data import stored_about
from comments.question_pages import answer_page
from comments.reasons import fate_of
from comments.redirects import SeeOther
from comments.secret_pages import is_cross_site_in_secret, private
from comments.slips import (
    EDITABLE_FOR,
    UNREAD_OF_NOTE,
    NoSlip,
    editable_until,
    has_place,
    is_answered,
    may_appeal,
    may_say_answered,
    slip_of,
    slip_path,
)
from comments.takedowns import open_takedown_of
from notes.changes import before_key
from notes.text import clean

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def for_its_writer(view):
    """Hand the view the slip that the token opens."""

    @private
    @csrf_exempt
    @wraps(view)
    def shown(request, token):
        try:
            slip = slip_of(token)
        except NoSlip as none:
            return _gone(request, none)
        if request.method == "POST" and is_cross_site_in_secret(request):
            return _page(request, slip, status=403, is_refused=True)
        return view(request, slip)

    return shown


@private
@require_safe
def mine(request):
    """What this browser has sent within a month, newest first."""
    found = Comment.objects.filter(pk__in=own_comments.sent(request)).newest_first()
    sent = [
        {
            "comment": comment,
            "fate": fate_of(comment),
            "slip": slip_path(comment.pk, comment.created_at),
            "has_place": has_place(comment),
        }
        for comment in found.select_related("note__series").defer(*UNREAD_OF_NOTE, "body_html")
    ]
    return render(request, "comments/mine.html", {"sent": sent})


@for_its_writer
@require_safe
def slip_detail(request, slip):
    return _page(request, slip)


@for_its_writer
@reads_and_writes
def slip_edit(request, slip):
    comment = slip.comment
    if not editable_until(comment):
        return _too_late(request, slip)
    if request.method != "POST":
        return _edit_page(request, slip, {name: getattr(comment, name) for name in WORDS})
    form = CommentForm(request.POST, note=comment.note)
    if not form.is_valid():
        return _edit_page(request, slip, form.typed, status=422, errors=form.errors)
    try:
        edited = edit(comment, form, request.POST.get("seen", ""))
    except Changed:
        return _conflict(request, slip.token, form)
    response = SeeOther(slip.path)
    own_comments.remember(request, response, edited)
    return response


@for_its_writer
@reads_and_writes
def slip_delete(request, slip):
    if request.method != "POST":
        return render(request, "comments/slip_delete.html", {"slip": slip})
    slip.comment.delete()
    return SeeOther(slip.path)


@for_its_writer
@require_safe
def slip_data(request, slip):
    name = f"comment-{slip.comment.pk}.json"
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(stored_about(slip), json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_its_writer
@reads_and_writes
def slip_answer(request, slip):
    """Whoever asked knows best what the answer was."""
    if not may_say_answered(slip.comment):
        raise Http404
    here = reverse("comments:slip_answer", args=[slip.token])
    return answer_page(request, slip.comment, here, slip.path, slip=slip)


@for_its_writer
@require_POST
def slip_appeal(request, slip):
    """Asking twice changes nothing: the page says what has become of the first time."""
    if may_appeal(slip.comment):
        with suppress(AlreadyDecided):
            appeal(slip.comment)
    return SeeOther(slip.path)


def _page(request, slip, status=200, **more):
    comment = slip.comment
    context = {
        "slip": slip,
        "comment": comment,
        "fate": fate_of(comment),
        "editable_until": editable_until(comment),
        "may_appeal": may_appeal(comment),
        "takedown": open_takedown_of(comment),
        "may_say_answered": may_say_answered(comment),
        "has_place": has_place(comment),
        "change_url": f"{before_key(comment.note)}{comment.reflected_in_id}",
        **more,
    }
    return render(request, "comments/slip_detail.html", context, status=status)


def _edit_page(request, slip, typed, status=200, **more):
    context = {
        "slip": slip,
        "comment": slip.comment,
        "typed": typed,
        "kinds": Comment.KINDS,
        "editable_until": editable_until(slip.comment),
        **more,
    }
    return render(request, "comments/slip_edit.html", context, status=status)


def _conflict(request, token, form):
    """What came between is shown, and what was typed can be sent again, if it may still be changed."""
    try:
        slip = slip_of(token)
    except NoSlip as none:
        return _gone(request, none)
    if not editable_until(slip.comment):
        return _too_late(request, slip)
    return _edit_page(request, slip, form.typed, status=409, has_changed=True)


def _too_late(request, slip):
    late = {
        "minutes": int(EDITABLE_FOR.total_seconds() // 60),
        "is_answered": is_answered(slip.comment),
        "body": _typed(request),
    }
    return _page(request, slip, status=403, late=late)


def _gone(request, none: NoSlip):
    context = {"gone": none, "body": _typed(request)}
    return render(request, "comments/slip_gone.html", context, status=410 if none.was_one else 404)


def _typed(request) -> str:
    """To be copied where it cannot be sent again."""
    return clean(request.POST.get("body", ""))
