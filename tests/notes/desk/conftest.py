"""People of each role, and a client that is signed in as one of them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, OWNER, PERMISSIONS
from notes.models import Author


def grant(user, role: str):
    if role == OWNER:
        user.is_staff = user.is_superuser = True
        user.save()
        return
    for name in PERMISSIONS[role]:
        app, _dot, codename = name.partition(".")
        found = Permission.objects.get(content_type__app_label=app, codename=codename)
        user.user_permissions.add(found)


@pytest.fixture
def make_person(make_user):
    """`make_person(AUTHOR)`; a writer has a byline of that name."""

    def make(role: str, username: str | None = None):
        user = make_user(username)
        grant(user, role)
        if role in (OWNER, EDITOR, AUTHOR):
            Author.objects.create(name=user.username, user=user)
        return user

    return make


@pytest.fixture
def client_of(make_person):
    """`client_of(EDITOR)` is a client of its own; `.user` is who it is."""

    def make(role: str):
        client = Client()
        client.user = make_person(role)
        client.force_login(client.user)
        return client

    return make


@pytest.fixture
def author_client(client_of):
    return client_of(AUTHOR)


@pytest.fixture
def owner_client(client_of):
    return client_of(OWNER)


__all__ = ["AUTHOR", "EDITOR", "MODERATOR", "OWNER"]
