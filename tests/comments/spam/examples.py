"""Comments to teach with: the real ones of the shared data where they are, else those that ship."""

import json
import random

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from comments.models import Comment, Lesson
from comments.spam import learning
from comments.spam.bayes import look_up, weigh
from comments.spam.verdicts import Submission
from tests.notes.interchange.shared import SHARED

SHIPPED = settings.BASE_DIR / "comments/spam/data/examples_ko.jsonl"
SPAM = SHARED / "data/spam"
REAL = ("blog_en.jsonl", "ham_ko.jsonl", "kisa_ko.jsonl")


def examples(count: int) -> list[dict]:
    """As many of each label, in an order that is always the same."""
    files = [SPAM / name for name in REAL if (SPAM / name).exists()] or [SHIPPED]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = [json.loads(line) for line in lines]
    random.Random(8).shuffle(found)
    labels = ("spam", "ham")
    by_label = [
        [each for each in found if each["label"] == label][: count // 2] for label in labels
    ]
    return [each for pair in zip(*by_label, strict=True) for each in pair]


def decided(note, found: list[dict]) -> list[Comment]:
    """Comments with these words that somebody has decided about, and what they teach."""
    now = timezone.now()
    status = {"spam": Comment.SPAM, "ham": Comment.PUBLISHED}
    comments = [
        Comment(
            note=note,
            name=each["author"][:40] or "이름 없음",
            website=each["url"] if len(each["url"]) < 300 else "",
            body=each["text"][:4000],
            status=status[each["label"]],
            created_at=now - timezone.timedelta(minutes=5),
            decided_at=now,
        )
        for each in found
    ]
    for comment in comments:
        comment.prepare()
    Comment.objects.bulk_create(comments)
    learning._follow([comment.pk for comment in comments])
    return comments


def probabilities() -> dict[int, float]:
    """Of every decided comment what the learner says to its words."""
    found = Comment.objects.filter(lesson__isnull=False, forgotten_at=None)
    return {comment.pk: probability(comment) for comment in found}


def probability(comment: Comment) -> float:
    words = {"name": comment.name, "website": comment.website, "body": comment.body}
    return weigh(look_up(Submission(**words))).probability


def age_lessons(**by):
    """As if all had been taught so much earlier."""
    Lesson.objects.update(prune_from=F("prune_from") - timezone.timedelta(**by))
