import re
import shutil

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path):
    """What a site serves: hashed, joined, compressed."""
    settings.STATIC_ROOT = tmp_path
    backend = {"BACKEND": "socialstrategy.storage.StaticStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_style_sheets_are_joined_into_one(collected, settings):
    sheet = (collected / staticfiles_storage.stored_name("css/site.css")).read_text()
    parts = settings.BASE_DIR / "static" / "css"

    assert "@import" not in sheet
    for part in parts.glob("*.css"):
        if part.name not in ("site.css", "print.css"):
            assert part.read_text().strip() in sheet, part.name
    assert sheet.index("@layer reset, tokens") < sheet.index("@layer base")
    assert "@media print {\n" + (parts / "print.css").read_text() in sheet


def test_joined_sheet_is_compressed_and_small(collected):
    name = staticfiles_storage.stored_name("css/site.css")

    assert (collected / f"{name}.gz").stat().st_size < 20_000


def test_modules_import_each_other_by_hashed_names(collected):
    main = (collected / staticfiles_storage.stored_name("js/main.js")).read_text()

    imported = re.findall(r'import\("\./([\w.]+)"\)', main)
    assert imported
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (collected / "js" / name).exists()


def test_collecting_again_takes_a_change_in_an_imported_sheet(collected, settings):
    before = staticfiles_storage.stored_name("css/site.css")
    source = shutil.copytree(settings.BASE_DIR / "static", collected / "source")
    settings.STATICFILES_DIRS = [source]
    get_finder.cache_clear()

    with (source / "css" / "prose.css").open("a") as sheet:
        sheet.write("/* 한 줄 더 */")
    call_command("collectstatic", interactive=False, verbosity=0)
    get_finder.cache_clear()

    after = staticfiles_storage.stored_name("css/site.css")
    assert after != before
    assert "/* 한 줄 더 */" in (collected / after).read_text()
