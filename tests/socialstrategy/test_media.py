from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from notes.images import store
from tests.pictures import file_of, gradient

pytestmark = pytest.mark.django_db
KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@pytest.fixture
def image(media):
    return store(file_of(gradient(600, 400), "JPEG"), "동네.jpg", "동네")


def test_every_file_of_a_picture_is_handed_out(client, media, image, django_assert_num_queries):
    for name in image.picture_name.files():
        with django_assert_num_queries(0):
            response = client.get(f"/media/{name}")

        assert response.status_code == 200
        assert response["Content-Type"] == KINDS[name.rpartition(".")[2]]
        content = response.getvalue()
        assert content == (media / name).read_bytes()
        assert int(response["Content-Length"]) == len(content)


def headers_of(response) -> list[str]:
    return [
        response["Cache-Control"],
        response["Content-Security-Policy"],
        response["X-Content-Type-Options"],
    ]


CLOSED = ["public, max-age=31536000, immutable", "default-src 'none'; sandbox", "nosniff"]


def test_picture_is_kept_for_ever_and_may_do_nothing(client, image):
    response = client.get(image.address)
    response.close()

    assert headers_of(response) == CLOSED
    assert not response.cookies
    assert "Vary" not in response
    assert "Content-Encoding" not in response


def test_browser_that_has_it_is_told_so(client, image):
    response = client.get(image.address)
    response.close()

    again = client.get(image.address, headers={"if-none-match": response["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert headers_of(again) == CLOSED
    other = client.get(image.address, headers={"if-none-match": '"another"'})
    other.close()
    assert other.status_code == 200


def test_head_says_what_get_would(client, image):
    page, head = client.get(image.address), client.head(image.address)
    page.close()

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head[name] == page[name], name


def test_part_of_a_picture_is_answered_with_the_whole(client, image):
    response = client.get(image.address, headers={"range": "bytes=0-9"})

    assert response.status_code == 200
    assert len(response.getvalue()) == default_storage.size(image.name)
    assert "Content-Range" not in response


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_pictures_are_for_reading(client, image, method):
    assert getattr(client, method)(image.address).status_code in (403, 405)
    assert default_storage.exists(image.name)


@pytest.mark.parametrize("method", ["get", "head"])
def test_picture_that_is_gone_is_not_found(client, image, method):
    default_storage.delete(image.name)

    for headers in ({}, {"if-none-match": "*"}, {"if-none-match": f'"{image.name}"'}):
        assert getattr(client, method)(image.address, headers=headers).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "..\\secret.txt",
        "../../site.sqlite3",
        "/etc/passwd",
        "",
        ".",
        "a/b.jpg",
        "page.html",
        "drawing.svg",
        "3f9a2c81d04b77e1-5x5.svg",
        "3f9a2c81d04b77e1-5x5.jpg%00.html",
        quote("그림.jpg"),
    ],
)
def test_nothing_else_is_handed_out(client, image, path):
    for name in ("secret.txt", "pictures/page.html", "pictures/drawing.svg", "pictures/그림.jpg"):
        default_storage.save(name, ContentFile(b"SECRET"))

    response = client.get(f"/media/pictures/{path}")

    assert response.status_code in (301, 404)
    assert b"SECRET" not in getattr(response, "content", b"")
    assert client.get("/media/secret.txt").status_code == 404
