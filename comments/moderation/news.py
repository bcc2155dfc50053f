"""What became of a decision, in sentences: for the page that is shown next, and for a script."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from comments.models import Comment, Decision
from comments.moderation.decisions import MOST, Batch
from comments.moderation.filters import is_key

# By the status that the decision led to.
DONE = {
    Comment.PUBLISHED: gettext_lazy("승인해서 공개했습니다."),
    Comment.SPAM: gettext_lazy("스팸으로 옮겼습니다."),
    Comment.REMOVED: gettext_lazy("지웠습니다."),
}
DONE_MANY = {
    Comment.PUBLISHED: ngettext_lazy(
        "댓글 %(count)d개를 승인해서 공개했습니다.",
        "댓글 %(count)d개를 승인해서 공개했습니다.",
        "count",
    ),
    Comment.SPAM: ngettext_lazy(
        "댓글 %(count)d개를 스팸으로 옮겼습니다.",
        "댓글 %(count)d개를 스팸으로 옮겼습니다.",
        "count",
    ),
    Comment.REMOVED: ngettext_lazy(
        "댓글 %(count)d개를 지웠습니다.", "댓글 %(count)d개를 지웠습니다.", "count"
    ),
}


@dataclass(frozen=True)
class News:
    """`late` are the comments that were left as they are, and `left` is how many. `batch` is the press
    that decided about many, or that was taken back."""

    decisions: list[Decision]
    late: list[Comment]
    left: int = 0
    batch: UUID | None = None

    @classmethod
    def of_batch(cls, batch: Batch, undone: UUID | None = None) -> "News":
        return cls(batch.decisions, batch.late, len(batch.late), undone or batch.key)

    @property
    def is_undo(self) -> bool:
        return any(decision.undoes_id for decision in self.decisions)

    @property
    def said(self) -> str:
        if self.batch or self.left:
            return " ".join(filter(None, [self._said_of_many(), _said_of_left(self.left)]))
        told = [told_of(decision) for decision in self.decisions]
        return " ".join(told + [told_of_late(comment) for comment in self.late])

    def _said_of_many(self) -> str:
        count = len(self.decisions)
        if not count:
            return ""
        if self.is_undo:
            sentence = ngettext(
                "댓글 %(count)d개를 되돌렸습니다.", "댓글 %(count)d개를 되돌렸습니다.", count
            )
            return sentence % {"count": count}
        return DONE_MANY[self.decisions[0].to_status] % {"count": count}

    @property
    def undo(self) -> str:
        """The address that takes it back; empty for what cannot be."""
        if not self.decisions or self.is_undo:
            return ""
        if self.batch:
            return reverse("moderation:batch_undo", args=[self.batch])
        return undo_of(self.decisions[0])

    @property
    def address(self) -> dict:
        """What the address of the next page says of it, so that it needs no session."""
        if self.batch and self.decisions:
            name = "undone" if self.is_undo else "batch"
            return {name: self.batch, "left": self.left}
        done = [decision.pk for decision in self.decisions]
        late = [comment.pk for comment in self.late]
        return (
            {"left": self.left}
            if self.left
            else {"done": done and done[0], "late": late and late[0]}
        )

    def as_json(self) -> dict:
        return {
            "said": self.said,
            "undo": self.undo,
            "items": [
                {
                    "comment": decision.comment_id,
                    "said": told_of(decision),
                    "undo": "" if decision.undoes_id else undo_of(decision),
                }
                for decision in self.decisions
            ],
            "late": [
                {
                    "comment": comment.pk,
                    "said": told_of_late(comment),
                    "is_changed": is_changed(comment),
                }
                for comment in self.late
            ],
        }


def news_of(query, comments) -> News | None:
    """Read from an address. Says nothing of comments that are not among `comments`."""
    decisions = Decision.objects.filter(comment__in=comments).select_related("comment")
    left = int(query["left"]) if is_key(query.get("left", "")) else 0
    for name, column in (("batch", "batch"), ("undone", "undoes__batch")):
        if key := _uuid(query.get(name, "")):
            found = list(decisions.filter(**{column: key})[:MOST])
            return News(found, [], left, key) if found else None
    if left:
        return News([], [], left)
    done = _named(decisions, query.get("done", ""))
    late = [] if done else _named(comments.defer("body_html"), query.get("late", ""))
    return News(done, late) if done or late else None


def told_of(decision: Decision) -> str:
    said = DONE.get(decision.to_status, "")
    if decision.undoes_id or not said:
        said = _("되돌렸습니다. 지금 상태: %(state)s") % {"state": decision.get_to_status_display()}
    return _("%(name)s 님의 댓글: %(said)s") % {"name": decision.comment.name, "said": said}


def told_of_late(comment: Comment) -> str:
    if comment.forgotten_at:
        return _("오래된 스팸이라 내용을 지운 댓글입니다. 결정을 바꾸거나 되돌릴 수 없습니다.")
    values = {"name": comment.name, "state": comment.get_status_display()}
    if is_changed(comment):
        return (
            _(
                "%(name)s 님의 댓글은 그사이 바뀌었습니다. 지금 상태: %(state)s. 다시 읽고 결정해 주세요."
            )
            % values
        )
    return (
        _(
            "%(name)s 님의 댓글은 다른 운영자가 먼저 결정했습니다. 지금 상태: %(state)s. 바꾸지 않았습니다."
        )
        % values
    )


def is_changed(comment: Comment) -> bool:
    """Its words may be others than the ones that were read."""
    return bool(comment.source_url or comment.edited_at)


def undo_of(decision: Decision) -> str:
    return reverse("moderation:decision_undo", args=[decision.pk])


def _said_of_left(count: int) -> str:
    if not count:
        return ""
    sentence = ngettext(
        "%(count)d개는 그사이 다른 운영자가 결정했거나 글쓴이가 고쳤거나 내용이 지워져서 그대로 두었습니다.",
        "%(count)d개는 그사이 다른 운영자가 결정했거나 글쓴이가 고쳤거나 내용이 지워져서 그대로 두었습니다.",
        count,
    )
    return sentence % {"count": count}


def _named(objects, pk: str) -> list:
    return list(objects.filter(pk=pk)) if is_key(pk) else []


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
