"""What the search of titles reads: written with each note, in the same transaction."""

from django.db import models

from notes.models.note import Note


def delete_silently(collector, field, rows, using):
    """As CASCADE does, but the page that asks "delete this note?" names no row of the search."""
    collector.fast_deletes.append(rows)


delete_silently.lazy_sub_objs = True  # they need not be read


class Posting(models.Model):
    """That a note has a term. All of one term lie side by side, in the order of publication.

    Only notes with a date have any. Whether a note is public is asked of the note: a scheduled one
    appears by itself. `notes.search.terms` says what the terms are.
    """

    pk = models.CompositePrimaryKey("term", "moment", "note")
    term = models.CharField(max_length=40)
    # `published_at` in microseconds since 1970.
    moment = models.BigIntegerField()
    note = models.ForeignKey(Note, on_delete=delete_silently, related_name="postings")

    def __str__(self):
        return f"{self.term} → {self.note_id}"


class SearchTitle(models.Model):
    """A note's own title as it is searched: folded, without spaces. Not its series' title.

    A series that is renamed changes nothing here.
    """

    note = models.OneToOneField(
        Note, on_delete=delete_silently, primary_key=True, related_name="search_title"
    )
    text = models.TextField()
    # Of the rule that made its terms.
    version = models.PositiveSmallIntegerField()

    def __str__(self):
        return self.text
