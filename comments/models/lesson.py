from django.db import models
from django.db.models import Q

from comments.models.comment import Comment
from comments.models.token_count import HAM, SPAM, Steps, TokenCount
from notes.models.search_index import delete_silently


class TaughtQuerySet(models.QuerySet):
    def _raw_delete(self, using):
        """Django's hook where a row goes, also with its comment or its note: what it taught is taken
        back first."""
        steps = Steps()
        for taught in self.using(using).held():
            taught.count_into(steps, -1)
        TokenCount.objects.using(using).add(steps)
        return super()._raw_delete(using)

    def forget(self):
        """Delete rows whose counts the caller has taken back."""
        super()._raw_delete(self.db)

    def held(self):
        """Nobody changes these until the caller's transaction ends."""
        return self.select_for_update().order_by("pk")


class Taught(models.Model):
    """What the counts are the sum of: tokens as they were read, so that exactly these are taken back,
    whatever became of the words and of the rules for tokens."""

    LABELS = [(SPAM, SPAM), (HAM, HAM)]

    label = models.CharField(max_length=4, choices=LABELS)
    bucket = models.CharField(max_length=2)
    # One a line; those that were seldom seen may have been dropped since.
    tokens = models.TextField()
    size = models.PositiveSmallIntegerField()  # how many there were when it was read
    version = models.PositiveSmallIntegerField()  # of the rules by which it was read

    objects = TaughtQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # what deletes it with something else is this manager's

    @property
    def standing(self) -> list[str]:
        """The tokens that it still counts for."""
        return self.tokens.split("\n") if self.tokens else []

    def count_into(self, steps: Steps, step: int = 1):
        steps.add(self.label, self.bucket, self.standing, step, self.size)

    def delete(self, using=None, keep_parents=False):
        """Django deletes one row without asking its manager, which takes back what it taught."""
        return type(self)._base_manager.using(using).filter(pk=self.pk).delete()

    def drop(self, tokens: set[str], steps: Steps):
        """Count for these no longer. They still were read: `size` stays."""
        steps.drop(self.label, self.bucket, tokens)
        self.tokens = "\n".join(token for token in self.standing if token not in tokens)

    def says_the_same(self, other: "Taught | None") -> bool:
        """Is `other` what was read here, or what is left of it?"""
        names = ("label", "bucket", "size", "version")
        is_alike = other and all(getattr(self, name) == getattr(other, name) for name in names)
        return bool(is_alike) and set(other.standing) <= set(self.standing)


class LessonQuerySet(TaughtQuerySet):
    def held(self):
        """After their comments, as by whoever decides about one."""
        comments = Comment.objects.using(self.db).filter(pk__in=self.values("pk"))
        list(comments.select_for_update().order_by("pk").values_list("pk"))
        return super().held()


class Lesson(Taught):
    """What the learner was taught by a comment that somebody has decided about."""

    comment = models.OneToOneField(
        Comment, on_delete=delete_silently, primary_key=True, related_name="lesson"
    )
    # From when on its seldom seen tokens may go (comments/spam/pruning.py), and by how much the
    # comment's probability has moved because some went. Without a moment the words are gone, and
    # what is left is never looked at again.
    prune_from = models.DateTimeField(null=True)
    moved = models.FloatField(default=0)

    objects = LessonQuerySet.as_manager()

    class Meta(Taught.Meta):
        indexes = [
            models.Index(fields=["prune_from"], name="lesson_to_prune"),
            models.Index(
                fields=["version"],
                condition=Q(prune_from__isnull=False),
                name="lesson_by_version",
            ),
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.label}"


class PrunedToken(models.Model):
    """That a token went once, by its digest. What comes back after that was not so rare: it stands in
    the words of two comments at least, and is pruned no more."""

    digest = models.BigIntegerField(primary_key=True)

    def __str__(self):
        return str(self.digest)
