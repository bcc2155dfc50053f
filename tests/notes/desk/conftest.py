"""People of each role, and a client that is signed in as one of them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, OWNER, PERMISSIONS
from notes.desk.saving import draft_of, words_now
from notes.models import Author, Note


def grant(user, role: str):
    if role == OWNER:
        user.is_staff = user.is_superuser = True
        user.save()
        return
    for name in PERMISSIONS[role]:
        app, _dot, codename = name.partition(".")
        found = Permission.objects.get(content_type__app_label=app, codename=codename)
        user.user_permissions.add(found)


def employ(user, role: str):
    grant(user, role)
    if role in (OWNER, EDITOR, AUTHOR):
        Author.objects.create(name=user.username, user=user)
    return user


@pytest.fixture
def make_person(make_user):
    """`make_person(AUTHOR)`; a writer has a byline of that name."""

    def make(role: str, username: str | None = None):
        return employ(make_user(username), role)

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


@pytest.fixture
def send():
    """`send(client, note, body="글", act="publish")`: a form that was just opened, with these words."""

    def post(client, note, **words):
        return client.post(f"/desk/notes/{note.pk}/", opened_form(note, **words))

    return post


def opened_form(note, **words) -> dict:
    """What the note's form sends when these words were changed in it."""
    draft = draft_of(Note.objects.get(pk=note.pk))
    return {**words_now(draft), "state": draft.state, **words}


__all__ = ["AUTHOR", "EDITOR", "MODERATOR", "OWNER"]
