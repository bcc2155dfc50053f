"""One sentence for each line of the log: who has done what, with which comment.

The sentences go on from a person ("김운영 님이") and, most of them, a comment ("홍길동 님의 댓글을").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Comment, Decision, LogEntry, SpamPolicy
from comments.moderation.queue import key_of
from comments.policy import OFF, ON
from comments.spam.names import name_of as name_of_check

# By the status that a decision led to.
DECIDED = {
    Comment.PUBLISHED: gettext_lazy("%(who)s %(what)s 승인해 공개했습니다."),
    Comment.SPAM: gettext_lazy("%(who)s %(what)s 스팸으로 옮겼습니다."),
    Comment.REMOVED: gettext_lazy("%(who)s %(what)s 글 아래에서 내렸습니다."),
    Comment.HELD: gettext_lazy("%(who)s %(what)s 다시 보류했습니다."),
    Comment.SUSPENDED: gettext_lazy("%(who)s %(what)s 게시중단했습니다."),
}
DONE = {
    LogEntry.RULE_MADE: gettext_lazy("%(who)s 규칙을 만들었습니다."),
    LogEntry.RULE_CHANGED: gettext_lazy("%(who)s 규칙을 고쳤습니다."),
    LogEntry.RULE_DROPPED: gettext_lazy("%(who)s 규칙을 지웠습니다."),
    LogEntry.TAKEN_DOWN: gettext_lazy("%(who)s %(what)s 게시중단했습니다."),
    LogEntry.OBJECTED: gettext_lazy("%(who)s %(what)s 다시 올려 달라고 이의를 냈습니다."),
    LogEntry.TAKEDOWN_ENDED: gettext_lazy("%(who)s %(what)s 두고 게시중단을 끝냈습니다."),
    LogEntry.EXPORTED: gettext_lazy("%(who)s 한 사람의 정보를 모두 내보냈습니다."),
    LogEntry.ERASED: gettext_lazy("%(who)s 한 사람의 정보를 모두 지웠습니다."),
    LogEntry.ADDRESSES_CUT: gettext_lazy("%(who)s 오래된 IP 주소의 뒷자리를 지웠습니다."),
    LogEntry.ADDRESSES_FORGOTTEN: gettext_lazy(
        "%(who)s 오래된 네트워크와 브라우저 이름을 지웠습니다."
    ),
    LogEntry.POLICY_CHANGED: gettext_lazy("%(who)s 개인정보를 두는 기간을 바꾸었습니다."),
    LogEntry.JUDGING_CHANGED: gettext_lazy("%(who)s 스팸 판정을 바꾸었습니다."),
}
# Periods of the policy, of which the log has the days before and after.
PERIODS = {
    "keep_addresses_days": gettext_lazy("IP 주소"),
    "keep_networks_days": gettext_lazy("네트워크와 브라우저 이름"),
    "forget_spam_after_days": gettext_lazy("스팸"),
}


@dataclass(frozen=True)
class Line:
    """`note` is what there is to say beside the sentence, `comment` the key of the one that it is
    about, `is_undone` whether all of it was taken back."""

    made_at: datetime
    sentence: SafeString
    note: str = ""
    comment: int | None = None
    is_undone: bool = False


def line_of_decision(decision: Decision, counts: dict) -> Line:
    """`counts` has the presses that are folded: how many comments, and how many taken back."""
    batch = decision.undone_batch if decision.undoes_id else decision.batch
    made, undone = counts.get(batch, (1, 1 if decision.undone else 0))
    if decision.undoes_id:
        return _line_of_undoing(decision, batch, undone if batch in counts else 1)
    sentence = DECIDED[decision.to_status]
    if made == 1:
        what = _comment(decision.comment)
        return _line(decision, sentence, what, comment=decision.comment_id, is_undone=bool(undone))
    note = _("되돌린 것 %(count)d개") % {"count": undone} if 0 < undone < made else ""
    return _line(decision, sentence, _press(batch, made), note=note, is_undone=undone == made)


def _line_of_undoing(decision: Decision, batch, count: int) -> Line:
    if count > 1:
        sentence = _("%(who)s %(what)s 되돌렸습니다.")
        return _line(decision, sentence, _press(batch, count))
    sentence = _("%(who)s %(what)s 되돌려 다시 ‘%(state)s’ 상태로 두었습니다.")
    state = decision.get_to_status_display()
    what = _comment(decision.comment)
    return _line(decision, sentence, what, comment=decision.comment_id, state=state)


def line_of_entry(entry: LogEntry) -> Line:
    who = _who(entry.by)
    if entry.by is None:
        who = _("글쓴이가") if entry.act == LogEntry.OBJECTED else _("사이트가 스스로")
    sentence = _filled(DONE[entry.act], who=who, what=_comment(entry.comment))
    return Line(entry.made_at, sentence, _details(entry.detail), entry.comment_id)


def name_of(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("지금은 없는 계정")


def _line(decision, sentence, what, state="", **fields) -> Line:
    # Nobody holds a comment again but the site, when a page elsewhere says something else by now.
    is_by_site = decision.moderator is None and decision.to_status == Comment.HELD
    who = _("사이트가 스스로") if is_by_site else _who(decision.moderator)
    said = _filled(sentence, who=who, what=what, state=state)
    return Line(decision.made_at, said, **fields)


def _filled(sentence: str, **parts) -> SafeString:
    """What is no HTML yet is escaped. The sentences themselves are ours."""
    escaped = {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(str(sentence) % escaped)


def _who(user) -> SafeString:
    if user is None:
        return _filled(_("%(name)s이"), name=_("지금은 없는 계정"))
    place = reverse("moderation:log", query={"by": user.pk})
    name = format_html('<a href="{}">{}</a>', place, name_of(user))
    return _filled(_("%(name)s 님이"), name=name)


def _comment(comment: Comment | None) -> SafeString:
    """With its place in the queue; what was erased is there without it."""
    if comment is None:
        return _filled(_("지워진 댓글을"))
    link = format_html('<a href="{}">', _place_in_queue(comment))
    sentence = _("%(link)s%(name)s 님의 댓글%(end)s을")
    return _filled(sentence, link=link, name=comment.name, end=mark_safe("</a>"))


def _place_in_queue(comment: Comment) -> str:
    """The page of the queue that begins with it."""
    behind = key_of(Comment(pk=comment.pk + 1, created_at=comment.created_at))
    query = {"status": comment.status, "before": behind}
    return f"{reverse('moderation:queue', query=query)}#item-{comment.pk}"


def _press(batch, count: int) -> SafeString:
    label = ngettext("댓글 %(count)d개", "댓글 %(count)d개", count) % {"count": count}
    place = reverse("moderation:log", query={"batch": batch})
    link = format_html('<a href="{}">{}</a>', place, label)
    return _filled(_("%(comments)s를 한 번에"), comments=link)


def _details(detail: dict) -> str:
    """Of its numbers those that mean something to whoever reads them."""
    said = []
    if count := detail.get("comments"):
        said.append(ngettext("댓글 %(count)d개", "댓글 %(count)d개", count) % {"count": count})
    if days := detail.get("days"):
        said.append(
            ngettext("%(count)d일이 지난 것", "%(count)d일이 지난 것", days) % {"count": days}
        )
    for name, label in PERIODS.items():
        if change := detail.get(name):
            before, after = change
            values = {"label": label, "before": before, "after": after}
            said.append(_("%(label)s: %(before)d일에서 %(after)d일로") % values)
    return ", ".join([*said, *_of_judging(detail)])


def _of_judging(detail: dict) -> Iterator[str]:
    if change := detail.get("sensitivity"):
        before, after = (SpamPolicy.NAMES.get(name, name) for name in change)
        yield _("민감도: %(before)s → %(after)s") % {"before": before, "after": after}
    for key, sentence in ((ON, _("켬: %(checks)s")), (OFF, _("끔: %(checks)s"))):
        if names := detail.get(key):
            yield sentence % {"checks": ", ".join(str(name_of_check(name)) for name in names)}
    if change := detail.get("wants_proof"):
        yield _("계산 문제를 냄") if change[1] else _("계산 문제를 내지 않음")
