from django.db import migrations

from notes.search.terms import VERSION, moment, note_terms, squeeze

PORTION = 500


def index_titles(apps, schema_editor):
    """Some hundred notes at a time: a large site's titles need not fit into memory."""
    Note = apps.get_model("notes", "Note")
    dated = Note.objects.filter(published_at__isnull=False).order_by("pk")
    dated = dated.only("pk", "title", "series_id", "number", "published_at")
    last = 0
    while notes := list(dated.filter(pk__gt=last)[:PORTION]):
        last = notes[-1].pk
        write(apps, {note: squeeze(note.title) for note in notes})


def write(apps, titles):
    Posting, SearchTitle = (
        apps.get_model("notes", "Posting"),
        apps.get_model("notes", "SearchTitle"),
    )
    SearchTitle.objects.bulk_create(
        SearchTitle(note_id=note.pk, text=text, version=VERSION) for note, text in titles.items()
    )
    Posting.objects.bulk_create(
        Posting(term=term, moment=moment(note.published_at), note_id=note.pk)
        for note, text in titles.items()
        for term in sorted(note_terms(text, note.series_id, note.number))
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0007_search_terms"),
    ]

    operations = [
        migrations.RunPython(index_titles, migrations.RunPython.noop, elidable=True),
    ]
