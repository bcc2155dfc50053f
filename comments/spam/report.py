"""How well the learner and the other checks did on what this site's moderators have decided.

The learner is asked about each comment with what it had been taught until then, in the order of the
decisions, and taught by it afterwards. Of the other checks it is read what they said when the comment
came. Nothing is written: the counts are in memory.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comments.models import Comment, Lesson, Training
from comments.models.token_count import COMMENTS, HAM, SPAM, TOKENS, Steps
from comments.spam.bayes import weigh
from comments.spam.tokens import read
from comments.spam.verdicts import PUBLISH, Learned

COLUMNS = [
    f"comment__{name}" for name in "name website body verdicts decided_at forgotten_at".split()
]


class ScratchCounts:
    """What `TokenCount` would hold, in memory."""

    def __init__(self):
        self.steps = Steps()

    def of(self, bucket: str, tokens: list[str]) -> dict[str, tuple[int, int]]:
        rows = self.steps.by_row
        asked = ((token, rows.get((bucket, token))) for token in (COMMENTS, TOKENS, *tokens))
        return {token: (row[SPAM], row[HAM]) for token, row in asked if row}

    def add(self, label: str, bucket: str, tokens: list[str]):
        self.steps.add(label, bucket, tokens)


@dataclass
class Asked:
    """By what moderators decided: about how many comments, and of how many of them it was said that they
    are spam."""

    spam: int = 0
    ham: int = 0
    caught: int = 0
    wrong: int = 0

    def count(self, label: str, says_spam: bool):
        setattr(self, label, getattr(self, label) + 1)
        if says_spam and label == SPAM:
            self.caught += 1
        elif says_spam:
            self.wrong += 1


@dataclass
class Said:
    """How often a check spoke against a comment or for it, and how often that was what a moderator
    decided later."""

    right: int = 0
    wrong: int = 0

    @property
    def spoke(self) -> int:
        return self.right + self.wrong


@dataclass
class Report:
    """`checks` by the name in the verdict. Of `forgotten` comments only what was learned is left."""

    learner: Asked
    checks: dict[str, Said]
    forgotten: int = 0


def report_since(since: datetime) -> Report:
    """Decisions from then on are counted; earlier ones, and files, only teach."""
    counts, report = ScratchCounts(), Report(Asked(), defaultdict(Said))
    for training in Training.objects.order_by("pk").iterator():
        counts.add(training.label, training.bucket, training.standing)
    for lesson in _lessons():
        comment = lesson.comment
        bucket, tokens = _tokens(lesson)
        if comment.decided_at >= since:
            learned = Learned(bucket, tokens, counts.of(bucket, tokens))
            report.learner.count(lesson.label, weigh(learned).is_like_spam)
            report.forgotten += comment.forgotten_at is not None
            _count_checks(report.checks, comment, lesson.label)
        counts.add(lesson.label, bucket, tokens)
    return report


def _lessons() -> Iterator[Lesson]:
    """In the order of the decisions that taught them."""
    found = Lesson.objects.select_related("comment").filter(comment__decided_at__isnull=False)
    found = found.only("label", "bucket", "tokens", *COLUMNS)
    return found.order_by("comment__decided_at", "pk").iterator(chunk_size=500)


def _tokens(lesson: Lesson) -> tuple[str, list[str]]:
    """Of the whole words, where they are still there: from the lesson seldom seen ones may be gone."""
    comment = lesson.comment
    if comment.forgotten_at:
        return lesson.bucket, lesson.standing
    found = read(comment.name, comment.website, comment.body)
    return found.bucket, found.tokens


def _count_checks(checks: dict[str, Said], comment: Comment, label: str):
    for verdict in comment.verdicts:
        is_for_it = verdict["action"] == PUBLISH or (
            not verdict["action"] and verdict["weight"] < 0
        )
        said = checks[verdict["check"]]
        if is_for_it == (label == HAM):
            said.right += 1
        else:
            said.wrong += 1
