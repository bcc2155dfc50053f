from django.db import models

from comments.models.lesson import Taught


class Training(Taught):
    """What the learner was taught by a comment from a file (`train_spam`), which this site never had.

    Its words are not kept: the same file teaches them anew where the rules for tokens have changed.
    """

    # Of the words, so that none counts twice, and that they are found again to be taken back.
    digest = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.digest}: {self.label}"
