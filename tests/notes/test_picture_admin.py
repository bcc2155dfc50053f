from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from notes.images import store
from notes.models import Image
from tests.pictures import as_bytes, file_of, gradient

pytestmark = pytest.mark.django_db
ADD = "/admin/notes/image/add/"


def upload(client, content, alt="동네 전경", name="동네.jpg"):
    return client.post(ADD, {"file": SimpleUploadedFile(name, content), "alt": alt})


def test_uploaded_picture_offers_its_markdown(admin_client, media):
    response = upload(admin_client, as_bytes(gradient(900, 600), "JPEG"))

    assert response.status_code == 302
    image = Image.objects.get()
    page = unescape(admin_client.get("/admin/notes/image/").content.decode())
    assert f"<code>![동네 전경]({image.address})</code>" in page
    smallest = image.picture_name.smaller_file(480)
    assert "아직 쓰이지 않았습니다." in unescape(
        admin_client.get(f"/admin/notes/image/{image.pk}/change/").content.decode()
    )
    assert f'<img src="/media/{smallest}" alt="동네 전경" width="160" height="107"' in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG는 받지 않습니다."),
        (b"<html><script>alert(1)</script></html>", "그림이 아닙니다."),
    ],
)
def test_what_is_no_picture_comes_back_with_a_sentence(admin_client, media, content, sentence):
    response = upload(admin_client, content, name="그림.gif")

    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page
    assert "동네 전경" in page
    assert not Image.objects.exists()


def test_description_is_changed_and_nothing_else(admin_client, media, make_note, make_series):
    image = store(file_of(gradient(40, 30)), "가.png", "옛 설명")
    make_note(series=make_series(title="소셜전략"), title="봄", body=image.markdown)
    address = f"/admin/notes/image/{image.pk}/change/"

    page = admin_client.get(address).content.decode()
    assert "소셜전략 1 : 봄" in page
    assert "40 × 30" in page
    admin_client.post(address, {"alt": "새 설명", "name": "x", "width": 9, "digest": "x"})

    changed = Image.objects.get()
    assert changed.alt == "새 설명"
    assert (changed.name, changed.width, changed.digest) == (image.name, 40, image.digest)


@pytest.mark.parametrize("way", ["page", "action"])
def test_picture_in_use_is_not_deleted(admin_client, media, make_note, way):
    image = store(file_of(gradient(40, 30)), "가.png")
    make_note(title="봄", slug="봄", body=image.markdown)

    page = delete(admin_client, image, way).content.decode()

    assert "아직 쓰이는 그림이라 지울 수 없습니다: 봄" in page
    assert default_storage.exists(Image.objects.get().name)


@pytest.mark.parametrize("way", ["page", "action"])
def test_picture_that_nobody_uses_is_deleted(
    admin_client, media, way, django_capture_on_commit_callbacks
):
    image = store(file_of(gradient(40, 30)), "가.png")

    with django_capture_on_commit_callbacks(execute=True):
        delete(admin_client, image, way)

    assert not Image.objects.exists()
    assert not default_storage.exists(image.name)


def delete(client, image, way):
    if way == "page":
        return client.post(f"/admin/notes/image/{image.pk}/delete/", {"post": "yes"})
    form = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    return client.post("/admin/notes/image/", form)


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/"])
def test_page_needs_nothing_that_the_policy_forbids(admin_client, media, path):
    image = store(file_of(gradient(40, 30)), "가.png")

    page = admin_client.get(f"/admin/notes/image/{path.format(pk=image.pk)}").content.decode()

    assert " style=" not in page
    assert "<style" not in page
