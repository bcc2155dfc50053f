"""Factories with Korean defaults: a test passes only what it is about."""

import fcntl
import gc
import itertools
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from django.utils import timezone, translation

from socialstrategy import preparation
from tests.sites import manage

_count = itertools.count(1)
PASSWORD = "봄날의 긴 산책 27"


def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no process waits for another's at the end.

    But never a test that commits: the flush after it takes the site's row along, which a migration
    made, and each test in a transaction of its own would have to make it again. pytest-django has
    put those behind all others of the database, and there they stay.
    """
    items.sort(key=lambda item: _commits(item) or not item.get_closest_marker("slow"))


def pytest_collection_finish():
    """The collector would look at six thousand tests again and again, for a quarter of a second each time."""
    gc.freeze()


def _commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(item.fixturenames)
    return bool(fixtures or (marker and marker.kwargs.get("transaction")))


def _make_series(title="소셜전략", **fields):
    from notes.models import Series

    return Series.objects.create(title=title, **fields)


def _make_note(title="친구와 같이 시작하기", **fields):
    """A published note outside any series; `series=…` puts it into one, `tags=["전략"]` are names."""
    from notes.models import Note, Tag

    tags = fields.pop("tags", ())
    fields.setdefault("body", "혼자 하는 **전략(戰略)**을 같이 하는 것으로 바꿉니다.")
    fields.setdefault("status", Note.PUBLISHED)
    if fields["status"] == Note.PUBLISHED:
        fields.setdefault("published_at", timezone.now())
    if not fields.get("series"):
        fields.setdefault("slug", f"{title}-{next(_count)}")
    note = Note.objects.create(title=title, **fields)
    note.tags.set(Tag.objects.named(tags))
    return note


def _make_comment(note=None, **fields):
    """A public comment, past the judge; `parent=…` makes it an answer."""
    from comments.models import Comment

    parent = fields.get("parent")
    note = note or (parent.note if parent else _make_note())
    fields.setdefault("name", "지나가던 독자")
    fields.setdefault("body", f"잘 읽었습니다. {next(_count)}번째로 남기는 말입니다.")
    fields.setdefault("status", Comment.PUBLISHED)
    return Comment.objects.create(note=note, **fields)


def _make_user(username=None, **fields):
    fields.setdefault("password", PASSWORD)
    return get_user_model().objects.create_user(username or f"user{next(_count)}", **fields)


def _make_moderator(username="moderator", **fields):
    return _make_user(username, is_staff=True, is_superuser=True, **fields)


@pytest.fixture(scope="module")
def of_module(django_db_setup, django_db_blocker):
    """The factories, for what all tests of a module find there. Each begins anew from it: its own
    transaction is inside of this one. None of them may commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield SimpleNamespace(
            make_series=_make_series,
            make_note=_make_note,
            make_comment=_make_comment,
            make_user=_make_user,
        )
        transaction.set_rollback(True)


@pytest.fixture
def make_series(db):
    return _make_series


@pytest.fixture
def make_note(db):
    return _make_note


@pytest.fixture
def make_comment(db):
    return _make_comment


@pytest.fixture
def make_user(db):
    return _make_user


@pytest.fixture
def moderator(db):
    return _make_moderator()


@pytest.fixture
def password():
    """What every account of these factories signs in with."""
    return PASSWORD


@pytest.fixture
def moderator_client(client, moderator):
    """Django's test client, signed in as somebody who may do everything."""
    client.force_login(moderator)
    return client


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test counted or kept is no business of the next."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_by_deleting():
    """After each test that commits, sixty tables are emptied. PostgreSQL makes new files for each one
    that it truncates, and lets nobody read meanwhile; the few rows of a test are deleted in no time."""
    truncate = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or not tables:
            options = {"reset_sequences": reset_sequences, "allow_cascade": allow_cascade}
            return truncate(self, style, tables, **options)
        names = [self.quote_name(table) for table in tables]
        # Whoever is writing ends first, as before TRUNCATE.
        lock = f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE"
        return ["; ".join([lock, *(f"DELETE FROM {name}" for name in names)])]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def english(tmp_path, settings):
    """What SITE_LANGUAGE=en starts, with a catalogue of its own. Never set the language by hand:
    what is worked out once per language would be worked out without its words."""
    catalogue = Path("en", "LC_MESSAGES", "django.po")
    target = tmp_path / catalogue
    target.parent.mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "locale" / catalogue, target)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGE_CODE = "en"
    preparation.compile_catalogues(lambda line: None)
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """`with once("collected") as folder`: a place that all processes of a run share, those of the other
    database too. They come in one after the other, so that the first makes what the others find. Not to
    be written to later."""
    base = tmp_path_factory.getbasetemp()
    mine = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    shared = Path(os.environ.get("SHARED_BY_RUNS") or mine)

    @contextmanager
    def enter(name):
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield shared / name

    return enter


@pytest.fixture(scope="session")
def collected_static(once):
    """The folder of static files that a site serves: hashed, joined, compressed. Making it takes six
    seconds."""
    with once("collected") as folder, override_settings(**serving(folder)):
        preparation.collect_static(lambda line: None)  # nothing, if another process has done it
    return folder


@pytest.fixture(scope="session")
def new_site(once):
    """Makes a folder with a site on SQLite that has all tables and nothing in them. The migrations
    take five seconds, so they run once and their file is copied."""
    with once("migrated") as folder:
        tables = folder / "tables.sqlite3"
        if not tables.exists():
            manage("migrate", "-v0", data=folder)
            (folder / "site.sqlite3").rename(tables)

    def make(data: Path) -> Path:
        data.mkdir(parents=True)
        shutil.copyfile(tables, data / "site.sqlite3")
        return data

    return make


def serving(folder: Path) -> dict:
    """The settings of a site that serves the static files in this folder."""
    backend = {"BACKEND": "socialstrategy.storage.StaticStorage"}
    return {"STATIC_ROOT": folder, "STORAGES": {**site_settings.STORAGES, "staticfiles": backend}}


@pytest.fixture
def media(settings, tmp_path):
    """An empty folder of stored files, of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT
