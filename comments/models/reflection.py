from django.db import models

from comments.models.comment import Comment
from notes.models import Revision


class Reflection(models.Model):
    """A revision of a note names a comment as what caused it (이 댓글로 고침)."""

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="reflections", db_index=False
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reflections")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "comment"], name="reflection_once_in_revision"
            ),
        ]

    def __str__(self):
        return f"{self.revision_id} ← {self.comment_id}"
