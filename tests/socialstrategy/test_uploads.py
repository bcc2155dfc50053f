"""Who may send files, where, and how large."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from notes.images import MAX_BYTES
from notes.models import Image
from tests.pictures import as_bytes, gradient

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/notes/image/add/"
# A real picture that is heavier than any other body may be.
HEAVY = as_bytes(gradient(400, 300), "JPEG") + b"\0" * (3 * 1024 * 1024)


def form(content=HEAVY, name="우리 동네.jpg", alt="동네 전경"):
    return {"file": SimpleUploadedFile(name, content, "image/jpeg"), "alt": alt}


@pytest.fixture
def author_client(client, make_user):
    """Staff with the one right that is asked for."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_image", "view_image"]))
    client.force_login(user)
    return client


def test_whoever_may_add_pictures_sends_a_heavy_one(author_client, media):
    response = author_client.post(UPLOAD, form())

    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.original_name, image.alt) == ("우리 동네.jpg", "동네 전경")


def test_upload_needs_the_token_of_its_form(author_client, media):
    author_client.handler.enforce_csrf_checks = True

    assert author_client.post(UPLOAD, form()).status_code == 403
    token = author_client.get(UPLOAD).context["csrf_token"]
    response = author_client.post(UPLOAD, form() | {"csrfmiddlewaretoken": str(token)})

    assert response.status_code == 302


def test_stranger_is_refused_before_anything_is_read(client, media):
    unread = Unread()

    response = client.generic(
        "POST", UPLOAD, CONTENT_LENGTH=str(len(HEAVY)), **{"wsgi.input": unread}
    )

    assert response.status_code == 413
    assert not Image.objects.exists()


def test_stranger_may_send_no_small_file_either(client, media):
    response = client.post(UPLOAD, form(as_bytes(gradient(40, 30), "JPEG")))

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    assert not Image.objects.exists()


def test_staff_without_the_right_is_refused(client, make_user, media):
    client.force_login(make_user(is_staff=True))

    assert client.post(UPLOAD, form()).status_code == 413
    assert client.post(UPLOAD, form(as_bytes(gradient(40, 30), "JPEG"))).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/notes/note/add/",
        "/account/login/",
        "/",
        "/admin/notes/image/",
        "/없는-곳/",
        UPLOAD + "x/",
    ],
)
def test_every_other_address_is_as_strict_as_before(moderator_client, path):
    assert moderator_client.post(path, form()).status_code == 413


def test_file_in_another_form_is_not_kept(moderator_client, media, make_note):
    response = moderator_client.post("/admin/notes/note/add/", form(as_bytes(gradient(9, 9))))

    assert list(response.wsgi_request.FILES) == []


def test_more_than_one_picture_may_weigh_is_refused_unread(moderator_client, media):
    response = moderator_client.generic(
        "POST", UPLOAD, CONTENT_LENGTH=str(MAX_BYTES + 2 * 1024 * 1024), **{"wsgi.input": Unread()}
    )

    assert response.status_code == 413


def test_picture_just_over_the_limit_comes_back_with_a_sentence(moderator_client, media):
    response = moderator_client.post(UPLOAD, form(HEAVY + b"\0" * (MAX_BYTES - len(HEAVY) + 1)))

    assert response.status_code == 200
    assert "파일이 너무 큽니다. 그림은 20MB까지 받습니다." in response.content.decode()


def test_text_beside_the_picture_stays_limited(moderator_client, media, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = moderator_client.post(
        UPLOAD, form(as_bytes(gradient(40, 30), "JPEG"), alt="가" * 999)
    )

    assert response.status_code == 413
    assert not Image.objects.exists()


class Unread(BytesIO):
    def read(self, *args):
        raise AssertionError("read")

    readline = readinto = read
