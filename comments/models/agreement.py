from django.db import models

from comments.models.comment import Comment


class Agreement(models.Model):
    """One person's 공감 with a comment. `voter` is a keyed digest that leads back to nobody."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="agreements", db_index=False
    )
    voter = models.CharField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "voter"], name="agreement_once_a_person"),
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.voter}"
