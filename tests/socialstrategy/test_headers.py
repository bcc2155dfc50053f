import pytest
from csp.decorators import csp_update
from django.http import HttpResponse
from django.test import RequestFactory

from socialstrategy.middleware import PolicyMiddleware


def directives(response):
    parts = [
        part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()
    ]
    return {name: sources for name, *sources in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/admin/", "/moderation/", "/없는-곳/"])
def test_every_page_carries_the_strict_policy(moderator_client, path):
    policy = directives(moderator_client.get(path))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert "unsafe" not in str(policy)


def test_view_may_ask_for_another_policy_of_its_own():
    @csp_update({"img-src": ["https://pictures.example"]})
    def with_pictures(request):
        return HttpResponse("그림")

    usual, pictures = (
        PolicyMiddleware(view)(RequestFactory().get("/"))
        for view in (lambda request: HttpResponse("글"), with_pictures)
    )

    assert "https://pictures.example" in directives(pictures)["img-src"]
    assert directives(usual)["img-src"] == ["'self'", "data:"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/"])
def test_every_page_carries_the_usual_headers(moderator_client, path):
    response = moderator_client.get(path)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.django_db
def test_feed_may_be_shown_elsewhere(client, make_note):
    make_note()

    assert "Cross-Origin-Resource-Policy" not in client.get("/feed/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/notes/note/", "/admin/notes/note/add/"])
def test_admin_page_needs_nothing_that_the_policy_forbids(moderator_client, path):
    page = moderator_client.get(path).content.decode()

    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    for script in page.split("<script")[1:]:
        head = script.partition(">")[0]
        assert "src=" in head or 'type="application/json"' in head


@pytest.mark.django_db
def test_https_site_sends_plain_http_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["blog.example.com"]

    response = client.get("/series/?page=2", headers={"host": "blog.example.com"})

    assert response.status_code == 301
    assert response["Location"] == "https://blog.example.com/series/?page=2"


@pytest.mark.django_db
def test_unknown_host_is_a_bad_request(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
