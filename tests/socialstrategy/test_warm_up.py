import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from notes.models import Note
from socialstrategy.warm_up import warm_up
from tests.environs import kept_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A WSGI application that notes what it is asked for and lets Django answer."""
    found, django = [], get_wsgi_application()

    def application(environ, start_response):
        path = environ["PATH_INFO"].encode("latin-1").decode()

        def start(status, headers, exc_info=None):
            found.append((path, status[:3]))
            return start_response(status, headers, exc_info)

        return django(environ, start)

    application.found = found
    with kept_connection():
        yield application


def test_every_kind_of_page_is_made_once(asked):
    note = Note.objects.create(title="함께 시작한다", slug="함께-시작", body="배운다.")
    note.publish()

    warm_up(asked)

    assert asked.found == [
        ("/", "200"),
        ("/notes/없는-글/", "404"),
        ("/feed/", "200"),
        ("/account/login/", "200"),
        ("/notes/함께-시작/", "200"),
        ("/search/", "200"),
    ]


def test_empty_site_is_warmed_up_without_a_note(asked):
    warm_up(asked)

    assert [status for _, status in asked.found] == ["200", "404", "200", "200"]


def test_database_that_is_away_is_no_error(asked, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(Note.objects, "published", away)

    warm_up(asked)

    assert asked.found == []
