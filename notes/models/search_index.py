"""What the search reads: written with each note, in the same transaction (notes/search/index.py)."""

from django.db import models

from notes.models.note import Note


def delete_silently(collector, field, rows, using):
    """As CASCADE does, but the page that asks "delete this note?" names no row of the search."""
    collector.fast_deletes.append(rows)


delete_silently.lazy_sub_objs = True  # they need not be read


class Posting(models.Model):
    """That a note has a term, and how much it says of it. All of one term lie side by side, so that
    those of the greatest impact are read without the others.

    Whether a note is public is asked of the note. `notes.search.terms` says what the terms are.

    On SQLite the table is its primary key (migration 0020). Where a later one alters a column, Django makes
    the table anew and forgets that: call `without_rowid` again after it.
    """

    # BM25 without the rarity of the term, in thousandths. 0: only its readers' comments say it.
    COMMENTS_ONLY = 0

    pk = models.CompositePrimaryKey("term", "impact", "note")
    term = models.CharField(max_length=40)
    impact = models.PositiveSmallIntegerField()
    note = models.ForeignKey(
        Note, on_delete=delete_silently, related_name="postings", db_index=False
    )

    class Meta:
        indexes = [
            # Enough to answer from: which of some notes have which of some terms.
            models.Index(fields=["note", "term", "impact"], name="posting_of_note"),
        ]

    def __str__(self):
        return f"{self.term} → {self.note_id} ({self.impact})"


class SearchTerm(models.Model):
    """In how many notes a term is, kept, so that no search has to count."""

    text = models.CharField(max_length=40, primary_key=True)
    note_count = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.text}: {self.note_count}"


class SearchText(models.Model):
    """A note's words without its marks: what extracts are cut from and quotations are looked for in."""

    note = models.OneToOneField(
        Note, on_delete=delete_silently, primary_key=True, related_name="search_text"
    )
    # Of the rule that made its postings; notes of another rule are not found.
    version = models.PositiveSmallIntegerField()
    # What all its terms weigh together, and that in percent of the mean as its impacts know it.
    length = models.PositiveIntegerField()
    share = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        # Nearly always all are of one version: the others are found without reading these.
        indexes = [models.Index(fields=["version"], name="search_text_by_version")]

    def __str__(self):
        return self.text[:40]


class SearchSize(models.Model):
    """One row: how many notes are indexed, and how long they are together."""

    ONLY = 1

    note_count = models.PositiveIntegerField(default=0)
    length = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="search_size_has_one_row"),
        ]

    def __str__(self):
        return f"{self.note_count}"
