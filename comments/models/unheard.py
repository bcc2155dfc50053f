from django.db import models

from comments.models.comment import Comment
from notes.models.search_index import delete_silently


class Unheard(models.Model):
    """A comment that has become public and whose words the search does not know yet
    (comments/hearing.py)."""

    comment = models.OneToOneField(
        Comment, on_delete=delete_silently, primary_key=True, related_name="+"
    )

    def __str__(self):
        return str(self.comment_id)
