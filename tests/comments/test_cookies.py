"""A cookie that is written quickly is the cookie that Django writes."""

import copy

import pytest
from django.http import HttpResponse
from django.test import Client

from comments.cookies import set_cookie

VALUE = "12.345:1vXyZ_-a:mWq0_A-b"


def written(response) -> list[str]:
    return [cookie.OutputString() for cookie in response.cookies.values()]


@pytest.mark.parametrize("is_secure", [False, True])
@pytest.mark.parametrize("path", ["/", "/comments/"])
def test_is_said_as_django_says_it(is_secure, path):
    ours, djangos = HttpResponse(), HttpResponse()
    attributes = {"path": path, "httponly": True, "samesite": "Lax", "secure": is_secure}

    set_cookie(ours, "own_comments", VALUE, **attributes, **{"max-age": 60})
    djangos.set_cookie("own_comments", VALUE, max_age=60, **attributes)
    djangos.cookies["own_comments"]["expires"] = ""

    assert written(ours) == written(djangos)
    assert str(ours.cookies) == str(djangos.cookies)
    assert ours.cookies["own_comments"] == djangos.cookies["own_comments"]


def test_two_do_not_share_what_they_say():
    response = HttpResponse()
    for name in ("one", "other"):
        set_cookie(response, name, f"{name}.1", path="/")
    response.cookies["one"].set("one", "changed", "changed")

    assert written(response) == ["one=changed; Path=/", "other=other.1; Path=/"]


def test_client_keeps_and_sends_it():
    client, response = Client(), HttpResponse()
    set_cookie(response, "own_comments", VALUE, path="/")

    client.cookies.update(response.cookies)

    assert client.cookies["own_comments"].value == VALUE
    assert client.cookies.output(header="", sep=";").strip() == f"own_comments={VALUE}; Path=/"


def test_attributes_can_be_changed_afterwards():
    response = HttpResponse()
    for name in ("one", "other", "third"):
        set_cookie(response, name, "1", path="/", **{"max-age": 60})
    response.delete_cookie("one", samesite="Lax")
    response.cookies["other"]["samesite"] = "Strict"
    response.cookies["third"] = copy.deepcopy(response.cookies["third"])

    deleted, changed, copied = written(response)
    assert deleted.startswith('one=""; expires=Thu, 01 Jan 1970') and "Max-Age=0" in deleted
    assert changed == "other=1; Max-Age=60; Path=/; SameSite=Strict"
    assert copied == "third=1; Max-Age=60; Path=/"
