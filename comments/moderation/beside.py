"""Decisions made where comments are read: beside each one, on its note's page.

Only for whoever may decide about them; that page is never cached, as none is that a session asks for.
"""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.models import AlreadyDecided
from comments.moderation import decisions
from comments.moderation.access import decidable_by, for_deciders, may_decide_under
from comments.moderation.filters import is_key
from comments.moderation.news import News, news_of
from comments.redirects import SeeOther
from comments.visitor import signed_in
from notes.formats import grouped

ACTS = ("spam", "remove")
UNDO = "undo"
# Of a comment, what its `state` is made of.
STATE_FIELDS = "status name website kind body edited_at source_url".split()


@dataclass(frozen=True)
class Beside:
    """What stands beside the comments of one page, and what became of the act that led here."""

    states: dict[int, str]  # by the keys of the public comments
    waiting: int
    news: News | None = None

    @property
    def waiting_text(self) -> str:
        return grouped(self.waiting)

    def acts(self, pk: int) -> SafeString:
        """Buttons of the form that stands once on the page (templates/comments/_beside.html)."""
        if pk not in self.states:
            return SafeString("")
        value = f"{pk} {self.states[pk]}"
        buttons = (
            f'<button form=decide name={act} value="{value}">{word}</button>'
            for act, word in (("spam", _("스팸")), ("remove", _("지우기")))
        )
        return SafeString("".join(buttons))


def beside(request, note) -> Beside | None:
    """Nothing for whoever may not decide about the comments of `note`; nobody is asked for who has
    no session."""
    user = signed_in(request)
    if not (user and may_decide_under(user, note)):
        return None
    comments = decidable_by(user).filter(note=note)
    public = comments.public().only(*STATE_FIELDS)
    states = {comment.pk: comment.state for comment in public}
    return Beside(states, comments.held().count(), news_of(request.GET, comments))


@for_deciders
@require_POST
def decision_create(request):
    """One button: its name is the act, its value the comment and the state that its reader saw, or the
    decision that is taken back. Leads to the page where it stood."""
    act, value = _pressed(request.POST)
    if act == UNDO:
        found = decisions.undoable(decidable_by(request.user)).select_related("comment__note")
        decision = get_object_or_404(found, pk=_key(value))
        return _answer(request, decision.comment, lambda: decision.undo(request.user))
    key, _space, seen = value.partition(" ")
    found = decidable_by(request.user).select_related("note__series")
    comment = get_object_or_404(found, pk=_key(key))
    return _answer(
        request, comment, lambda: decisions.decide(comment, decisions.ACTS[act], seen, request.user)
    )


def _answer(request, comment, decide):
    try:
        news = f"done={decide().pk}"
    except AlreadyDecided:
        news = f"late={comment.pk}"
    page = comment.note.get_absolute_url()
    return SeeOther(f"{page}{'comments/' if 'whole' in request.POST else ''}?{news}#comments")


def _pressed(posted) -> tuple[str, str]:
    for act in (*ACTS, UNDO):
        if act in posted:
            return act, posted[act]
    raise Http404


def _key(word: str) -> int:
    if not is_key(word):
        raise Http404
    return int(word)
