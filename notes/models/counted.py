"""Writes to many notes at once: kept counts (notes/models/counts.py), citations (notes/citations.py),
the pictures that they show, what is searched, and finished pages follow."""

from django.db import models, transaction

from notes.models import counts
from notes.models.picture_use import PictureUse
from notes.pages import touch

# What of a note the search reads, beside what hangs on it.
SEARCHED = frozenset({"status", "title", "series", "series_id", "number", "body_html"})


class CountedQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic():
            made = super().bulk_create(objs, *args, **kwargs)
            citations().follow(counts.follow({}, [note.pk for note in made]))
            PictureUse.objects.follow_new_notes(made)
            if made:
                citations().settle(made)
                touch("site")
        return made

    def update(self, **values):
        if not (counts.WATCHED | SEARCHED) & values.keys():
            return super().update(**values)
        with transaction.atomic():
            before = counts.seen(self.order_by().values_list("pk", flat=True))
            rows = [self.filter(pk__in=portion) for portion in counts.portions(before)]
            changed = sum(super(CountedQuerySet, part).update(**values) for part in rows)
            if counts.WATCHED & values.keys():
                citations().follow(counts.follow(before))
                touch("site")
            if SEARCHED & values.keys():
                search_index().index_anew(before)
        return changed

    update.alters_data = True

    def delete(self):
        with transaction.atomic():
            before = counts.seen(self.values_list("pk", flat=True))
            tags, citing = counts.tags_of(before), citations().citing(before)
            search_index().forget(before)
            deleted = super(CountedQuerySet, self.filter(pk__in=before)).delete()
            counts.follow(before, tags=tags)
            citations().render_anew(citing)
            touch("site")
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


def citations():
    """The module. It imports the models, and so cannot be imported above."""
    from notes import citations

    return citations


def search_index():
    """Likewise."""
    from notes.search import index

    return index
