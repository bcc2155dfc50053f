from django.db import models


class PageChange(models.Model):
    """That readers would see something else now: which tags, in which transaction.

    Written by `notes.pages.touch` in the transaction of the change itself, read by every process
    that keeps finished pages. Rows of the last day are kept.
    """

    # Several, with spaces between them.
    tags = models.CharField(max_length=500)
    # PostgreSQL's id of the transaction that wrote it. There transactions end in another order than
    # they begin, so that a row may appear below one that was read already. Always 0 on SQLite, which
    # has one writer at a time.
    made_by = models.BigIntegerField(default=0, db_index=True)
    made_at = models.DateTimeField()

    def __str__(self):
        return self.tags
