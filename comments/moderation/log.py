"""What was done in the moderators' room: decisions and everything else, newest first, in one list."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comments.forms import LARGEST_KEY
from comments.models import Comment, Decision, LogEntry
from comments.moderation.access import for_moderators
from comments.moderation.log_lines import name_of
from comments.moderation.log_pages import page_of


@dataclass(frozen=True)
class Act:
    """What may be asked for: some decisions, or some of the other acts, or both."""

    label: str
    decisions: Q | None = None
    entries: tuple[str, ...] = ()


def _led_to(status: str) -> Q:
    return Q(to_status=status, undoes=None)


RULES = (LogEntry.RULE_MADE, LogEntry.RULE_CHANGED, LogEntry.RULE_DROPPED)
TAKEDOWNS = (LogEntry.TAKEN_DOWN, LogEntry.OBJECTED, LogEntry.TAKEDOWN_ENDED)
PRIVACY = (LogEntry.EXPORTED, LogEntry.ERASED, LogEntry.POLICY_CHANGED)
PRIVACY += (LogEntry.ADDRESSES_CUT, LogEntry.ADDRESSES_FORGOTTEN)
ACTS = {
    "approve": Act(gettext_lazy("승인"), _led_to(Comment.PUBLISHED)),
    "spam": Act(gettext_lazy("스팸"), _led_to(Comment.SPAM)),
    "remove": Act(gettext_lazy("지움"), _led_to(Comment.REMOVED)),
    "hold": Act(gettext_lazy("보류"), _led_to(Comment.HELD)),
    "undo": Act(gettext_lazy("되돌림"), Q(undoes__isnull=False)),
    "rules": Act(gettext_lazy("규칙"), None, RULES),
    "judging": Act(gettext_lazy("스팸 판정"), None, (LogEntry.JUDGING_CHANGED,)),
    "takedowns": Act(gettext_lazy("게시중단"), _led_to(Comment.SUSPENDED), TAKEDOWNS),
    "privacy": Act(gettext_lazy("개인정보"), None, PRIVACY),
}


@dataclass(frozen=True)
class Asked:
    """Which lines an address asks for. `batch` shows one by one what was done with one press."""

    by: int | None = None
    act: str = ""
    comment: int | None = None
    batch: UUID | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Raises Http404 for a value that is none."""
        act = query.get("act", "")
        if act and act not in ACTS:
            raise Http404
        by, comment = _number(query.get("by")), _number(query.get("comment"))
        return cls(by, act, comment, _uuid(query.get("batch")))

    def url(self, **more) -> str:
        """`more` is said beside what is asked for."""
        given = {**vars(self), **more}
        return reverse(
            "moderation:log", query={name: value for name, value in given.items() if value}
        )

    def decisions(self):
        found = Decision.objects.all()
        if self.act:
            which = ACTS[self.act].decisions
            found = found.none() if which is None else found.filter(which)
        if self.by:
            found = found.filter(moderator=self.by)
        if self.comment:
            return found.filter(comment=self.comment)
        if self.batch:
            return found.filter(Q(batch=self.batch) | Q(undoes__batch=self.batch))
        return _folded(found)

    def entries(self):
        found = LogEntry.objects.none() if self.batch else LogEntry.objects.all()
        if self.act:
            found = found.filter(act__in=ACTS[self.act].entries)
        if self.by:
            found = found.filter(by=self.by)
        return found.filter(comment=self.comment) if self.comment else found


def _folded(decisions):
    """Of what was done with one press the last one stands for all; so it does of its being undone."""
    later = Decision.objects.filter(pk__gt=OuterRef("pk"))
    made = later.filter(batch=OuterRef("batch"), undoes=None)
    undone = later.filter(undoes__batch=OuterRef("undoes__batch"))
    decisions = decisions.exclude(Q(batch__isnull=False, undoes=None) & Exists(made))
    return decisions.exclude(Q(undoes__batch__isnull=False) & Exists(undone))


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise Http404
    return min(int(text[:19]), LARGEST_KEY)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


@for_moderators
@require_safe
def log(request):
    asked, before = Asked.of(request.GET), request.GET.get("before", "")
    is_folded = not (asked.comment or asked.batch)
    lines, older = page_of(asked.decisions(), asked.entries(), before, is_folded)
    context = {
        "lines": lines,
        "older": older and asked.url(before=older),
        "newest": before and asked.url(),
        "acts": _acts(asked),
        "kept": _kept(asked),
        "is_filtered": asked != Asked(),
    }
    return render(request, "moderation/log.html", context)


def _acts(asked: Asked) -> list[dict]:
    every = {"url": replace(asked, act="").url(), "label": _("모두"), "is_current": not asked.act}
    return [every] + [
        {"url": replace(asked, act=name).url(), "label": act.label, "is_current": name == asked.act}
        for name, act in ACTS.items()
    ]


def _kept(asked: Asked) -> list[dict]:
    """What the list is narrowed to beside the act, and how to see the rest again."""
    kept = []
    if asked.by:
        user = get_user_model().objects.filter(pk=asked.by).first()
        label = _("%(name)s 님이 한 일만") % {"name": name_of(user)}
        kept.append({"label": label, "url": replace(asked, by=None).url()})
    if asked.comment:
        label = _("댓글 %(pk)d번에 대한 것만") % {"pk": asked.comment}
        kept.append({"label": label, "url": replace(asked, comment=None).url()})
    if asked.batch:
        label = _("한 번에 한 것을 하나씩")
        kept.append({"label": label, "url": replace(asked, batch=None).url()})
    return kept
