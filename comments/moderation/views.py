"""The moderators' queue, and decisions. These are methods of `Comment` and `Decision`; here they are
asked for."""

from functools import wraps

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments.forms import LARGEST_KEY
from comments.models import AlreadyDecided, Comment
from comments.models.comment_queryset import COUNTED_TO
from comments.moderation.access import decidable_by, for_deciders, sees_addresses
from comments.moderation.decisions import ACTS, MOST, decide, decide_all, undo_all, undoable
from comments.moderation.filters import ALL, NEWEST, OLDEST, Filters, alike, check_choices
from comments.moderation.history import with_history
from comments.moderation.news import News, news_of
from comments.moderation.queue import LOOKED_AT, queue_of
from comments.redirects import SeeOther
from comments.spam.names import name_of
from notes.desk.access import wants_json
from notes.desk.roles import notes_of
from notes.models import Note, Series


@for_deciders
@require_safe
def queue(request):
    return _page(request, news=news_of(request.GET, decidable_by(request.user)))


def for_decisions(view):
    """Hand the view the comments that its person may decide about, and the page of the queue that its
    form stood in."""

    @for_deciders
    @require_POST
    @wraps(view)
    def asked(request, **key):
        return view(request, decidable_by(request.user), Filters.of(request.GET), **key)

    return asked


@for_decisions
def decision_create(request, comments, filters, pk):
    """The form says which state its reader saw: a decision about another one is not carried out."""
    comment = get_object_or_404(comments, pk=min(pk, LARGEST_KEY))
    act = ACTS.get(request.POST.get("act"))
    if act is None:
        return _refused(request, _("무엇을 할지 고르지 않았습니다."))
    try:
        decision = decide(comment, act, request.POST.get("seen", ""), request.user)
    except AlreadyDecided:
        return _answer(request, filters, News([], list(comments.filter(pk=pk))))
    return _answer(request, filters, News([decision], []))


@for_decisions
def decisions_create(request, comments, filters):
    """About the comments of a page that were chosen, or all of it; each says which state was seen."""
    act = ACTS.get(request.POST.get("act"))
    seen = _seen(request.POST.getlist("listed" if request.POST.get("all") else "comment"))
    if act is None or not seen:
        return _refused(request, _("고른 댓글이 없습니다. 먼저 골라 주세요."))
    if len(seen) > MOST:
        return _refused(request, _("한 번에 %(most)d개까지 고를 수 있습니다.") % {"most": MOST})
    batch = decide_all(comments, act, seen, request.user)
    return _answer(request, filters, News.of_batch(batch))


@for_decisions
def decision_undo(request, comments, filters, pk):
    decision = get_object_or_404(undoable(comments), pk=min(pk, LARGEST_KEY))
    try:
        undone = decision.undo(request.user)
    except AlreadyDecided:
        return _answer(request, filters, News([], list(comments.filter(pk=decision.comment_id))))
    return _answer(request, filters, News([undone], []))


@for_decisions
def batch_undo(request, comments, filters, key):
    decisions = undoable(comments).filter(batch=key)
    if not decisions:
        raise Http404
    batch = undo_all(decisions, comments, request.user)
    return _answer(request, filters, News.of_batch(batch, undone=key))


def _seen(values: list[str]) -> dict[int, str]:
    """`12.held-0a1b2c3d`: a comment's key, and the state in which it was read."""
    parts = (value.partition(".") for value in values)
    known = ((key, state) for key, _dot, state in parts if key.isascii() and key.isdecimal())
    return {min(int(key), LARGEST_KEY): state for key, state in known}


# Answers -----------------------------------------------------------------------------------------


def _answer(request, filters: Filters, news: News):
    """To the page of the queue that the form stood in, which says what became of it."""
    if not wants_json(request):
        return SeeOther(filters.url(**news.address))
    counts = {} if filters.is_any else _counts(decidable_by(request.user).with_words(), filters)
    answer = {**news.as_json(), "counts": counts}
    return JsonResponse(answer, status=200 if news.decisions else 409)


def _refused(request, sentence: str):
    if wants_json(request):
        return JsonResponse({"said": sentence}, status=422)
    return _page(request, status=422, refusal=sentence)


def _page(request, status: int = 200, **news):
    comments = decidable_by(request.user).with_words()
    has_addresses = sees_addresses(request.user)
    filters = Filters.of(request.GET)
    if filters.network_of and not has_addresses:
        raise Http404
    common = alike(comments, filters)
    found = queue_of(comments.filter(**common), filters, searches_email=has_addresses)
    with_history(found.comments, comments, by_network=has_addresses)
    context = {
        "found": found,
        "filters": filters,
        "tabs": _tabs(filters, _counts(comments.filter(**common), filters)),
        "narrowed": _narrowed(request.user, filters, common),
        "looked_for": " · ".join(_looked_for(filters)),
        "kinds": Comment.KINDS,
        "checks": check_choices(),
        "looked_at": LOOKED_AT,
        "further": found.further and filters.at(found.further).url(),
        "other_order": filters.top(order=NEWEST if filters.is_oldest_first else OLDEST).url(),
        "everything": filters.cleared().url(),
        "sees_addresses": has_addresses,
        **news,
    }
    return render(request, "moderation/queue.html", context, status=status)


def _counts(comments, filters: Filters) -> dict[str, str]:
    """By status, as they are shown; none where counting would mean to look for them."""
    if filters.is_loose:
        return {}
    if filters.note:
        comments = comments.filter(note=filters.note)
    counts = comments.status_counts().items()
    return {
        status: f"{min(count, COUNTED_TO):,}" + "+" * (count > COUNTED_TO)
        for status, count in counts
    }


def _tabs(filters: Filters, counts: dict[str, str]) -> list[dict]:
    statuses = [*Comment.STATUSES, *([(ALL, _("모두"))] if filters.is_narrow else [])]
    return [
        {
            "status": status,
            "label": label,
            "count": counts.get(status, ""),
            "url": filters.top(status=status).url(),
            "is_current": status == filters.status,
        }
        for status, label in statuses
    ]


def _narrowed(user, filters: Filters, common: dict[str, str]) -> list[dict]:
    """What leads to these comments, and the queue without it. An author learns no address, and no
    title of somebody else's draft."""
    notes, shown = Note.objects.lines(), common
    if not sees_addresses(user):
        notes, shown = notes_of(notes, user), {}
    found = {
        "note": (_("글"), _title(notes, filters.note, "full_title")),
        "series": (_("시리즈"), _title(Series.objects, filters.series, "title")),
        "email_of": (_("같은 이메일"), shown.get("email", "")),
        "network_of": (_("같은 네트워크"), shown.get("network", "")),
    }
    return [
        {"label": label, "value": value, "url": filters.without(name).url()}
        for name, (label, value) in found.items()
        if getattr(filters, name)
    ]


def _looked_for(filters: Filters) -> list[str]:
    """What the form of filters asks for, in words: it may be closed."""
    found = (
        filters.q,
        dict(Comment.KINDS).get(filters.kind),
        name_of(filters.check) if filters.check else "",
        _("다시 봐 달라고 함") if filters.appealed else "",
    )
    return [str(each) for each in found if each]


def _title(objects, pk: str, name: str) -> str:
    return getattr(get_object_or_404(objects, pk=pk), name) if pk else ""
