import json
import shutil
from zipfile import ZipFile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from socialstrategy.site_file.archive import SiteArchive
from socialstrategy.site_file.exporting import export_site
from socialstrategy.site_file.importing import import_site
from socialstrategy.site_file.manifest import NAME
from tests.sites import manage
from tests.socialstrategy.site_file.rich_site import fill


def contents(path) -> dict[str, bytes]:
    """What is in a file, but for the moment at which it was made."""
    with ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    found[NAME] = json.loads(found[NAME])
    del found[NAME]["made_at"]
    return found


@pytest.fixture(scope="session")
def site_on_sqlite(once, new_site):
    """A folder with a site that has everything, and the file of it, `site.zip`. Not to be written to:
    all processes of a run share it."""
    with once("rich-site") as data:
        if not (data / "site.zip").exists():
            shutil.rmtree(data, ignore_errors=True)
            new_site(data)
            script = "from tests.socialstrategy.site_file.rich_site import fill; fill()"
            manage("shell", "-v0", "-c", script, data=data)
            manage("export_site", data / "site.zip", data=data)
    return data


@pytest.fixture
def rich_site(transactional_db, media):
    fill()


@pytest.fixture
def exported(rich_site, tmp_path):
    """The file of a site with everything, which is still there."""
    path = tmp_path / "site.zip"
    export_site(path)
    return path


@pytest.fixture
def empty_the_site(settings, tmp_path):
    """As on a new machine: a fresh database, no pictures."""

    def empty(name="other-media"):
        call_command("flush", interactive=False, verbosity=0)
        ContentType.objects.clear_cache()
        settings.MEDIA_ROOT = tmp_path / name
        settings.MEDIA_ROOT.mkdir()
        return settings.MEDIA_ROOT

    return empty


@pytest.fixture
def bring_in():
    def import_file(path, **options):
        with SiteArchive(path, **options) as archive:
            return import_site(archive)

    return import_file
