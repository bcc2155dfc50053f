"""What answers in Django's place answers as Django does."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.response import BadHeaderError, ResponseHeaders
from django.test import RequestFactory
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import example, given
from hypothesis import strategies as st

from socialstrategy import quicker

VALUES = st.one_of(st.text(max_size=20), st.binary(max_size=20), st.integers())


class Djangos(ResponseHeaders):
    """As they were before."""

    _convert_to_charset = quicker._convert

    def items(self):
        return [(name, self[name]) for name in self]


def stored(headers: ResponseHeaders, name, value):
    """What stands there then, or what is wrong with it."""
    try:
        headers[name] = value
    except (BadHeaderError, UnicodeError) as fault:
        return type(fault), str(fault)
    return list(headers.items())


@given(st.one_of(st.just("X-Name"), st.text(max_size=10)), VALUES)
@example("X-Name", "소셜전략")
@example("X-이름", "a")
@example("X-Name", "a\r\nSet-Cookie: b=c")
@example("X-Name\n", "a")
@example("X-Name", "caf\u00e9")
@example("X-Name", "")
@example("X-Name", b"bytes\n")
@example("X-Name", "\x7f")
def test_headers_are_stored_as_django_stores_them(name, value):
    assert stored(ResponseHeaders({}), name, value) == stored(Djangos({}), name, value)


def test_headers_are_found_however_they_are_written():
    response = HttpResponse(headers={"X-Name": "a", "ETag": ""})

    assert "x-name" in response.headers and "X-NAME" in response and response.has_header("x-Name")
    assert "x-other" not in response.headers and not response.has_header("X-Other")
    assert response.headers.get("ETAG", "else") == response.get("etag", "else") == ""
    assert response.headers.get("X-Other") is None
    assert response.headers.get("X-Other", "else") == "else"
    assert dict(response.items()) == dict(response.headers.items()) == dict(response.headers)


def test_headers_of_a_request_are_found_too():
    request = RequestFactory().get("/", headers={"accept-language": "ko"})

    assert request.headers.get("Accept-Language") == "ko"
    assert "ACCEPT-LANGUAGE" in request.headers and "X-Other" not in request.headers
    assert CaseInsensitiveMapping({"글": 1}).get("글") == 1


def test_settings_that_are_missing_are_missed():
    with pytest.raises(AttributeError):
        settings.NO_SETTING_OF_THIS_NAME  # noqa: B018 -- it is looked for
    assert settings.LANGUAGE_CODE == "ko"
