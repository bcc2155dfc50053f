"""What answers in Django's place answers as Django does."""

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.http.response import BadHeaderError, ResponseHeaders
from django.template import TemplateDoesNotExist, engines
from django.template.backends import django as templates
from django.test import RequestFactory
from django.urls import Resolver404, get_resolver
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


def resolved(path: str, **attributes):
    request = RequestFactory().get("/")
    request.path_info = path
    vars(request).update(attributes)
    match = BaseHandler().resolve_request(request)
    assert request.resolver_match is match
    return match


@pytest.mark.parametrize("path", ["/", "/tags/전략/", f"/tags/{'길' * quicker.LONGEST_PATH}/"])
def test_paths_lead_where_django_leads_them(path):
    djangos = get_resolver().resolve(path)

    for match in (resolved(path), resolved(path)):
        assert match.func is djangos.func
        assert (match.view_name, match.args, match.kwargs, match.route) == (
            (djangos.view_name, djangos.args, djangos.kwargs, djangos.route)
        )


def test_paths_are_looked_up_once_and_long_ones_are_not_kept():
    assert resolved("/tags/관계/") is resolved("/tags/관계/")
    long = f"/tags/{'관' * quicker.LONGEST_PATH}/"
    assert resolved(long) is not resolved(long)


def test_other_addresses_are_their_own(settings):
    here = resolved("/").func

    assert resolved("/", urlconf="tests.socialstrategy.urls_of_others").view_name == "other"
    settings.ROOT_URLCONF = "tests.socialstrategy.urls_of_others"
    assert resolved("/").view_name == "other"
    with pytest.raises(Resolver404):
        resolved("/tags/관계/")
    settings.ROOT_URLCONF = "socialstrategy.urls"
    assert resolved("/").func is here


@pytest.mark.parametrize(
    "host", ["example.com:8000", "Example.com.", "[::1]:80", "a_b", "", "한글.kr"]
)
def test_hosts_are_taken_apart_as_before(host):
    djangos = split_domain_port.__wrapped__(host)

    assert [split_domain_port(host) for _time in range(2)] == [djangos] * 2


def test_templates_say_what_is_missing_as_django_does():
    django = engines["django"]

    assert django.from_string("{{ word }}").render({"word": "<말>"}) == "&lt;말&gt;"
    with pytest.raises(TemplateDoesNotExist) as fault:
        django.from_string("{% include 'no/such.html' %}").render()
    assert fault.value.args == ("no/such.html",)
    assert fault.value.backend is django


def test_context_is_empty_when_the_page_is_made(monkeypatch):
    made, make = [], templates.make_context
    monkeypatch.setattr(
        templates, "make_context", lambda *a, **k: made.append(make(*a, **k)) or made[0]
    )

    page = (
        engines["django"]
        .from_string("{% with a=word %}{{ a }}{% endwith %}")
        .render({"word": "말"})
    )

    assert (page, made[0].dicts) == ("말", [])
