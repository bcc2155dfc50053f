"""Reading a long conversation, and writing. What may appear is decided in `comments/spam`, what is
stored in `submissions`."""

import json

from django.conf import settings
from django.db import IntegrityError
from django.http import (
    Http404,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe

from comments import own_comments
from comments.addresses import moved, note_at
from comments.answering import to_choose_from
from comments.duplicates import is_by_its_writer, stored
from comments.fields import fields_of
from comments.forms import KINDS, CommentForm
from comments.lookups import (
    closing_of,
    public_comment,
    public_note,
    spam_policy_of,
    wants_proof,
)
from comments.models import Comment
from comments.models.comment import ON_NOTE_PAGE, conversation_page
from comments.proofs import challenge_for
from comments.quotes import Part, text_of
from comments.redirects import SeeOther
from comments.submissions import facts_of, submit
from comments.tokens import make_token
from comments.visitor import Visitor, author_name, is_cross_site
from notes.mail import has_mail_server
from notes.models import Note
from notes.pages import never_cache, page, shows
from notes.text import clean

ONE_MINUTE = 60  # seconds


@never_cache
@require_GET
def token(request):
    """Says nothing about the note, not even whether there is one. Where the owner asks for it, a puzzle
    comes along."""
    note = request.GET.get("note", "")
    if not (note.isascii() and note.isdecimal()):
        raise Http404
    made = make_token(int(note))
    puzzle = {"challenge": challenge_for(made)} if wants_proof() else {}
    return JsonResponse({"token": made, **puzzle})


@page(query=("kind",))
@require_safe
def comment_list(request, **address):
    """A long conversation on a page of its own, or with `?kind=…` what is of one kind in any.

    A short one is read under its note, and so is what a query asks for that leads to no kind: there
    are not more pages than kinds.
    """
    try:
        note = note_at(**address)
    except Http404:
        if target := moved(request.path_info):
            return HttpResponsePermanentRedirect(target)
        raise
    kind = request.GET.get("kind", "")
    is_unknown = "kind" in request.GET and kind not in KINDS
    if is_unknown or not kind and note.comment_count <= ON_NOTE_PAGE:
        return HttpResponseRedirect(f"{conversation_page(note)}#comments")
    context = {"note": note, "kind": kind, "kind_name": dict(Comment.KINDS).get(kind, "")}
    context |= {"canonical": ""} if kind else {}  # noindex, and the other page may be the note's
    response = render(request, "comments/comment_list.html", context)
    return shows(response, f"note-{note.pk}", f"comments-{note.pk}")


@never_cache
@require_safe
def comment_new(request, note_id, parent_id=None):
    """The form on a page of its own, for a reply without scripts. `?part=` names what is answered of
    the text, and without a name leads to a choice; one that is none any more costs nobody the form."""
    note = _note(note_id)
    key = request.GET.get("part")
    context = {"parent": _parent(note, parent_id), "part": _part(note, key)}
    form = CommentForm(note=note, author_name=author_name(request), **context)
    if closing_of(note).is_closed:
        return _closed(request, form)
    if key == "" and note.is_published:
        return _choice(request, note)
    kind = form.kind_of(request.GET.get("kind", ""))
    return _page(request, form, kind=kind, is_part_gone=bool(key) and form.part is None)


def _choice(request, note):
    text = to_choose_from(note, request.path)
    return render(request, "comments/part_choice.html", {"note": note, "text": text})


# No CSRF token: the form stands in pages that are the same for everybody and are cached. It acts in
# nobody's name but the typed one; posts by other sites' pages are refused by what browsers say.
@never_cache
@csrf_exempt
def comment_create(request, note_id):
    note = public_note(note_id)
    if request.method != "POST":
        return SeeOther(f"{_found(note).get_absolute_url()}#comments")
    if is_cross_site(request):
        return render(request, "comments/refused.html", {"note": _found(note)}, status=403)
    if note is None:
        return _gone(request)
    visitor = Visitor.of(request)
    form = CommentForm(fields_of(request), note=note, author_name=visitor.author_name)
    if closing_of(note).is_closed:
        return _closed(request, form)
    return _answer(request, form, visitor)


def _answer(request, form, visitor):
    if not form.is_valid():
        return _page(request, form, status=422)
    if "preview" in form.data or form.token_age is None:
        return _page(request, form, preview=form.comment)
    facts = facts_of(form, visitor)
    if facts.earlier and (sent := stored(form.comment, facts.earlier)):
        return _lead(request, form, sent)
    if _is_too_many(visitor, facts):
        response = _page(request, form, status=429, is_too_many=True)
        response["Retry-After"] = str(ONE_MINUTE)
        return response
    try:
        return _lead(request, form, submit(form, visitor, facts))
    except IntegrityError:
        return _too_late(request, form)


def _lead(request, form, comment):
    """To the comment, and with it what belongs to its writer."""
    response = SeeOther(comment.get_absolute_url())
    if is_by_its_writer(form.comment, comment):
        own_comments.remember(request, response, comment)
    return response


def _too_late(request, form):
    """The note, or the comment that it answers, was erased while this one was being stored."""
    if public_note(form.note.pk) is None:
        return _gone(request)
    if form.is_valid():
        raise
    return _page(request, form, status=422)


def _note(note_id: int) -> Note:
    return _found(public_note(note_id))


def _parent(note: Note, pk: int | None) -> Comment | None:
    """The public comment that is answered; nothing when none is named."""
    return None if pk is None else _found(public_comment(note, pk))


def _part(note: Note, key: str | None) -> Part | None:
    return text_of(note).part(key) if key else None


def _found(what):
    if what is None:
        raise Http404
    return what


def _is_too_many(visitor, facts) -> bool:
    limit = settings.COMMENTS_PER_MINUTE
    return bool(limit) and not visitor.author_name and facts.in_minute >= limit


def _page(request, form, status=200, **more):
    """The form with everything typed still in it, and what is to be said about it."""
    token = form.current_token
    context = {
        "note": form.note,
        "parent": form.parent,
        "typed": form.typed,
        "quotes": form.quotes,
        "part": form.part,
        "errors": form.errors,
        "is_bound": form.is_bound,
        "is_page": True,
        "author_name": form.author_name,
        "kind": form.kind_of(form.typed["kind"]),
        "has_mail": has_mail_server(),
        "asks_akismet": spam_policy_of(form.note).asks_akismet,
        "token": token,
        "puzzle": _puzzle(form, token),
        **more,
    }
    return render(request, "comments/comment_form.html", context, status=status)


def _puzzle(form, token: str) -> dict:
    """What was solved already need not be solved again."""
    if form.author_name or not spam_policy_of(form.note).wants_proof:
        return {}
    if form.proof:
        return {"solution": form.data["proof"]}
    return {"challenge": json.dumps(challenge_for(token))}


def _closed(request, form):
    if form.is_bound:
        form.is_valid()
    return _page(request, form, status=403, closing=closing_of(form.note))


def _gone(request):
    """The same whether the note was withdrawn, was erased or never was: nobody hears of drafts."""
    body = clean(request.POST.get("body", ""))
    return render(request, "comments/note_gone.html", {"body": body}, status=404)
