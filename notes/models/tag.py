from django.db import models, transaction
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.models.counts import Counted, note_count
from notes.models.fields import LineField
from notes.models.shown import Shown, ShownQuerySet
from notes.models.tagged import Tagged
from notes.paths import Path
from notes.text import slugify

PAGE = Path("notes:tag_detail", str)


class TagQuerySet(ShownQuerySet):
    def with_note_counts(self):
        """Adds `note_count` (published notes only) and leaves out tags that no reader would see."""
        scheduled = Tagged.objects.filter(tag=OuterRef("pk"), published_at__gt=timezone.now())
        counted = self.annotate(note_count=note_count(scheduled))
        return counted.filter(dated_count__gt=0, note_count__gt=0)

    def named(self, names) -> "list[Tag]":
        """The tags of these names, in the given order; missing ones are made.

        Two names with one slug (`Web`, `web`) are one tag; names that leave no slug are skipped.
        """
        found = {}
        for name in names:
            if slug := slugify(name):
                found.setdefault(slug, None)
                found[slug] = (
                    found[slug] or self.get_or_create(slug=slug, defaults={"name": name})[0]
                )
        return list(found.values())

    def delete(self):
        _index_soon(self)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Tag(Shown, Counted):
    name = LineField(_("이름"), max_length=60)
    slug = models.CharField(_("주소"), max_length=80, unique=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("태그")
        ordering = ["name"]
        indexes = [models.Index(fields=["name", "id"], name="tag_by_name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.slug = slugify(self.slug or self.name, max_length=80)
        with transaction.atomic():
            renamed = list(Tag.objects.filter(pk=self.pk).exclude(name=self.name)[:1])
            super().save(*args, **kwargs)
            if renamed:
                _index_soon(Tag.objects.filter(pk=self.pk))

    def delete(self, *args, **kwargs):
        _index_soon(Tag.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return PAGE(self.slug)


def _index_soon(tags):
    """The notes that have one of them now."""
    from notes.search.tasks import index_soon

    index_soon(Tag.notes.rel.related_model.objects.filter(tags__in=tags).distinct())
