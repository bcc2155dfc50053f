from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client

from notes.models import Author
from socialstrategy import account

OWNER = {
    "username": "주인장",
    "name": "김주인",
    "email": "owner@example.com",
    "password1": "봄날의 긴 산책 27",
    "password2": "봄날의 긴 산책 27",
}


@pytest.fixture
def link(db, settings):
    return account.owner_link().removeprefix(settings.SITE_URL)


def test_owner_link_makes_the_owner_and_signs_in(client, link):
    response = client.post(link, OWNER)

    assert response.status_code == 302
    assert response["Location"] == "/desk/"
    owner = get_user_model().objects.get()
    assert owner.is_superuser and owner.is_staff
    assert owner.check_password(OWNER["password1"])
    assert Author.objects.get(user=owner).name == "김주인"
    assert client.get("/admin/").status_code == 200


def test_owner_link_asks_for_what_it_needs(client, link):
    page = client.get(link)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    for field in OWNER:
        assert f'name="{field}"' in page.content.decode()


def test_owner_link_works_once(client, link):
    client.post(link, OWNER)

    response = Client().post(link, OWNER | {"username": "도둑"})

    assert response.status_code == 410
    assert "주인 계정이 이미 있습니다" in response.content.decode()
    assert get_user_model().objects.count() == 1


def test_owner_link_of_the_slower_one_leads_to_the_login(client, link, monkeypatch, make_user):
    """Both had the form open; the check in the transaction decides."""
    monkeypatch.setattr(account, "_is_owner_link", lambda _token: True)
    make_user(is_superuser=True)

    response = client.post(link, OWNER)

    assert response.status_code == 302
    assert response["Location"] == "/account/login/"
    assert get_user_model().objects.count() == 1


def test_owner_link_ends_after_a_day(client, link):
    with time_machine.travel(timedelta(hours=24, minutes=1), tick=False):
        response = client.get(link)

    assert response.status_code == 410
    assert "하루 동안만" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["guessed", "Im93bmVyIg:1xVbDl:abcdef", "주인"])
def test_owner_link_cannot_be_guessed(client, token):
    assert client.get(f"/account/owner/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"password1": "12345678901", "password2": "12345678901"}, "password1"),
        ({"password2": "다른 비밀번호 27"}, "password2"),
        ({"password1": "짧다", "password2": "짧다"}, "password2"),
        ({"username": ""}, "username"),
        ({"name": "  "}, "name"),
        ({"email": "편지"}, "email"),
    ],
)
def test_owner_form_comes_back_with_what_was_typed(client, link, wrong, says):
    response = client.post(link, OWNER | wrong)

    assert response.status_code == 422
    assert get_user_model().objects.count() == 0
    assert 'value="owner@example.com"' in response.content.decode() or says == "email"
    assert OWNER["password1"] not in response.content.decode()


@pytest.mark.django_db
def test_login_leads_where_one_wanted_to_go(client, moderator, password):
    response = client.post(
        "/account/login/?next=/admin/notes/",
        {"username": "moderator", "password": password, "next": "/admin/notes/"},
    )

    assert response.status_code == 302
    assert response["Location"] == "/admin/notes/"


@pytest.mark.django_db
def test_login_page_has_the_frame_of_the_site(client):
    page = client.get("/account/login/").content.decode()

    assert "소셜전략 글방" in page
    assert "testserver" not in page.replace("http://testserver", "")


@pytest.mark.django_db
def test_login_never_leads_to_another_host(client, moderator, password):
    sent = {"username": "moderator", "password": password, "next": "//evil.example/"}

    assert client.post("/account/login/", sent)["Location"] == "/desk/"


@pytest.mark.django_db
def test_wrong_password_comes_back_with_the_name_and_a_sentence(client, moderator):
    response = client.post("/account/login/", {"username": "moderator", "password": "아니다"})

    assert response.status_code == 422
    assert "아이디나 비밀번호가 맞지 않습니다" in response.content.decode()
    assert 'value="moderator"' in response.content.decode()
    assert "아니다" not in response.content.decode()


@pytest.mark.django_db
def test_guessing_ends_after_seven_wrong_passwords(client, moderator, password, settings):
    sent = {"username": "moderator", "password": "아니다"}
    codes = [client.post("/account/login/", sent).status_code for _try in range(7)]
    right = {"username": "moderator", "password": password}

    response = client.post("/account/login/", right)

    assert codes == [422] * 6 + [429]
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "15분쯤 지나면" in response.content.decode()
    # From elsewhere the same account is free: nobody locks the owner out.
    elsewhere = client.post("/account/login/", right, REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code == 302


@pytest.mark.django_db
def test_guessing_may_go_on_after_the_pause(client, moderator, password):
    for _try in range(7):
        client.post("/account/login/", {"username": "moderator", "password": "아니다"})

    with time_machine.travel(timedelta(minutes=16), tick=False):
        response = client.post("/account/login/", {"username": "moderator", "password": password})

    assert response.status_code == 302


@pytest.mark.django_db
def test_admin_has_no_login_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/admin/"


@pytest.mark.django_db
def test_logout_is_not_a_link(moderator_client):
    assert moderator_client.get("/account/logout/").status_code == 405
    assert moderator_client.post("/account/logout/").status_code == 302
    assert moderator_client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/desk/", "/moderation/"])
def test_pages_of_whoever_has_signed_in_offer_no_login(client, moderator, path):
    assert 'href="/account/login/"' in client.get("/").text
    client.force_login(moderator)

    assert 'href="/account/login/"' not in client.get(path).text
