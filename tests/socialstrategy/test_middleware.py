import ipaddress
import unicodedata
from urllib.parse import quote

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.functional import empty

from comments.network import parsed
from notes.models import Address
from socialstrategy import errors
from socialstrategy.middleware import AddressMiddleware, NoticesMiddleware, TrustedProxyMiddleware

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")]


def wsgi(path):
    """A path as a server hands it over: the bytes of UTF-8, each as one character."""
    return path.encode().decode("latin-1")


def through_proxy(settings, peer, proxies=PROXIES, **headers):
    """Address and scheme that the site sees, and what is left of the headers."""
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    TrustedProxyMiddleware(lambda _request: HttpResponse())(request)
    left = [name for name in request.META if "FORWARDED" in name or "REAL_IP" in name]
    return request.META["REMOTE_ADDR"], request.scheme, left


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "seen"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.9, 10.0.0.8", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.7:51234", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        # What is no address ends the belief; nothing left of it counts.
        ("10.0.0.1", "203.0.113.7, 어딘가", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, unknown, 10.0.0.9", "10.0.0.9"),
        ("10.0.0.1", "fe80::1%<script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", ",,,", "10.0.0.1"),
        # A stranger may write what he likes.
        ("203.0.113.9", "127.0.0.1", "203.0.113.9"),
    ],
)
def test_visitors_address_is_the_rightmost_that_is_no_proxy(settings, peer, forwarded_for, seen):
    address, _scheme, _left = through_proxy(settings, peer, **{"X-Forwarded-For": forwarded_for})

    assert address == seen


@pytest.mark.parametrize(
    ("peer", "proto", "seen"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", " HTTPS ", "https"),
        ("10.0.0.1", "https, http", "http"),
        ("10.0.0.1", "javascript", "http"),
        ("203.0.113.9", "https", "http"),
    ],
)
def test_scheme_is_believed_from_a_proxy_only(settings, peer, proto, seen):
    _address, scheme, _left = through_proxy(settings, peer, **{"X-Forwarded-Proto": proto})

    assert scheme == seen


def test_nothing_of_the_headers_reaches_other_code(settings):
    headers = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.8",
        "Forwarded": "for=203.0.113.9",
    }

    assert through_proxy(settings, "10.0.0.1", **headers)[2] == []
    assert through_proxy(settings, "203.0.113.9", **headers)[2] == []


