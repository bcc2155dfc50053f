import re
import shutil

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.management import call_command

from socialstrategy.storage import MediaStorage
from tests.conftest import serving


@pytest.fixture
def collected(settings, collected_static):
    """A site that serves these files."""
    for name, value in serving(collected_static).items():
        setattr(settings, name, value)
    return collected_static


def test_style_sheets_are_joined_into_one(collected, settings):
    sheet = (collected / staticfiles_storage.stored_name("css/site.css")).read_text()
    parts = settings.BASE_DIR / "static" / "css"

    assert "@import" not in sheet
    imported = re.findall(r'@import url\("([\w.]+)"\);', (parts / "site.css").read_text())
    assert "tokens.css" in imported
    for name in imported:
        assert (parts / name).read_text().strip() in sheet, name
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


def test_collecting_again_takes_a_change_in_an_imported_sheet(collected, settings, tmp_path):
    before = staticfiles_storage.stored_name("css/site.css")
    settings.STATIC_ROOT = shutil.copytree(collected, tmp_path / "static")
    source = shutil.copytree(settings.BASE_DIR / "static", tmp_path / "source")
    settings.STATICFILES_DIRS = [source]
    get_finder.cache_clear()

    with (source / "css" / "prose.css").open("a") as sheet:
        sheet.write("/* 한 줄 더 */")
    call_command("collectstatic", interactive=False, verbosity=0)
    get_finder.cache_clear()

    after = staticfiles_storage.stored_name("css/site.css")
    assert after != before
    assert "/* 한 줄 더 */" in (settings.STATIC_ROOT / after).read_text()


def test_media_files_are_there_whole_or_not_at_all(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storage = MediaStorage()

    class Interrupted(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
            raise OSError("전원이 나갔습니다")

    with pytest.raises(OSError, match="전원"):
        storage.save("그림/하나.png", Interrupted(b"whole"))
    assert list(tmp_path.rglob("*.p*")) == []

    name = storage.save("그림/하나.png", ContentFile(b"whole"))
    with storage.open(name) as file:
        assert file.read() == b"whole"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["하나.png"]
    assert oct((tmp_path / name).stat().st_mode & 0o777) == oct(settings.FILE_UPLOAD_PERMISSIONS)


def test_media_file_of_the_same_name_gets_another(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storage = MediaStorage()

    first, second = (storage.save("하나.png", ContentFile(text)) for text in (b"1", b"2"))

    assert first != second
    with storage.open(first) as one, storage.open(second) as two:
        assert (one.read(), two.read()) == (b"1", b"2")


def test_font_of_the_titles_is_found_by_its_hashed_name(collected):
    sheet = (collected / staticfiles_storage.stored_name("css/font.css")).read_text()

    (name,) = re.findall(r'url\("\.\./fonts/(geulbang-serif\.[0-9a-f]{12}\.woff2)"\)', sheet)
    assert (collected / "fonts" / name).exists()
