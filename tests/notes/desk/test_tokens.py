import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def test_form_that_is_older_than_the_login_gets_a_token_that_works(author_client):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author_client.user)
    words = {"title": "같이 시작하기", "csrfmiddlewaretoken": "x" * 64}
    assert client.post("/desk/notes/new/", words, **JSON).status_code == 403

    words["csrfmiddlewaretoken"] = client.get("/desk/token/", **JSON).json()["token"]

    assert client.post("/desk/notes/new/", words, **JSON).status_code == 200


def test_nobody_else_gets_one(client, make_user):
    assert client.get("/desk/token/", **JSON).status_code == 401
    client.force_login(make_user())
    assert client.get("/desk/token/", **JSON).status_code == 403
