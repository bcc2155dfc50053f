"""What hardly anybody has said is forgotten again: most tokens stand in one comment and in no other.

Such a token goes from the counts and from the lesson, once that is some weeks old, as long as the
comment's own probability of being spam has not moved by more than `MOST_MOVED` in all: the sum of what
each look has moved is kept with the lesson. No other decided comment that teaches has the token. One
whose own went earlier might, when somebody says it again: that is why what went once is known by a
digest (`PrunedToken`) and never goes a second time.

Short comments keep most of theirs; of those about which nothing is in doubt many go.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from comments.models import Comment, Lesson, PrunedToken, TokenCount
from comments.models.token_count import Steps
from comments.spam.bayes import weigh
from comments.spam.learning import outdated
from comments.spam.tokens import read
from comments.spam.verdicts import Learned

MOST_MOVED = 0.01
AT_ONCE = 25  # lessons; meanwhile nobody else can teach
AGAIN = timedelta(weeks=26)  # after which what is left is looked at once more


@task()
def prune_tokens(done: int = 0) -> int:
    """Portion by portion, each of which queues the next one. Answers how many tokens went in all.

    Not before all lessons are read by the rules of now: two words for one thing are no two things.
    """
    if outdated().exists():
        return done
    looked_at, gone = prune(timezone.now())
    if looked_at == AT_ONCE:
        prune_tokens.enqueue(done=done + gone)
    return done + gone


@transaction.atomic
def prune(now: datetime) -> tuple[int, int]:
    """One portion: how many lessons were looked at, and how many tokens went."""
    lessons, steps, pruned = _due(now), Steps(), []
    TokenCount.objects.hold({lesson.bucket for lesson in lessons})
    for lesson in lessons:
        tokens, moved = _superfluous(lesson)
        lesson.drop(tokens, steps)
        lesson.moved, lesson.prune_from = lesson.moved + moved, now + AGAIN
        pruned += [PrunedToken(digest=digest_of(lesson.bucket, token)) for token in tokens]
    if pruned:
        TokenCount.objects.add(steps)
        PrunedToken.objects.bulk_create(pruned, batch_size=500, ignore_conflicts=True)
    Lesson.objects.bulk_update(lessons, ["tokens", "moved", "prune_from"], batch_size=100)
    return len(lessons), len(pruned)


def digest_of(bucket: str, token: str) -> int:
    """As a column of 64 bits holds it. Of two tokens that share one, the second never goes: no harm."""
    made = blake2b(f"{bucket}\n{token}".encode(), digest_size=8).digest()
    return int.from_bytes(made, signed=True)


def _due(now: datetime) -> list[Lesson]:
    """Their comments are locked, as by whoever decides about one."""
    due = Lesson.objects.filter(prune_from__lte=now)
    keys = list(due.order_by("prune_from").values_list("pk", flat=True)[:AT_ONCE])
    list(Comment.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
    return list(due.filter(pk__in=keys).select_related("comment").order_by("pk"))


def _superfluous(lesson: Lesson) -> tuple[set[str], float]:
    """Tokens that may go, and how much that moves the comment's probability."""
    comment = lesson.comment
    tokens = read(comment.name, comment.website, comment.body).tokens
    counts = TokenCount.objects.of(lesson.bucket, list({*tokens, *lesson.standing}))
    rare = _without_pruned(lesson, [t for t in lesson.standing if sum(counts.get(t, ())) == 1])
    before = weigh(Learned(lesson.bucket, tokens, counts)).probability
    while rare:
        left = {token: count for token, count in counts.items() if token not in rare}
        moved = abs(weigh(Learned(lesson.bucket, tokens, left)).probability - before)
        if lesson.moved + moved <= MOST_MOVED:
            break
        rare = set(list(rare)[: len(rare) // 2])
    return (rare, moved) if rare else (rare, 0.0)


def _without_pruned(lesson: Lesson, tokens: list[str]) -> set[str]:
    by_digest = {digest_of(lesson.bucket, token): token for token in tokens}
    known = PrunedToken.objects.filter(pk__in=list(by_digest)).values_list("pk", flat=True)
    return {token for digest, token in by_digest.items() if digest not in set(known)}
