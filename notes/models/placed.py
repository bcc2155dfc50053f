from django.db import models
from django.utils import timezone

from notes.models.address import Address
from notes.models.counts import PUBLISHED
from notes.models.loaded import Loaded
from notes.models.series import Series
from notes.models.stale_pages import PUBLIC_PAGES

# What a save compares with: a changed address is remembered, a changed public text dated.
STORED_FIELDS = (
    "series_id",
    "number",
    "title",
    "slug",
    "status",
    "published_at",
    "translation_of_id",
    "language",
    "body",
)
PLACE = ("series_id", "number", "slug", "status")


class Placed(Loaded, models.Model):
    """A note as far as it has a place: what it leaves behind when it moves.

    Every address that was public leads on for ever, and feeds go on knowing a note by their first
    name for it (docs/decisions/0015).
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        note = super().from_db(db, field_names, values)
        note._stored = {key: note.__dict__.get(key) for key in STORED_FIELDS}
        return note

    def _remember_old_address(self):
        old = getattr(self, "_stored", None)
        self._stored = {key: getattr(self, key) for key in STORED_FIELDS}
        if not old or old["status"] not in PUBLIC_PAGES or None in (old["slug"], self.pk):
            return
        path = path_of(old["series_id"] and Series.objects.get(pk=old["series_id"]).slug, old)
        moved = path != path_of(self.series and self.series.slug, self._stored)
        # A note that is taken back may come out again under another address.
        if moved or self.status not in PUBLIC_PAGES:
            self._leave(path, old)

    def _leave(self, path: str, old: dict):
        """It is no longer at `path`, which leads to it from now on, and by which feeds know it.

        So do the paths of this number from before its series was renamed, unless they lead to what
        had the number then. What was only announced or scheduled takes an old address from nobody.
        """
        former = Address.objects.former_names(old["series_id"]) if old["series_id"] else []
        Address.objects.reserve({f"{name}{old['number']}/": self for name in former})
        if not was_public(old):
            return Address.objects.reserve({path: self})
        Address.objects.moved(path, note=self)
        self.feed_path = self.feed_path or path

    def _is_new_here(self) -> bool:
        old = getattr(self, "_stored", None)
        return not old or any(getattr(self, name) != old[name] for name in PLACE)

    def keep_feed_path(self):
        """A number that was free again may be the one by which feeds know another note."""
        path = path_of(self.series and self.series.slug, self._stored)
        others = type(self).objects.exclude(pk=self.pk).filter(feed_path=path)
        if not self.feed_path and self.status == self.PUBLISHED and others.exists():
            self.feed_path = f"{path}note-{self.pk}/"
        if self.feed_path:
            type(self).objects.filter(pk=self.pk).update(feed_path=self.feed_path)


def was_public(stored: dict) -> bool:
    at = stored["published_at"]
    return stored["status"] == PUBLISHED and at is not None and at <= timezone.now()


def path_of(series_slug: str | None, identity: dict) -> str:
    """The undecoded path of a note, from what identifies it."""
    if series_slug:
        return f"/series/{series_slug}/{identity['number']}/"
    return f"/notes/{identity['slug']}/"
