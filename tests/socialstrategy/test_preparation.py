import datetime as dt
import os

import polib
import pytest
from django.utils import timezone

from comments.models import LogEntry, SpamPolicy
from notes.models import Month, Series
from socialstrategy import preparation


@pytest.fixture
def said():
    return []


@pytest.fixture
def catalogue(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.append(polib.POEntry(msgid="시리즈", msgstr="Series"))
    file.save(str(folder / "django.po"))
    return folder / "django.mo"


def test_catalogue_is_compiled_once(catalogue, said):
    preparation.compile_catalogues(said.append)
    preparation.compile_catalogues(said.append)

    assert [(entry.msgid, entry.msgstr) for entry in polib.mofile(str(catalogue))] == [
        ("시리즈", "Series")
    ]
    assert len(said) == 1


def test_catalogue_that_is_older_than_its_source_is_compiled_again(catalogue, said):
    preparation.compile_catalogues(said.append)
    os.utime(catalogue, (0, 0))
    preparation.compile_catalogues(said.append)

    assert len(said) == 2


@pytest.mark.django_db
def test_database_that_is_up_to_date_is_left_alone(said, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        preparation.migrate(said.append)

    assert said == []


@pytest.mark.django_db
def test_archive_is_counted_again_in_another_time_zone(said, make_note):
    make_note(published_at=dt.datetime(2011, 3, 31, 15, 0, tzinfo=dt.UTC))  # in Seoul it is April
    preparation.count_months(said.append)
    assert said == []

    with timezone.override("UTC"):
        preparation.count_months(said.append)
        assert [month.month for month, _count in Month.objects.published()] == [3]
    assert len(said) == 1


@pytest.fixture
def static_files(tmp_path, settings):
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.js").write_text('import "./other.js";\n')
    (source / "other.js").write_text("export const words = '한글';\n" * 50)
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    backend = {"BACKEND": "socialstrategy.storage.StaticStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    return source


def test_key_of_the_environment_is_taken_where_none_was_entered(said, settings, db):
    settings.AKISMET_KEY = "0123456789ab"
    preparation.take_akismet_key(said.append)
    preparation.take_akismet_key(said.append)

    assert SpamPolicy.objects.current().akismet_key == "0123456789ab"
    assert said == ["Akismet 키를 환경 변수에서 받습니다…"]
    [entry] = LogEntry.objects.all()
    assert (entry.act, entry.by, entry.detail) == ("akismet_key_set", None, {"verified": False})

    SpamPolicy.objects.update(akismet_key="ba9876543210")
    preparation.take_akismet_key(said.append)
    assert SpamPolicy.objects.current().akismet_key == "ba9876543210"


def test_static_files_are_collected_when_one_of_them_changed(static_files, settings, said):
    preparation.collect_static(said.append)
    preparation.collect_static(said.append)
    assert len(said) == 1

    (static_files / "other.js").write_text("export const words = '전략';\n")
    preparation.collect_static(said.append)
    assert len(said) == 2
    # Pages of before still find their file.
    assert len(list(settings.STATIC_ROOT.glob("other.*.js"))) == 2


def test_modules_import_each_other_by_their_hashed_names(static_files, settings, said):
    preparation.collect_static(said.append)

    main = next(settings.STATIC_ROOT.glob("main.*.js")).read_text()
    other = next(settings.STATIC_ROOT.glob("other.*.js")).name
    assert f'"./{other}"' in main
    assert list(settings.STATIC_ROOT.glob("other.*.js.gz"))


@pytest.fixture
def fresh(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return settings


def test_demo_comes_once_and_not_again_after_it_was_thrown_away(fresh, said):
    preparation.load_demo_once(said.append)
    assert Series.objects.count() == 1

    Series.objects.get().notes.all().delete()
    Series.objects.all().delete()
    preparation.load_demo_once(said.append)
    assert Series.objects.count() == 0


def test_demo_can_be_left_out(fresh, said):
    fresh.DEMO = False

    preparation.load_demo_once(said.append)

    assert Series.objects.count() == 0


def test_demo_is_not_mixed_with_somebodys_notes(fresh, said, make_note):
    make_note()

    preparation.load_demo_once(said.append)

    assert Series.objects.count() == 0
    assert said == []
