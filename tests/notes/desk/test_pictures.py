"""Pictures on their way in: by a script while somebody writes, and several from a form."""

import unicodedata

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notes.desk import picture_forms
from notes.images import store
from notes.models import Image
from tests.notes.desk.conftest import AUTHOR, EDITOR
from tests.pictures import as_bytes, file_of, gradient

pytestmark = pytest.mark.django_db
UPLOAD, NEW, DESCRIBED = (
    "/desk/pictures/upload/",
    "/desk/pictures/new/",
    "/desk/pictures/described/",
)
JSON = {"HTTP_ACCEPT": "application/json"}
NFD = unicodedata.normalize("NFD", "우리 동네.jpg")


def photo(width=90, height=60, name="동네.jpg"):
    return SimpleUploadedFile(name, as_bytes(gradient(width, height), "JPEG"), "image/jpeg")


def html(name="가짜.gif"):
    return SimpleUploadedFile(name, b"<html><script>alert(1)</script>", "image/gif")


class TestByScript:
    def test_picture_comes_back_as_what_shows_it(self, author_client, media):
        answer = author_client.post(UPLOAD, {"image": photo(name=NFD), "alt": "봄"}, **JSON)

        image = Image.objects.get()
        assert image.uploaded_by == author_client.user
        assert answer.json() == {
            "image_code": f"![봄]({image.address})",
            "image_path": image.address,
            "key": image.pk,
            "name": "우리 동네.jpg",
            "alt": "봄",
            "width": 90,
            "height": 60,
            "thumbnail": f"/media/{image.picture_name.smaller_file(90)}",
            "edit": f"/desk/pictures/{image.pk}/",
        }

    def test_what_is_no_picture_is_refused_in_a_sentence(self, author_client, media):
        answer = author_client.post(UPLOAD, {"image": html()}, **JSON)

        assert answer.status_code == 422
        assert answer.json()["message"].startswith("그림이 아닙니다.")

    def test_no_file_at_all_is_said(self, author_client, media):
        answer = author_client.post(UPLOAD, {"alt": "봄"}, **JSON)

        assert (answer.status_code, answer.json()["message"]) == (422, "그림 파일을 골라 주세요.")

    def test_too_large_a_body_is_refused_unread_and_in_json(self, author_client):
        answer = author_client.generic(
            "POST", UPLOAD, b"x", CONTENT_LENGTH=str(22 * 1024 * 1024), **JSON
        )

        assert answer.status_code == 413
        assert answer.json() == {
            "error": "too_large",
            "message": "너무 커서 받지 않았습니다. 한 번에 20MB까지 보낼 수 있습니다.",
        }

    def test_too_long_a_text_hears_it_in_json_too(self, author_client):
        answer = author_client.generic(
            "POST", "/desk/preview/", b"x", CONTENT_LENGTH=str(3 * 1024 * 1024), **JSON
        )

        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")

    def test_whoever_is_signed_out_hears_that_and_not_that_it_is_too_large(self, client):
        for length in (1, 5 * 1024 * 1024):
            answer = client.generic("POST", UPLOAD, b"x", CONTENT_LENGTH=str(length), **JSON)

            assert (answer.status_code, answer.json()["error"]) == (401, "login")

    def test_storage_that_is_away_is_said(self, author_client, media, monkeypatch, caplog):
        monkeypatch.setattr(default_storage, "save", _away)

        answer = author_client.post(UPLOAD, {"image": photo()}, **JSON)

        assert answer.status_code == 503
        assert "저장하지 못했습니다" in answer.json()["message"]
        assert not Image.objects.exists()
        assert "저장하지 못했습니다" in caplog.text

    def test_account_that_sends_hundreds_has_to_wait(self, author_client, media, monkeypatch):
        monkeypatch.setattr(picture_forms, "MOST_PICTURES", 1)

        first = author_client.post(UPLOAD, {"image": photo(90, 60)}, **JSON)
        second = author_client.post(UPLOAD, {"image": photo(80, 60)}, **JSON)

        assert (first.status_code, second.status_code) == (200, 429)
        assert "10분쯤 뒤에" in second.json()["message"]


def _away(*_args, **_options):
    raise OSError("away")


