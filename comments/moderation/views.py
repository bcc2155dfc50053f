"""The moderator's room. Decisions are methods of `Comment` and `Decision`; here they are asked for."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from comments.forms import LARGEST_KEY
from comments.models import AlreadyDecided, Comment, Decision
from comments.models.comment_queryset import COUNTED_TO
from comments.moderation.access import for_moderators
from comments.moderation.queue import queue_of
from comments.redirects import SeeOther

ACTS = {"approve": Comment.approve, "spam": Comment.mark_as_spam, "remove": Comment.remove}
# What a decision's notice says, by the status it led to.
DONE = {
    Comment.PUBLISHED: _("승인해서 공개했습니다."),
    Comment.SPAM: _("스팸으로 옮겼습니다."),
    Comment.REMOVED: _("지웠습니다."),
}
UNDONE = _("되돌렸습니다. 지금 상태: %(state)s")


@for_moderators
@require_safe
def queue(request):
    status = request.GET.get("status", Comment.HELD)
    before = request.GET.get("before", "")
    page = queue_of(status, before)
    context = {
        "comments": page.comments,
        "status": status,
        "before": before,
        "tabs": _tabs(status),
        "older": page.older and _queue_url(status=status, before=page.older),
        "newest": before and _queue_url(status=status),
        **_news(request),
    }
    return render(request, "moderation/queue.html", context)


@for_moderators
@require_POST
def decision_create(request, pk):
    """The form says which state its reader saw: a decision about another one is not carried out."""
    act = ACTS.get(request.POST.get("act"))
    comment = get_object_or_404(Comment, pk=min(pk, LARGEST_KEY))
    try:
        if act is None or request.POST.get("seen") != comment.state:
            raise AlreadyDecided
        decision = act(comment, request.user)
    except AlreadyDecided:
        return _back(request, late=comment.pk)
    return _back(request, done=decision.pk)


@for_moderators
@require_POST
def decision_undo(request, pk):
    decisions = Decision.objects.select_related("comment")
    decision = get_object_or_404(decisions, pk=min(pk, LARGEST_KEY))
    try:
        undone = decision.undo(request.user)
    except AlreadyDecided:
        return _back(request, late=decision.comment_id)
    return _back(request, done=undone.pk)


def _tabs(current: str) -> list[dict]:
    counts = Comment.objects.status_counts()
    return [
        {
            "label": label,
            "count": f"{min(counts[status], COUNTED_TO):,}" + "+" * (counts[status] > COUNTED_TO),
            "url": _queue_url(status=status),
            "is_current": status == current,
        }
        for status, label in Comment.STATUSES
    ]


def _news(request) -> dict:
    """What became of the decision that led here; in the address, so that it needs no session."""
    if decision := _named(Decision.objects.select_related("comment"), request.GET.get("done")):
        undone = UNDONE % {"state": decision.get_to_status_display()}
        return {
            "decision": decision,
            "done": undone if decision.undoes_id else DONE[decision.to_status],
        }
    return {"late": _named(Comment.objects.defer("body_html"), request.GET.get("late"))}


def _named(objects, pk):
    is_key = pk and pk.isascii() and pk.isdecimal() and int(pk) <= LARGEST_KEY
    return objects.filter(pk=pk).first() if is_key else None


def _back(request, **news):
    """To the page of the queue that the form stood in."""
    place = {name: request.POST.get(name) for name in ("status", "before")}
    return SeeOther(_queue_url(**place, **news))


def _queue_url(**query) -> str:
    given = {name: value for name, value in query.items() if value and value != Comment.HELD}
    return reverse("moderation:queue", query=given)
