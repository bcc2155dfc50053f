"""Who may do what, and who is let in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from notes.desk import accounts
from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, OWNER, may_write, roles_of, set_roles
from notes.models import Author, Invitation

pytestmark = pytest.mark.django_db
PEOPLE, INVITE = "/desk/people/", "/desk/people/invite/"


def person_url(user):
    return reverse("desk:person_edit", args=[user.pk])


def again(user):
    """Without what it remembers of its permissions."""
    return get_user_model().objects.get(pk=user.pk)


class TestRoles:
    @pytest.mark.parametrize(
        "roles", [[], [AUTHOR], [EDITOR], [MODERATOR], [AUTHOR, MODERATOR], [OWNER]]
    )
    def test_what_is_set_is_what_is_read(self, make_person, roles):
        user = make_person(EDITOR)

        set_roles(user, roles)

        assert roles_of(again(user)) == roles
        assert again(user).is_staff is (OWNER in roles)

    def test_role_ends_although_a_group_gave_it_and_other_permissions_stay(self, make_user):
        user, group = make_user(), Group.objects.create(name="필진")
        group.permissions.add(Permission.objects.get(codename="add_note"))
        user.groups.add(group)
        user.user_permissions.add(Permission.objects.get(codename="add_tag"))
        assert roles_of(again(user)) == [AUTHOR]

        set_roles(user, [MODERATOR])

        assert roles_of(again(user)) == [MODERATOR]
        assert not may_write(again(user))
        assert again(user).has_perm("notes.add_tag")


class TestList:
    def test_says_name_roles_and_notes(self, owner_client, make_person, make_note):
        writer = make_person(AUTHOR, "김글쓴")
        make_note(author=writer.author)
        make_note(author=writer.author, status="draft")
        make_person(MODERATOR, "박운영")

        page = owner_client.get(PEOPLE).text

        for words in ("김글쓴", "글쓴이", "글 2편", "박운영", "운영자", "로그인한 적 없음"):
            assert words in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same(self, owner_client, make_person, count, django_assert_num_queries):
        for _person in range(count):
            make_person(EDITOR)

        # Session and person, the site, the people, their permissions, their groups, invitations.
        with django_assert_num_queries(7):
            owner_client.get(PEOPLE)

    def test_comes_in_pages(self, owner_client, make_user, monkeypatch):
        monkeypatch.setattr("notes.desk.people.SIZE", 2)
        for name in ("가", "나", "다"):
            make_user(name)

        page = owner_client.get(PEOPLE).text

        assert "다음 사람들" in page


class TestPerson:
    def change(self, client, user, **posted):
        words = {"name": "김글쓴", "writing": "", **posted}
        return client.post(person_url(user), words)

    def test_roles_and_byline_change_and_are_noted_down(self, owner_client, make_person):
        user = make_person(AUTHOR)
        slug = user.author.slug

        answer = self.change(owner_client, user, writing=EDITOR, is_moderator="on")

        assert answer.status_code == 302
        assert roles_of(again(user)) == [EDITOR, MODERATOR]
        author = Author.objects.get(user=user)
        assert (author.name, author.slug) == ("김글쓴", slug)
        page = owner_client.get(person_url(user)).text
        assert "역할: 편집자, 운영자" in page and "글쓴이 이름: 김글쓴" in page

    def test_second_owner_may_be_made_and_may_dismiss_the_first(
        self, owner_client, make_person, client
    ):
        user = make_person(AUTHOR)
        self.change(owner_client, user, writing=OWNER)
        client.force_login(again(user))

        self.change(client, owner_client.user, writing="")

        assert roles_of(again(owner_client.user)) == []
        assert owner_client.get(PEOPLE).status_code == 403

    def test_nobody_lays_their_own_ownership_down(self, owner_client):
        page = owner_client.get(person_url(owner_client.user)).text
        assert "주인 자격은 스스로 내려놓을 수 없습니다" in page

        self.change(owner_client, owner_client.user, writing=AUTHOR)

        assert roles_of(again(owner_client.user)) == [OWNER]
        with pytest.raises(accounts.OneselfKept):
            accounts.change(owner_client.user, owner_client.user, [AUTHOR], "")

    def test_of_two_who_dismiss_each_other_the_second_is_refused(self, make_person):
        first, second = make_person(OWNER), make_person(OWNER)
        accounts.change(first, again(second), [], "")

        with pytest.raises(PermissionDenied):
            accounts.change(second, again(first), [], "")

        assert roles_of(again(first)) == [OWNER]

    @pytest.mark.parametrize(
        ("posted", "says"),
        [
            ({"name": "\u200b"}, "글에 나올 이름을 적어 주세요"),
            ({"writing": "pope"}, "올바르게 선택해 주세요"),
        ],
    )
    def test_wrong_words_are_said_and_nothing_changes(
        self, owner_client, make_person, posted, says
    ):
        user = make_person(AUTHOR)

        answer = self.change(owner_client, user, **posted)

        assert answer.status_code == 422
        assert says in answer.text
        assert roles_of(again(user)) == [AUTHOR]

    def test_writer_needs_a_byline(self, owner_client, make_user):
        user = make_user()

        assert self.change(owner_client, user, name="", writing=AUTHOR).status_code == 422
        assert self.change(owner_client, user, name="새 이름", writing=AUTHOR).status_code == 302
        assert Author.objects.get(user=user).name == "새 이름"


class TestShutting:
    def test_sessions_end_at_once_and_for_ever(self, owner_client, client_of):
        writer = client_of(AUTHOR)
        assert writer.get("/desk/").status_code == 200

        owner_client.post(reverse("desk:person_shut", args=[writer.user.pk]))

        assert writer.get("/desk/").status_code == 302
        assert Session.objects.count() == 1, "the owner's own"
        owner_client.post(reverse("desk:person_open", args=[writer.user.pk]))
        assert writer.get("/desk/").status_code == 302, "a stolen session does not come back"

    def test_session_of_a_shut_account_is_worth_nothing(self, client_of):
        """Whoever shuts it elsewhere, in the administration."""
        writer = client_of(AUTHOR)
        get_user_model().objects.filter(pk=writer.user.pk).update(is_active=False)

        assert writer.get("/desk/").status_code == 302

    def test_shut_account_cannot_sign_in_until_it_is_open(
        self, owner_client, make_person, password
    ):
        user, sent = make_person(AUTHOR), {"password": password}
        owner_client.post(reverse("desk:person_shut", args=[user.pk]))
        sent["username"] = user.username
        assert Client().post("/account/login/", sent).status_code == 422

        owner_client.post(reverse("desk:person_open", args=[user.pk]))

        assert Client().post("/account/login/", sent).status_code == 302

    def test_nobody_shuts_their_own(self, owner_client):
        url = reverse("desk:person_shut", args=[owner_client.user.pk])

        answer = owner_client.post(url, follow=True)

        assert "자기 계정은 멈출 수 없습니다" in answer.text


class TestInvitations:
    def invite(self, client, **posted):
        client.post(INVITE, {"writing": AUTHOR, **posted})
        return Invitation.objects.latest("pk")

    def test_link_is_shown_to_copy_with_its_roles(self, owner_client):
        invitation = self.invite(owner_client, is_moderator="on")

        page = owner_client.get(PEOPLE).text

        assert invitation.roles == [AUTHOR, MODERATOR]
        assert invitation.full_address in page
        assert invitation.key not in ("", invitation.get_absolute_url())
        assert mail.outbox == []

    def test_goes_by_mail_where_there_is_an_address(self, owner_client):
        invitation = self.invite(owner_client, email="friend@example.com")

        (message,) = mail.outbox
        assert message.to == ["friend@example.com"]
        assert invitation.full_address in message.body

    def test_without_a_mail_server_nothing_is_sent(self, owner_client, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

        assert "메일 서버가 없어서" in owner_client.get(INVITE).text
        answer = owner_client.post(INVITE, {"writing": AUTHOR, "email": "a@example.com"})

        assert answer.status_code == 302
        assert mail.outbox == []

    def test_needs_a_role(self, owner_client):
        answer = owner_client.post(INVITE, {"writing": "", "email": "friend@example.com"})

        assert answer.status_code == 422
        assert "하나는 골라 주세요" in answer.text
        assert 'value="friend@example.com"' in answer.text

    def test_key_alone_opens_nothing(self, owner_client, client):
        """Who reads the database, a backup of it, is not let in."""
        invitation = self.invite(owner_client)

        assert client.get(f"/account/invitation/{invitation.key}/").status_code == 410
        assert client.get(invitation.get_absolute_url()).status_code == 200

    def test_dies_when_it_is_revoked(self, owner_client, client):
        invitation = self.invite(owner_client)

        owner_client.post(reverse("desk:invitation_revoke", args=[invitation.pk]))

        assert client.get(invitation.get_absolute_url()).status_code == 410
        assert invitation.full_address not in owner_client.get(PEOPLE).text

    def test_dies_after_a_week(self, owner_client, client):
        invitation = self.invite(owner_client)

        with time_machine.travel(timedelta(days=7, minutes=1), tick=False):
            assert client.get(invitation.get_absolute_url()).status_code == 410

    def test_dies_with_the_ownership_of_who_made_it(self, owner_client, client):
        invitation = self.invite(owner_client, writing=OWNER)

        set_roles(owner_client.user, [EDITOR])

        assert client.get(invitation.get_absolute_url()).status_code == 410

    def test_list_costs_the_same(self, owner_client, django_assert_num_queries):
        for _invitation in range(3):
            self.invite(owner_client)

        with django_assert_num_queries(7):
            owner_client.get(PEOPLE)


class TestPasswordLink:
    def test_is_shown_once_for_a_person_and_the_newest_alone_lives(
        self, owner_client, make_person, client
    ):
        user = make_person(AUTHOR)
        for _time in range(2):
            owner_client.post(reverse("desk:person_password_link", args=[user.pk]))
        old, new = Invitation.objects.order_by("pk")

        page = owner_client.get(person_url(user)).text

        assert new.full_address in page and old.full_address not in page
        assert client.get(old.get_absolute_url()).status_code == 410
        assert new.full_address not in owner_client.get(PEOPLE).text

    def test_dies_with_the_account(self, owner_client, make_person, client):
        user = make_person(AUTHOR)
        owner_client.post(reverse("desk:person_password_link", args=[user.pk]))

        owner_client.post(reverse("desk:person_shut", args=[user.pk]))

        assert client.get(Invitation.objects.get().get_absolute_url()).status_code == 410
        owner_client.post(reverse("desk:person_password_link", args=[user.pk]))
        assert Invitation.objects.count() == 1
