from django.db import migrations

from notes.markdown import render


def make_site(apps, schema_editor):
    """Reading a page must never have to write: the one row is there from the beginning."""
    site = apps.get_model("notes", "Site")(pk=1)
    site.about_html = render(site.about).html
    site.save()


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_first")]

    operations = [migrations.RunPython(make_site, migrations.RunPython.noop)]
