from django.db import models


class Relation(models.Model):
    """`other` is worth reading after `note`. Written by `notes/related.py`, never by hand."""

    note = models.ForeignKey(
        "notes.Note", on_delete=models.CASCADE, related_name="relations", db_index=False
    )
    other = models.ForeignKey("notes.Note", on_delete=models.CASCADE, related_name="relations_from")
    score = models.FloatField()  # 0 to 1, the likeness that was measured

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "other"], name="relation_once"),
            models.CheckConstraint(
                condition=~models.Q(note=models.F("other")), name="relation_to_another_note"
            ),
        ]

    def __str__(self):
        return f"{self.note_id} → {self.other_id} ({self.score:.2f})"
