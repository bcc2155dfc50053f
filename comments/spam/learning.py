"""The learner follows the moderators: what a comment teaches is what was last decided about it.

In the transaction of the decision. Whatever changes or takes back a decision takes back exactly what it
had taught. Nobody is taught by a judge's own verdicts, by the author's comments, by pages elsewhere
(a machine has cut their words) or by what an import brought along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import Q

from comments.models import Comment, Lesson, TokenCount
from comments.models.token_count import HAM, SPAM, Steps
from comments.spam.tokens import VERSION, read

WORDS = ("name", "website", "body")
STATE = ("status", "created_at", "decided_at", "edited_at", "is_by_author", "source_url")
COMMENTS_AT_ONCE = 500

_waiting: ContextVar[list[int] | None] = ContextVar("waiting", default=None)


def follow(comment: Comment):
    """After each change of its status or its words, inside a transaction that holds its row."""
    waiting = _waiting.get()
    if waiting is None:
        _follow([comment.pk])
    else:
        waiting.append(comment.pk)


@contextmanager
def together():
    """Around many decisions in one transaction: all they teach is written at its end, at once.

    Fewer statements, and the counts, which everybody shares, are held last and shortly.
    """
    waiting: list[int] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _follow(waiting)


def label_of(comment: Comment) -> str:
    """What a moderator has said about the words as they are now: spam, ham or nothing.

    An import says that a comment was decided in the moment in which it was written.
    """
    said_at = comment.decided_at
    is_read = (
        said_at and said_at != comment.created_at and (comment.edited_at or said_at) <= said_at
    )
    if not is_read or comment.is_by_author or comment.source_url:
        return ""
    return {Comment.SPAM: SPAM, Comment.PUBLISHED: HAM}.get(comment.status, "")


def lesson_of(comment: Comment) -> Lesson | None:
    """What it teaches, as it stands."""
    label = label_of(comment)
    if not label:
        return None
    found = read(comment.name, comment.website, comment.body)
    return Lesson(
        comment=comment,
        label=label,
        bucket=found.bucket,
        tokens="\n".join(found.tokens),
        size=len(found.tokens),
        version=VERSION,
    )


def rebuild() -> Iterator[int]:
    """Read all decided comments anew, and count from there. Answers how many, part by part.

    Each part is a transaction of its own: in between, comments come in and decisions are made.
    """
    keys = Comment.objects.filter(Q(decided_at__isnull=False) | Q(lesson__isnull=False))
    keys = list(keys.order_by("pk").values_list("pk", flat=True))
    for some in _parts(keys):
        with transaction.atomic():
            # Locked by a query of its own: the next one sees what whoever held them has written.
            list(
                Comment.objects.select_for_update().filter(pk__in=some).order_by("pk").values("pk")
            )
            _follow(some)
        yield len(some)
    recount()


def _follow(keys: list[int]):
    """From the rows, not from what is in memory: a decision may have been refused in the end."""
    comments = Comment.objects.filter(pk__in=keys).select_related("lesson")
    steps, taught, dropped = Steps(), [], []
    for comment in comments.only(*WORDS, *STATE, "lesson"):
        before, now = getattr(comment, "lesson", None), lesson_of(comment)
        if now is None and before is None or now and now.says_the_same(before):
            continue
        if before:
            before.count_into(steps, -1)
        if now:
            now.count_into(steps)
        (taught if now else dropped).append(now or before)
    if taught or dropped:
        _write(steps, taught, dropped)


def _write(steps: Steps, taught: list[Lesson], dropped: list[Lesson]):
    TokenCount.objects.add(steps)
    if taught:
        columns = ["label", "bucket", "tokens", "size", "version"]
        Lesson.objects.bulk_create(
            taught, update_conflicts=True, unique_fields=["comment"], update_fields=columns
        )
    if dropped:
        Lesson.objects.filter(pk__in=[lesson.pk for lesson in dropped]).forget()


def recount():
    """The counts are the sum of the lessons, whatever they were."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite has one writer anyway
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE comments_tokencount IN SHARE ROW EXCLUSIVE MODE")
        TokenCount.objects.all().delete()
        keys = list(Lesson.objects.order_by("pk").values_list("pk", flat=True))
        for some in _parts(keys):
            steps = Steps()
            for lesson in Lesson.objects.filter(pk__in=some):
                lesson.count_into(steps)
            TokenCount.objects.add(steps)


def _parts(keys: list[int]) -> list[list[int]]:
    return [keys[at : at + COMMENTS_AT_ONCE] for at in range(0, len(keys), COMMENTS_AT_ONCE)]
