"""Nothing of a request is left when it is answered."""

import gc
import weakref

import pytest

from socialstrategy.handler import Request
from socialstrategy.wsgi import application
from tests.environs import Environ, kept_connection


@pytest.fixture
def handler():
    django = application.application.application
    assert django.request_class is Request
    return django


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", None),
        ("/search/?q=관계", None),
        ("/없는 곳/", None),
        ("/comments/7/", "name=독자&body=말"),
    ],
)
def test_request_is_gone_without_a_collector(handler, no_collector, monkeypatch, path, body):
    seen = []

    class Watched(Request):
        def __init__(self, environ):
            super().__init__(environ)
            seen.append(weakref.ref(self))

    monkeypatch.setattr(handler, "request_class", Watched)
    environ = Environ(SERVER_NAME="localhost")
    form = "application/x-www-form-urlencoded"
    asked = environ.get(path) if body is None else environ.post(path, body, form)

    with kept_connection():
        answer(handler, asked, seen)

    assert [request() for request in seen] == [None]


def answer(handler, asked, seen):
    response = handler(asked, lambda status, headers: None)
    assert b"".join(response)
    assert seen[0]() is not None
    response.close()
