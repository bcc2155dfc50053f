"""What may be decided about a comment, alone or with others in one press."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction

from comments import searched
from comments.models import AlreadyDecided, Comment, Decision
from comments.spam import learning
from notes.models import Note, Site

ACTS = {"approve": Comment.approve, "spam": Comment.mark_as_spam, "remove": Comment.remove}
MOST = 100  # comments in one press


@dataclass(frozen=True)
class Batch:
    """`late` are the comments that were left as they are: somebody else was faster with them."""

    key: UUID
    decisions: list[Decision] = field(default_factory=list)
    late: list[Comment] = field(default_factory=list)


def decide(comment: Comment, act, seen: str, by, batch: UUID | None = None) -> Decision:
    """Carry out `act`, one of `ACTS`, if the comment still is in the state that was seen.

    Raises `AlreadyDecided`, also while it is off the page for a time: what becomes of it then is said
    where that is ended.
    """
    if comment.state != seen or comment.status == Comment.SUSPENDED:
        raise AlreadyDecided
    return act(comment, by, batch)


def decide_all(comments, act, seen: dict[int, str], by) -> Batch:
    """The same for those of `comments` whose keys are in `seen`, in one transaction and with one
    `Decision.batch`."""
    batch = Batch(uuid4())
    with transaction.atomic(), searched.together(), learning.together():
        for comment in _locked(comments, seen):
            try:
                batch.decisions.append(decide(comment, act, seen[comment.pk], by, batch.key))
            except AlreadyDecided:
                batch.late.append(comment)
    return batch


def undo_all(decisions, comments, by) -> Batch:
    """Take back those of `decisions` (of one batch) that are about `comments`, in one transaction."""
    batch = Batch(uuid4())
    by_comment = {decision.comment_id: decision for decision in decisions}
    with transaction.atomic(), searched.together(), learning.together():
        for comment in _locked(comments, by_comment):
            status = comment.status
            decision = by_comment[comment.pk]
            decision.comment = comment
            try:
                batch.decisions.append(decision.undo(by))
            except AlreadyDecided:
                comment.status = status
                batch.late.append(comment)
    return batch


def undoable(comments):
    """Decisions about these; not what takes a comment off the page for a time, or ends that."""
    off = Comment.SUSPENDED
    decisions = Decision.objects.filter(comment__in=comments).exclude(to_status=off)
    return decisions.exclude(from_status=off).select_related("comment")


def _locked(comments, keys) -> list[Comment]:
    """One press after another, and all that its decisions change is locked at once: a decision about
    one comment, which locks it and then its note, waits before all of that or behind it."""
    list(Site.objects.select_for_update().filter(pk=Site.ONLY).values_list("pk"))
    rows = comments.filter(pk__in=list(keys)).select_for_update(of=["self"]).order_by("pk")
    found = list(rows.defer("body_html"))
    notes = Note.objects.filter(pk__in={comment.note_id for comment in found}).order_by("pk")
    list(notes.select_for_update().values_list("pk"))
    return found
