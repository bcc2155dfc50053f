from django.db import models, transaction

from notes.pages import touch


class ShownQuerySet(models.QuerySet):
    def delete(self):
        with transaction.atomic():
            touch("site")
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Shown(models.Model):
    """What stands on many pages and changes rarely: then all pages are made anew."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            touch("site")

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            touch("site")
            return super().delete(*args, **kwargs)
