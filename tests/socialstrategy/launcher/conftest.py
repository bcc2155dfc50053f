"""Sites for real processes. The database is of the kind that the whole run is about."""

import os
import shutil
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.socialstrategy.launcher.sites import Launcher


@contextmanager
def new_database(template: str = ""):
    """Empty for SQLite; else the address of a new PostgreSQL database, a copy of `template`."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"launcher_{uuid.uuid4().hex}"
    copied = f" TEMPLATE {urlsplit(template).path[1:]}" if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{copied}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def opened_once(tmp_path_factory, new_site, collected_static):
    """A site without notes, closed again. The first start takes ten times as long as the second."""
    folder = new_site(tmp_path_factory.mktemp("site") / "var")
    shutil.copytree(collected_static, folder / "static")
    with new_database() as database_url:
        launcher = Launcher(folder, database_url)
        launcher.open()
        launcher.close()
        yield launcher


@pytest.fixture
def launcher(tmp_path, opened_once):
    """A site that was opened before."""
    shutil.copytree(opened_once.data_dir, tmp_path / "var")
    with new_database(opened_once.database_url) as database_url:
        launcher = Launcher(tmp_path / "var", database_url)
        yield launcher
        launcher.close()


@pytest.fixture
def new_launcher(tmp_path):
    """A site that was never opened: no folder, an empty database."""
    with new_database() as database_url:
        launcher = Launcher(tmp_path / "var", database_url)
        yield launcher
        launcher.close()
