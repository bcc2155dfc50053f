"""The learner follows the moderators: what a comment teaches is what was last decided about it.

In the transaction of the decision. Whatever changes or takes back a decision takes back exactly what it
had taught. Nobody is taught by a judge's own verdicts, by the author's comments, by pages elsewhere
(a machine has cut their words) or by what an import brought along.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from comments.models import Comment, Lesson, PrunedToken, TokenCount, Training
from comments.models.token_count import HAM, SPAM, Steps
from comments.spam.tokens import VERSION, read
from comments.together import Together

WORDS = ("name", "website", "body")
STATE = "status created_at decided_at edited_at forgotten_at is_by_author source_url".split()
COMMENTS_AT_ONCE = 500
RENEWED_AT_ONCE = 100
KEPT_WHOLE = timedelta(weeks=8)  # afterwards seldom seen tokens may go


def follow(comment: Comment):
    """After each change of its status or its words, inside a transaction that holds its row."""
    _taught.add(comment.pk)


def together():
    """Around many decisions in one transaction: all they teach is written at its end."""
    return _taught.at_once()


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
        prune_from=timezone.now() + KEPT_WHOLE,
    )


def rebuild() -> Iterator[int]:
    """Read all decided comments anew, and count from there. Answers how many, part by part.

    A lesson that says what would be read now stays as it is, also without what was pruned; so does that
    of a comment whose words are gone. Each part is a transaction of its own: in between, comments come
    in and decisions are made.
    """
    keys = Comment.objects.filter(Q(decided_at__isnull=False) | Q(lesson__isnull=False))
    keys = list(keys.order_by("pk").values_list("pk", flat=True))
    for some in _parts(keys):
        _read_anew(some)
        yield len(some)
    recount()


def outdated():
    """Lessons read by rules for tokens that are no longer these, whose words are still there."""
    return Lesson.objects.filter(version__lt=VERSION, prune_from__isnull=False)


@task()
def renew_lessons(done: int = 0) -> int:
    """After an update with other rules for tokens: portion by portion, each of which queues the next
    one. Answers how many it were in all."""
    keys = list(outdated().order_by("pk").values_list("pk", flat=True)[:RENEWED_AT_ONCE])
    if keys:
        _read_anew(keys)
        PrunedToken.objects.all().delete()  # all of them are there again, or others are
    if len(keys) == RENEWED_AT_ONCE:
        renew_lessons.enqueue(done=done + len(keys))
    return done + len(keys)


def forget(keys: list[int]):
    """The words of these comments, which the caller has locked, go. What they taught stays, but for
    tokens that stand nowhere else: those could still say who it was."""
    steps, lessons = Steps(), list(Lesson.objects.filter(pk__in=keys).order_by("pk"))
    TokenCount.objects.hold({lesson.bucket for lesson in lessons})
    for lesson in lessons:
        lesson.drop(_only_in(lesson), steps)
        lesson.prune_from = None
    if lessons:
        TokenCount.objects.add(steps)
        Lesson.objects.bulk_update(lessons, ["tokens", "prune_from"])


def _only_in(lesson: Lesson) -> set[str]:
    counts = TokenCount.objects.of(lesson.bucket, lesson.standing)
    return {token for token in lesson.standing if sum(counts.get(token, ())) == 1}


def _read_anew(keys: list[int]):
    with transaction.atomic():
        # Locked by a query of its own: the next one sees what whoever held them has written.
        list(Comment.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
        _follow(keys)


def _follow(keys: list[int]):
    """From the rows, not from what is in memory: a decision may have been refused in the end."""
    comments = Comment.objects.with_words().filter(pk__in=keys).select_related("lesson")
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


_taught = Together(_follow)


def _write(steps: Steps, taught: list[Lesson], dropped: list[Lesson]):
    TokenCount.objects.add(steps)
    if taught:
        columns = ["label", "bucket", "tokens", "size", "version", "prune_from", "moved"]
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
        for model in (Lesson, Training):
            keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
            for some in _parts(keys):
                steps = Steps()
                for taught in model.objects.filter(pk__in=some):
                    taught.count_into(steps)
                TokenCount.objects.add(steps)


def _parts(keys: list[int]) -> list[list[int]]:
    return [keys[at : at + COMMENTS_AT_ONCE] for at in range(0, len(keys), COMMENTS_AT_ONCE)]
