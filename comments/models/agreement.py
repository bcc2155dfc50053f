from django.db import models, transaction
from django.db.models import F

from comments.models.comment import Comment
from notes.pages import touch


class AgreementQuerySet(models.QuerySet):
    """Each keeps `Comment.agree_count` in its transaction, and answers whether anything changed.

    Raises `Comment.DoesNotExist` for a comment that is not public (any more).
    """

    def agree(self, comment: Comment, voter: str) -> bool:
        """One voice, however often it comes."""
        with transaction.atomic():
            _hold(comment)
            _row, is_new = self.get_or_create(comment=comment, voter=voter)
            if is_new:
                _count(comment, +1)
            return is_new

    def withdraw(self, comment: Comment, voter: str) -> bool:
        with transaction.atomic():
            _hold(comment)
            count, _rows = self.filter(comment=comment, voter=voter).delete()
            if count:
                _count(comment, -1)
            return bool(count)


def _hold(comment: Comment):
    """Whoever agrees at the same moment waits, and so does whoever decides about the comment."""
    Comment.objects.select_for_update().public().values_list("pk").get(pk=comment.pk)


def _count(comment: Comment, step: int):
    row = Comment.objects.filter(pk=comment.pk)
    row.update(agree_count=F("agree_count") + step)
    comment.agree_count = row.values_list("agree_count", flat=True).get()
    touch(f"comments-{comment.note_id}")


class Agreement(models.Model):
    """One person's 공감 with a comment. `voter` is a keyed digest that leads back to nobody
    (comments/agreeing.py)."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="agreements", db_index=False
    )
    voter = models.CharField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "voter"], name="agreement_once_a_person"),
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.voter}"
