from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.text import clean


class AddressQuerySet(models.QuerySet):
    def moved(self, path: str, *, note=None, series=None) -> "Address":
        """Remember that what was at `path` is now this note or series. A later move wins."""
        return self.update_or_create(
            path=normal_path(path), defaults={"note": note, "series": series}
        )[0]

    def moved_all(self, notes: dict):
        """`moved()` for many: what is by path, in one statement."""
        rows = [Address(path=normal_path(path), note=note) for path, note in notes.items()]
        self.bulk_create(
            rows, update_conflicts=True, unique_fields=["path"], update_fields=["note", "series"]
        )

    def reserve(self, notes: dict):
        """The same for what nobody has read there: where a path leads already, it goes on doing so."""
        rows = [Address(path=normal_path(path), note=note) for path, note in notes.items()]
        self.bulk_create(rows, ignore_conflicts=True)

    def former_names(self, series) -> list[str]:
        """The paths at which a series was: those of its numbers began with them, too."""
        former = self.filter(series=series, path__startswith="/series/")
        return list(former.values_list("path", flat=True))

    def target(self, path: str) -> str | None:
        """Where `path` (decoded, with its query if that mattered) is today, or nothing.

        A note under a series that was renamed is found through the series' old address. Drafts are
        not given away: their target is nothing.
        """
        path = normal_path(path)
        found = self.filter(path=path).select_related("note__series", "series").first()
        if found:
            return found.current_url()
        head, _slash, number = path.rstrip("/").rpartition("/")
        if not number.isdecimal() or not head.startswith("/series/"):
            return None
        series = self.filter(path=f"{head}/", series__isnull=False).select_related("series").first()
        return series and f"{series.series.get_absolute_url()}{number}/"


def normal_path(path: str) -> str:
    """Decoded once, NFC, one slash at the end: the form in which addresses are kept."""
    path = clean(unquote(path))
    return path if "?" in path else path.rstrip("/") + "/"


class Address(models.Model):
    """A path that was public once, here or on the site this one was imported from; answers 301."""

    path = models.CharField(_("옛 주소"), max_length=500, unique=True)
    note = models.ForeignKey(
        "notes.Note", on_delete=models.CASCADE, null=True, blank=True, related_name="old_addresses"
    )
    series = models.ForeignKey(
        "notes.Series",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="old_addresses",
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("옛 주소")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(note__isnull=False, series__isnull=True)
                | models.Q(note__isnull=True, series__isnull=False),
                name="address_has_one_target",
            ),
        ]

    def __str__(self):
        return self.path

    def current_url(self) -> str | None:
        if self.series:
            return self.series.get_absolute_url()
        return self.note.get_absolute_url() if self.note.has_page else None