class TestSeveral:
    def test_all_are_kept_and_descriptions_are_asked_for(self, author_client, media):
        answer = author_client.post(NEW, {"files": [photo(name=NFD), photo(80, 60, "둘.jpg")]})

        first, second = Image.objects.order_by("pk")
        assert answer.status_code == 302
        assert answer["Location"] == f"{DESCRIBED}?key={first.pk}&key={second.pk}"
        page = author_client.get(answer["Location"]).text
        assert "우리 동네.jpg" in page and "둘.jpg" in page
        assert f'value="![]({first.address})"' in page
        assert f'name="picture-{second.pk}-alt"' in page

    def test_descriptions_are_stored(self, author_client, media):
        author_client.post(NEW, {"files": [photo(), photo(80, 60)]})
        first, second = Image.objects.order_by("pk")
        words = {f"picture-{first.pk}-alt": "봄", f"picture-{second.pk}-alt": "여름"}

        answer = author_client.post(DESCRIBED, {"key": [first.pk, second.pk], **words})

        assert answer.status_code == 302
        assert list(Image.objects.order_by("pk").values_list("alt", flat=True)) == ["봄", "여름"]

    def test_description_that_is_too_long_comes_back(self, author_client, media):
        author_client.post(NEW, {"files": [photo()]})
        key = Image.objects.get().pk

        answer = author_client.post(DESCRIBED, {"key": key, f"picture-{key}-alt": "가" * 501})

        assert answer.status_code == 422
        assert "가" * 501 in answer.text

    def test_bad_file_is_named_and_the_good_one_is_kept(self, author_client, media):
        answer = author_client.post(NEW, {"files": [html("꾀.gif"), photo(name="동네.jpg")]})

        assert answer.status_code == 422
        assert "<strong>꾀.gif</strong>" in answer.text
        assert "그림이 아닙니다." in answer.text
        assert Image.objects.get().original_name == "동네.jpg"
        assert f'name="picture-{Image.objects.get().pk}-alt"' in answer.text

    def test_more_than_ten_are_named_and_not_taken(self, author_client, media, monkeypatch):
        monkeypatch.setattr(picture_forms, "MOST_FILES", 1)

        answer = author_client.post(
            NEW, {"files": [photo(name="하나.jpg"), photo(80, 60, "둘.jpg")]}
        )

        assert answer.status_code == 422
        assert "<strong>둘.jpg</strong>" in answer.text
        assert "한 번에 1장까지" in answer.text
        assert Image.objects.get().original_name == "하나.jpg"

    def test_the_same_file_twice_is_one_picture(self, author_client, media):
        author_client.post(NEW, {"files": [photo(), photo()]})

        assert Image.objects.count() == 1

    def test_nothing_chosen_is_said(self, author_client, media):
        answer = author_client.post(NEW, {})

        assert answer.status_code == 422
        assert "그림 파일을 골라 주세요." in answer.text

    def test_together_they_may_weigh_more_than_one(self, author_client, media):
        heavy = [
            SimpleUploadedFile(
                f"{size}.jpg", as_bytes(gradient(size, 9), "JPEG") + bytes(12 * 2**20)
            )
            for size in (40, 50)
        ]

        assert author_client.post(NEW, {"files": heavy}).status_code == 302

    def test_too_much_at_once_is_refused_with_the_limit(self, author_client):
        answer = author_client.generic("POST", NEW, b"x", CONTENT_LENGTH=str(66 * 1024 * 1024))

        assert answer.status_code == 413
        assert "한 번에 64MB까지" in answer.text

    def test_picture_of_somebody_else_is_shown_and_not_described(
        self, author_client, media, make_user
    ):
        store(file_of(gradient(90, 60), "JPEG"), "남.jpg", by=make_user())
        image = Image.objects.get()

        answer = author_client.post(NEW, {"files": [photo()]})
        page = author_client.get(answer["Location"]).text
        author_client.post(DESCRIBED, {"key": image.pk, f"picture-{image.pk}-alt": "봄"})

        assert "다른 사람이 먼저 올린 그림입니다." in page
        assert f"picture-{image.pk}-alt" not in page
        assert Image.objects.get().alt == ""


@pytest.mark.parametrize("path", [NEW, DESCRIBED, "/desk/pictures/"])
def test_readers_and_moderators_stay_outside(client, client_of, path):
    assert client.get(path)["Location"].startswith("/account/login/")
    assert client_of("moderator").get(path).status_code == 403


@pytest.mark.parametrize("role", [AUTHOR, EDITOR])
def test_form_says_what_it_takes(client_of, role):
    page = client_of(role).get(reverse("desk:picture_create")).text

    assert "한 번에 10장과 모두 합쳐 64MB까지" in page
    assert "multiple" in page and 'enctype="multipart/form-data"' in page
