from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils import timezone

from notes.models.note_queryset import CARD_FIELDS


class TaggedQuerySet(models.QuerySet):
    def published(self):
        is_published = apps.get_model("notes", "Note").objects.published_condition("note__")
        # The date again, as the row has it: that is what the index is of.
        return self.filter(is_published, published_at__lte=timezone.now())

    def cards(self):
        """With notes that know enough for a line in a list, in the same query."""
        fields = (f"note__{name}" for name in CARD_FIELDS)
        return self.select_related("note__series", "note__author").only(
            "tag", "published_at", *fields
        )


class Tagged(models.Model):
    """A note in the list of a tag. `Note.tags` says which tags it has; this is kept for reading.

    There is one for every note whose status is "published", with its date, so that the newest of
    ten thousand are found without sorting them. Written by `notes.models.counts` alone.
    """

    tag = models.ForeignKey(
        "notes.Tag", on_delete=models.CASCADE, related_name="listed", db_index=False
    )
    note = models.ForeignKey("notes.Note", on_delete=models.CASCADE, related_name="+")
    published_at = models.DateTimeField()

    objects = TaggedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("tag"), F("published_at").desc(), F("note").desc(), name="tagged_newest_first"
            ),
        ]

    def __str__(self):
        return f"{self.tag_id}: {self.note_id}"
