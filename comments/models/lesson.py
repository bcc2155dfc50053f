from django.db import models

from comments.models.comment import Comment
from comments.models.token_count import HAM, SPAM, Steps, TokenCount
from notes.models.search_index import delete_silently


class LessonQuerySet(models.QuerySet):
    def _raw_delete(self, using):
        """Django's hook where a row goes, also with its comment or its note: what it taught is taken
        back first."""
        steps = Steps()
        for lesson in self.using(using):
            lesson.count_into(steps, -1)
        TokenCount.objects.using(using).add(steps)
        return super()._raw_delete(using)

    def forget(self):
        """Delete rows whose counts the caller has taken back."""
        super()._raw_delete(self.db)


class Lesson(models.Model):
    """What the learner was taught by a comment that somebody has decided about: the tokens as they
    were, so that exactly these are taken back, whatever became of the words and of the rules for
    tokens."""

    LABELS = [(SPAM, SPAM), (HAM, HAM)]

    comment = models.OneToOneField(
        Comment, on_delete=delete_silently, primary_key=True, related_name="lesson"
    )
    label = models.CharField(max_length=4, choices=LABELS)
    bucket = models.CharField(max_length=2)
    # One a line; those that were seldom seen may have been dropped since.
    tokens = models.TextField()
    size = models.PositiveSmallIntegerField()  # how many there were when it was read
    version = models.PositiveSmallIntegerField()  # of the rules by which it was read

    objects = LessonQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"  # what deletes it with its comment is this manager's

    def __str__(self):
        return f"{self.comment_id}: {self.label}"

    def count_into(self, steps: Steps, step: int = 1):
        steps.add(self.label, self.bucket, self.tokens.split("\n"), step, self.size)

    def says_the_same(self, other: "Lesson | None") -> bool:
        names = ("label", "bucket", "tokens")
        return bool(other) and all(getattr(self, name) == getattr(other, name) for name in names)