def test_without_trusted_proxies_even_this_machine_is_not_believed(settings):
    address, scheme, _left = through_proxy(
        settings, "127.0.0.1", [], **{"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}
    )

    assert (address, scheme) == ("127.0.0.1", "http")


@pytest.mark.django_db
def test_body_over_the_limit_is_refused_in_korean(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = client.post("/account/login/", {"username": "가" * 100})

    assert response.status_code == 413
    assert "보낸 내용이 너무 큽니다" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["-1", "많이", "1e3", "٣", "+5"])
def test_length_that_is_no_number_is_a_bad_request(client, length):
    response = client.post("/account/login/", CONTENT_LENGTH=length)

    assert response.status_code == 400
    assert "알아들을 수 없는 요청입니다" in response.content.decode()


@pytest.mark.django_db
def test_body_without_a_length_is_a_bad_request(client):
    response = client.post("/account/login/", headers={"transfer-encoding": "chunked"})

    assert response.status_code == 400


@pytest.mark.django_db
def test_too_many_fields_are_too_much(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5

    response = client.post("/account/login/", {f"칸{n}": "1" for n in range(6)})

    assert response.status_code == 413


@pytest.mark.django_db
def test_head_tells_the_length_and_has_no_body(client):
    page, head = client.get("/"), client.head("/")

    assert head["Content-Length"] == page["Content-Length"] == str(len(page.content))
    assert head.content == b""


def test_files_in_a_form_are_not_kept_and_its_text_arrives():
    file = SimpleUploadedFile("사진.png", b"\x89PNG" * 100, "image/png")
    request = RequestFactory().post("/", {"name": "김독자", "picture": file})

    assert request.POST["name"] == "김독자"
    assert list(request.FILES) == []
    assert "picture" not in request.POST


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_decomposed_address_moves_to_the_composed_one(client, method):
    decomposed = unicodedata.normalize("NFD", "/series/소셜전략/1/")

    response = getattr(client, method)(f"{quote(decomposed)}?page=2&q={quote('전략')}")

    assert response.status_code == 301
    expected = quote("/series/소셜전략/1/") + f"?page=2&q={quote('전략')}"
    assert response["Location"] == expected


@pytest.mark.django_db
def test_decomposed_address_never_leads_to_another_host(client):
    path = unicodedata.normalize("NFD", "//evil.example/한글/")

    response = client.get("/", PATH_INFO=wsgi(path))

    assert response.status_code == 301
    assert response["Location"].startswith("/%2Fevil.example/")


def test_what_is_posted_to_a_decomposed_address_is_not_lost(rf):
    """A redirect would turn the POST into a GET."""
    request = rf.post("/", PATH_INFO=wsgi(unicodedata.normalize("NFD", "/한글/")))

    assert AddressMiddleware(lambda _request: HttpResponse("ok"))(request).content == b"ok"


@pytest.mark.django_db
@pytest.mark.parametrize("old", ["/2011/04/07/소셜전략-1/", "/entry/첫글/", "/123/"])
def test_address_of_long_ago_leads_to_the_note(client, make_note, make_series, old):
    note = make_note(series=make_series(slug="소셜전략"))
    Address.objects.moved(old, note=note)

    for path in (old, old.rstrip("/") + "/"):
        response = client.get(quote(path))
        assert response.status_code == 301
        assert response["Location"] == quote("/series/소셜전략/1/")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["p=12", "page_id=12"])
def test_wordpress_address_without_permalinks_leads_to_the_note(client, make_note, query):
    note = make_note(slug="첫글")
    Address.objects.moved(f"/?{query}", note=note)

    response = client.get(f"/?{query}")

    assert response.status_code == 301
    assert response["Location"] == quote("/notes/첫글/")
    assert client.get("/?p=13").status_code == 200


@pytest.mark.django_db
def test_address_of_a_draft_is_not_given_away(client, make_note):
    Address.objects.moved("/old/초안/", note=make_note(status="draft"))

    assert client.get(quote("/old/초안/")).status_code == 404


def test_address_that_leads_to_itself_is_not_found(rf, monkeypatch):
    """Otherwise the browser would run in a circle."""
    monkeypatch.setattr(type(Address.objects), "target", lambda _self, path: quote(path))
    request = rf.get(quote("/series/소셜전략/1/"))

    assert errors.moved_to(request.path_info) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [quote(quote("/series/소셜전략/1/")), "/series/%FF%FE/", "/%2525/", "/a%252Fb/"]
)
def test_twice_encoded_address_is_not_found_without_asking_the_database(
    client, django_assert_num_queries, path
):
    with django_assert_num_queries(0):
        response = client.get(path)

    assert response.status_code == 404
    assert "없는 페이지입니다" in response.content.decode()


def test_what_is_too_long_for_an_address_is_not_remembered(settings):
    """Anybody can write a header of thousands of letters, ever other ones."""
    longest = "0000:0000:0000:0000:0000:ffff:255.255.255.255"
    parsed.cache_clear()

    assert through_proxy(settings, "10.0.0.1", x_forwarded_for="1" * 8000)[0] == "10.0.0.1"
    assert through_proxy(settings, "10.0.0.1", x_forwarded_for=longest)[0] == "255.255.255.255"
    assert parsed.cache_info().currsize == 2  # the proxy's and the visitor's


def answered(rf, *said, is_read=False):
    """The request and its answer, where the view says that much to whoever comes next."""

    def view(request):
        for words in said:
            messages.success(request, words)
        return HttpResponse(str([*get_messages(request)]) if is_read else "")

    request = rf.get("/")
    request.session = {}
    return request, NoticesMiddleware(view)(request)


def test_nothing_is_made_for_messages_where_nobody_says_or_reads_any(rf):
    request, response = answered(rf)

    assert request._messages._wrapped is empty
    assert not response.cookies


def test_messages_wait_for_whoever_reads_them(rf):
    _request, response = answered(rf, "저장했습니다.")
    rf.cookies["messages"] = response.cookies["messages"].value

    _request, untouched = answered(rf)
    assert not untouched.cookies
    _request, shown = answered(rf, is_read=True)
    assert "저장했습니다." in shown.content.decode()
    assert shown.cookies["messages"]["max-age"] == 0


def test_messages_of_whoever_brings_a_place_of_their_own(rf):
    def view(request):
        request._messages = CookieStorage(request)
        messages.success(request, "저장했습니다.")
        return HttpResponse()

    assert "messages" in NoticesMiddleware(view)(rf.get("/")).cookies
