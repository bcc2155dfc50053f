"""Links that make an account or a new password, one's own password, and where signing in leads."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, OWNER, roles_of, set_roles
from notes.models import Author, Invitation
from socialstrategy import account

pytestmark = pytest.mark.django_db
NEW = "가을밤 별을 센 33"
GUEST = {"username": "손님", "name": "김손님", "email": "", "password1": NEW, "password2": NEW}
GIVEN = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def owner(make_user):
    return make_user("주인장", is_staff=True, is_superuser=True)


@pytest.fixture
def invite(owner):
    def make(*roles, **fields):
        return Invitation.objects.create(roles=list(roles), created_by=owner, **fields)

    return make


def link(invitation):
    return invitation.get_absolute_url()


def user_of(name):
    return get_user_model().objects.get(username=name)


class TestInvitation:
    def test_makes_the_account_with_its_roles_and_signs_in(self, client, invite):
        invitation = invite(AUTHOR, MODERATOR)

        answer = client.post(link(invitation), GUEST)

        user = user_of("손님")
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")
        assert roles_of(user) == [AUTHOR, MODERATOR]
        assert not user.is_staff and user.check_password(NEW)
        assert Author.objects.get(user=user).name == "김손님"
        assert client.get("/desk/").status_code == 200

    def test_of_a_moderator_asks_for_no_byline(self, client, invite):
        invitation = invite(MODERATOR)
        assert 'name="name"' not in client.get(link(invitation)).text

        answer = client.post(link(invitation), GUEST)

        assert answer["Location"] == "/moderation/"
        assert client.get("/moderation/").status_code == 200
        assert Author.objects.count() == 0

    def test_works_once(self, client, invite):
        invitation = invite(AUTHOR)
        client.post(link(invitation), GUEST)

        answer = Client().post(link(invitation), GUEST | {"username": "도둑"})

        assert answer.status_code == 410
        assert "이미 썼거나" in answer.text
        assert not get_user_model().objects.filter(username="도둑").exists()

    def test_of_two_at_the_same_moment_the_second_makes_nothing(self, client, invite, monkeypatch):
        invitation = invite(AUTHOR)
        client.post(link(invitation), GUEST)
        monkeypatch.setattr(Invitation.objects, "of_token", lambda _token: invitation)

        answer = Client().post(link(invitation), GUEST | {"username": "둘째"})

        assert answer["Location"] == "/account/login/"
        assert not get_user_model().objects.filter(username="둘째").exists()

    def test_form_comes_back_with_what_was_typed_and_the_link_lives(self, client, invite, owner):
        invitation = invite(AUTHOR, email="friend@example.com")
        assert 'value="friend@example.com"' in client.get(link(invitation)).text

        answer = client.post(link(invitation), GUEST | {"username": "주인장", "email": "a@b.kr"})

        assert answer.status_code == 422
        assert 'value="a@b.kr"' in answer.text and NEW not in answer.text
        assert client.get(link(invitation)).status_code == 200

    def test_login_name_that_was_taken_a_moment_before(self, client, invite, monkeypatch):
        invitation = invite(AUTHOR)
        make = account.AccountForm.make

        def late(form, roles):
            get_user_model().objects.create(username="손님")
            return make(form, roles)

        # Both are undone together here; elsewhere the other one stays.
        monkeypatch.setattr(account.AccountForm, "make", late)

        answer = client.post(link(invitation), GUEST)

        assert answer.status_code == 422
        assert client.get(link(invitation)).status_code == 200

    @pytest.mark.parametrize("token", ["guessed", "주인", "a:b", "%00"])
    def test_cannot_be_guessed(self, client, token):
        assert client.get(f"/account/invitation/{token}/").status_code in (404, 410)

    def test_page_is_nobodys_but_the_readers(self, client, invite):
        page = client.get(link(invite(AUTHOR)))

        assert "no-store" in page["Cache-Control"]
        assert 'content="noindex"' in page.text

    def test_says_who_is_signed_in(self, client, invite, owner):
        client.force_login(owner)

        assert "지금 주인장 계정으로 로그인해 있습니다" in client.get(link(invite(AUTHOR))).text


class TestNewPassword:
    def test_lets_in_and_ends_all_other_sessions(self, client, invite, make_user):
        user = make_user("글쓴이")
        set_roles(user, [AUTHOR])
        elsewhere = Client()
        elsewhere.force_login(user)
        invitation = invite(account=user)
        assert "글쓴이" in client.get(link(invitation)).text

        answer = client.post(link(invitation), GIVEN)

        assert answer["Location"] == "/desk/"
        assert user_of("글쓴이").check_password(NEW)
        assert client.get("/desk/").status_code == 200
        assert elsewhere.get("/desk/").status_code == 302
        assert roles_of(user_of("글쓴이")) == [AUTHOR]
        assert Client().post(link(invitation), GIVEN).status_code == 410

    def test_weak_one_is_refused_with_a_sentence(self, client, invite, make_user):
        invitation = invite(account=make_user())

        answer = client.post(link(invitation), GIVEN | {"new_password2": "다르다"})

        assert answer.status_code == 422
        assert "두 번 적은 비밀번호가 서로 다릅니다" in answer.text


class TestOwnPassword:
    URL = "/account/password/"

    def test_changes_and_only_this_browser_stays(self, client, make_user, password, invite):
        user, elsewhere = make_user("글쓴이"), Client()
        set_roles(user, [EDITOR])
        invitation = invite(account=user)
        for browser in (client, elsewhere):
            browser.force_login(user_of("글쓴이"))

        answer = client.post(self.URL, GIVEN | {"old_password": password}, follow=True)

        assert "비밀번호를 바꾸었습니다" in answer.text
        assert answer.redirect_chain[-1][0] == "/desk/"
        assert user_of("글쓴이").check_password(NEW)
        assert elsewhere.get("/desk/").status_code == 302
        assert client.get(link(invitation)).status_code == 410

    def test_wrong_old_one_is_said(self, client, make_user):
        client.force_login(make_user())

        answer = client.post(self.URL, GIVEN | {"old_password": "아니다"})

        assert answer.status_code == 422
        assert "지금 쓰는 비밀번호가 맞지 않습니다" in answer.text

    def test_strangers_sign_in_first(self, client):
        assert client.get(self.URL)["Location"] == f"/account/login/?next={self.URL}"

    def test_is_linked_from_the_desk_and_its_page_from_nowhere_else(self, client, owner):
        assert self.URL not in client.get("/").text
        client.force_login(owner)
        assert self.URL in client.get("/desk/").text
        assert self.URL not in client.get("/").text


class TestWhereSigningInLeads:
    @pytest.mark.parametrize(
        ("roles", "place"),
        [
            ([OWNER], "/desk/"),
            ([EDITOR], "/desk/"),
            ([AUTHOR, MODERATOR], "/desk/"),
            ([MODERATOR], "/moderation/"),
            ([], "/account/"),
        ],
    )
    def test_to_ones_work(self, client, make_user, password, roles, place):
        set_roles(make_user("글쓴이"), roles)
        sent = {"username": "글쓴이", "password": password}

        answer = client.post("/account/login/", sent)

        assert answer["Location"] == place
        assert client.get(place).status_code == 200
        assert client.get("/account/", follow=True).request["PATH_INFO"] == place

    def test_page_of_those_who_have_no_role_says_so(self, client, make_user):
        client.force_login(make_user())

        page = client.get("/account/")

        assert "아직 맡은 일이 없습니다" in page.text
        assert 'href="/desk/"' not in page.text
        assert "no-store" in page["Cache-Control"]

    def test_moderators_page_leads_back_to_the_desk_of_those_who_write(self, client, make_user):
        user = make_user()
        client.force_login(user)
        set_roles(user, [MODERATOR])
        assert 'href="/desk/"' not in client.get("/moderation/").text

        set_roles(user, [AUTHOR, MODERATOR])

        assert 'href="/desk/"' in client.get("/moderation/").text

    @pytest.mark.parametrize("path", ["/", "/about/", "/nowhere/", "/account/login/"])
    def test_strangers_see_no_link_to_the_desk(self, client, path):
        assert "/desk/" not in client.get(path).text
