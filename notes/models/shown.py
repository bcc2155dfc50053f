from django.db import models, transaction

from notes.models.loaded import Loaded
from notes.models.picture_use import PictureUse
from notes.pages import touch
from notes.picture_names import pictures_in


class ShownQuerySet(models.QuerySet):
    def delete(self):
        with transaction.atomic():
            touch("site")
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Shown(Loaded, models.Model):
    """What stands on many pages and changes rarely: then all pages are made anew."""

    TEXT = ""  # the field with its Markdown, if it has one

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            is_new = self._state.adding
            super().save(*args, **kwargs)
            if self.TEXT:
                self._tell_pictures(is_new)
            touch("site")

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            touch("site")
            return super().delete(*args, **kwargs)

    def _tell_pictures(self, is_new: bool):
        shown = pictures_in(getattr(self, self.TEXT))
        PictureUse.objects.follow(shown, is_new, **{self._meta.model_name: self})
