import html5lib
import pytest
from django.db import OperationalError, connection
from django.test import Client

from socialstrategy import errors


def words(response):
    document = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return " ".join("".join(document.itertext()).split())


@pytest.mark.django_db
def test_page_that_is_not_there_says_so_and_where_to_go(client):
    response = client.get("/없는-곳/")

    assert response.status_code == 404
    assert "없는 페이지입니다" in words(response)
    assert 'href="/series/"' in response.content.decode()
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (errors.bad_request, 400, "알아들을 수 없는 요청입니다"),
        (errors.permission_denied, 403, "들어갈 수 없는 곳입니다"),
        (errors.csrf_failure, 403, "보내지 못했습니다"),
        (errors.page_not_found, 404, "없는 페이지입니다"),
        (errors.plain_not_found, 404, "없는 페이지입니다"),
        (errors.too_large, 413, "보낸 내용이 너무 큽니다"),
        (errors.server_error, 500, "사이트에 문제가 생겼습니다"),
    ],
)
def test_every_error_says_what_happened_and_what_to_do(rf, view, status, says):
    response = view(rf.get("/"))

    assert response.status_code == status
    assert says in words(response)
    assert 'lang="ko"' in response.content.decode()
    assert len(words(response)) > len(says) + 40


@pytest.mark.django_db
def test_too_many_requests_says_when_to_come_back(rf):
    response = errors.too_many_requests(rf.get("/"), retry_after=61)

    assert response.status_code == 429
    assert response["Retry-After"] == "61"
    assert "2분쯤 지나면" in words(response)


def test_error_of_the_site_needs_neither_database_nor_list_of_files(rf, settings):
    """No `django_db` mark: a query here fails the test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "socialstrategy.storage.StaticStorage"},
    }

    response = errors.server_error(rf.get("/"))

    assert response.status_code == 500
    assert "사이트에 문제가 생겼습니다" in words(response)
    assert "stylesheet" not in response.content.decode()


@pytest.mark.django_db
def test_page_is_shown_while_the_database_is_away(monkeypatch):
    def away(*_arguments, **_options):
        raise OperationalError("the database is away")

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(connection, "cursor", away)

    response = client.get("/")

    assert response.status_code == 500
    assert "사이트에 문제가 생겼습니다" in words(response)


@pytest.mark.django_db
def test_post_without_csrf_token_is_explained():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"username": "주인", "password": "비밀"})

    assert response.status_code == 403
    assert "새로 고친 뒤 다시" in words(response)
    assert "no-store" in response["Cache-Control"]
