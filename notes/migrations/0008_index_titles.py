from django.db import migrations


class Migration(migrations.Migration):
    """It indexed titles. 0018_search throws that index away, so nothing is written here any more."""

    dependencies = [
        ("notes", "0007_search_terms"),
    ]

    operations = []
