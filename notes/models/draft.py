from django.conf import settings
from django.db import models, transaction

from notes.models.fields import BodyField, LineField
from notes.models.picture_use import PictureUse
from notes.picture_names import pictures_in


class DraftQuerySet(models.QuerySet):
    def pending(self):
        """Those that hold words which their note does not have yet."""
        return self.filter(is_pending=True)


class Draft(models.Model):
    """The working copy of a note: what stands in the author's form. Readers never see it.

    Every note that was opened for writing has one, and keeps it: its `version` only grows, so that a
    form which somebody left open for a week is known to be old. While it is not pending, it is
    empty, and the note has the words.
    """

    note = models.OneToOneField("notes.Note", on_delete=models.CASCADE, related_name="draft")
    version = models.PositiveIntegerField(default=0)
    is_pending = models.BooleanField(default=False)
    title = LineField(max_length=1000, blank=True)
    body = BodyField(blank=True)
    # The other fields of the form, by name, as they were typed: also what no note could store.
    fields = models.JSONField(default=dict)
    # `Note.updated_at` when these words were begun: another one means that the note was changed
    # elsewhere meanwhile (the administration, an import).
    note_seen_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-saved_at"], name="draft_lately_saved")]

    def __str__(self):
        return self.title or str(self.note)

    def hold(self, words: dict, by):
        """Take what was typed. A `title` beyond what the column holds is cut; the form says so."""
        if not self.is_pending:
            self.note_seen_at = self.note.updated_at
        before, words = self._pictures(), dict(words)
        self.title, self.body = words.pop("title", "")[:1000], words.pop("body", "")
        self.fields, self.saved_by, self.is_pending = words, by, True
        self._step(before)

    def empty(self, by):
        """The note has the words now, or nobody wants these."""
        before = self._pictures()
        self.title = self.body = ""
        self.fields, self.saved_by, self.is_pending = {}, by, False
        self._step(before)

    @property
    def words(self) -> dict:
        """What the form shows, by field."""
        return {"title": self.title, "body": self.body, **self.fields}

    @property
    def state(self) -> str:
        """Names what the form's reader saw: another one means that somebody wrote meanwhile."""
        return f"{self.version}-{self.note.updated_at.timestamp() * 1_000_000:.0f}"

    @property
    def is_behind(self) -> bool:
        """Its note was changed elsewhere since these words were begun."""
        return self.is_pending and self.note_seen_at != self.note.updated_at

    def _pictures(self) -> tuple[set[str], str]:
        """What it shows: pictures of its text by their digest, its cover by its key."""
        return pictures_in(self.body), str(self.fields.get("cover") or "")

    def _step(self, before):
        self.version += 1
        with transaction.atomic():
            is_new = self._state.adding
            self.save()
            if self._pictures() != before:
                self._tell_pictures(is_new)

    def _tell_pictures(self, is_new: bool):
        from notes.models.image import Image

        shown, cover = self._pictures()
        if cover.isdecimal() and cover.isascii():
            covers = Image.objects.filter(pk=min(int(cover[:19]), 2**62))
            shown |= {digest[:16] for digest in covers.values_list("digest", flat=True)}
        PictureUse.objects.follow(shown, is_new, note=self.note, is_draft=True)
