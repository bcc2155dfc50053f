"""Pingback and trackback: refused in the words of their own protocols."""

import xmlrpc.client

import pytest
from defusedxml import ElementTree
from django.test import Client

from notes.models import Address

PING = xmlrpc.client.dumps(("https://남.example/글", "https://우리.example/1/"), "pingback.ping")


@pytest.fixture
def strict():
    """As browsers and machines are met: with the look at CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def call(client, body, address="/xmlrpc.php"):
    return client.post(address, body, content_type="text/xml")


def fault_of(response) -> xmlrpc.client.Fault:
    with pytest.raises(xmlrpc.client.Fault) as raised:
        xmlrpc.client.loads(response.content)
    return raised.value


@pytest.mark.parametrize("address", ["/xmlrpc.php", "/pingback", "/pingback/"])
def test_pingback_gets_a_fault_and_hears_of_webmentions(
    strict, db, address, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = call(strict, PING, address)

    fault = fault_of(response)
    assert (response.status_code, fault.faultCode) == (200, 33)
    assert fault.faultString == (
        "핑백과 트랙백은 받지 않아요. 대신 웹멘션으로 알려 주세요: http://127.0.0.1:8000/webmention/"
    )
    assert response["Content-Type"] == "text/xml; charset=utf-8"


def test_pingback_hears_of_no_webmentions_where_there_are_none(strict, settings):
    settings.WEBMENTIONS = False

    assert fault_of(call(strict, PING)).faultString == "핑백과 트랙백은 받지 않아요."


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><methodCall>&c;</methodCall>'


@pytest.mark.parametrize(
    "body",
    [
        xmlrpc.client.dumps(("글쓴이", "비밀번호"), "wp.getUsersBlogs"),
        xmlrpc.client.dumps(([{"methodName": "pingback.ping", "params": []}],), "system.multicall"),
        BOMB,
        "<methodCall>" + "글" * 500_000,
        b"\xff\xfe\x00",
        "",
    ],
)
def test_whatever_else_is_called_is_not_there(strict, db, body, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = call(strict, body)

    assert (response.status_code, fault_of(response).faultCode) == (200, -32601)


@pytest.mark.parametrize(
    "address",
    [
        "/wp-trackback.php?p=12",
        "/trackback/",
        "/2011/04/친구와-시작하기/trackback",
        "/notes/친구와-시작하기/trackback/",
        "/series/소셜전략/3/trackback/",
    ],
)
def test_trackback_is_refused_in_its_own_words(strict, db, address, django_assert_num_queries):
    sent = {"url": "https://spam.example/", "title": "싼 대출", "blog_name": "<b>", "excerpt": "…"}

    with django_assert_num_queries(0):
        response = strict.post(address, sent)

    answer = ElementTree.fromstring(response.content)
    assert response.status_code == 200
    assert (answer.tag, answer.findtext("error")) == ("response", "1")
    assert answer.findtext("message").startswith("핑백과 트랙백은 받지 않아요.")


@pytest.mark.parametrize("address", ["/xmlrpc.php", "/xmlrpc.php?rsd", "/pingback/"])
def test_looking_at_it_says_how_it_is_meant(client, db, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(address)

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "웹멘션" in response.text


def test_old_addresses_lead_on_and_others_to_no_page(client, make_note):
    note = make_note("친구와 같이 시작하기")
    Address.objects.create(path="/2011/04/옛-글/trackback/", note=note)

    moved = client.get("/2011/04/옛-글/trackback/")

    assert (moved.status_code, moved["Location"]) == (301, note.get_absolute_url())
    assert client.get("/2011/04/없는-글/trackback/").status_code == 404


def test_note_and_tag_may_be_called_so(client, make_note):
    note = make_note("트랙백", slug="trackback", tags=["trackback"])

    assert client.get(note.get_absolute_url()).status_code == 200
    assert client.get("/tags/trackback/").status_code == 200


def test_nobody_is_invited(client, make_note):
    for address in ("/", make_note().get_absolute_url(), "/feed/", "/없는-글/"):
        response = client.get(address)
        assert "X-Pingback" not in response
        assert "pingback" not in response.text.lower()
