"""Pictures and cards in S3: a real server on this machine, asked over HTTP."""

import os
import socket
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from unicodedata import normalize

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from notes import cards
from notes.cards import drawing
from notes.cards.tasks import draw_note_card
from notes.images import store
from notes.models import Image, Note, Site
from socialstrategy import bucket as bucket_module
from socialstrategy.bucket import BucketAway
from tests.buckets import Bucket, new_bucket, s3_server
from tests.pictures import as_bytes, file_of, gradient

ROOT = Path(__file__).resolve().parent.parent.parent
ADD = "/admin/notes/image/add/"


@pytest.fixture(scope="module")
def server():
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(server, settings):
    """An empty bucket that the whole site uses."""
    return _use(settings, new_bucket(server))


def _use(settings, bucket: Bucket) -> Bucket:
    said = bucket.environment
    options = {
        "bucket": said["S3_BUCKET"],
        "endpoint_url": said["S3_ENDPOINT"],
        "region_name": said["S3_REGION"],
        "aws_access_key_id": said["S3_ACCESS_KEY"],
        "aws_secret_access_key": said["S3_SECRET_KEY"],
    }
    backend = {"BACKEND": "socialstrategy.bucket.BucketStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    drawing._png.cache_clear()
    return bucket


def _nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(params=["no server", "no bucket"])
def away(request, server, settings):
    """A bucket that was there when the site was set up."""
    if request.param == "no server":
        return _use(settings, Bucket(_nobody_listens(), "geulbang"))
    return _use(settings, Bucket(server, "geulbang-away"))


def run(code: str, **environment) -> str:
    """In a process of its own, as another machine would."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "DATA_DIR")}
    answer = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "socialstrategy.settings", **environment},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


# A file -----------------------------------------------------------------------------------------


def test_file_is_saved_listed_read_and_deleted(bucket):
    name = default_storage.save("그림/하나.png", ContentFile(b"whole"))

    assert name == "그림/하나.png"
    assert default_storage.exists(name)
    assert default_storage.size(name) == 5
    assert default_storage.listdir("그림") == ([], ["하나.png"])
    assert default_storage.listdir("") == (["그림"], [])
    assert default_storage.listdir("없는 곳") == ([], [])
    with default_storage.open(name) as file:
        assert (file.size, file.read()) == (5, b"whole")

    default_storage.delete(name)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    for verb in (default_storage.open, default_storage.size):
        with pytest.raises(FileNotFoundError):
            verb(name)


def test_name_that_is_taken_is_not_overwritten(bucket):
    first, second = (default_storage.save("하나.png", ContentFile(text)) for text in (b"1", b"2"))

    assert first != second
    with default_storage.open(first) as one, default_storage.open(second) as two:
        assert (one.read(), two.read()) == (b"1", b"2")


def test_long_list_of_files_is_listed_whole(bucket):
    # S3 answers with a thousand at a time.
    bucket.fill(f"그림/{number}.png" for number in range(1005))

    assert len(default_storage.listdir("그림")[1]) == 1005


def test_file_is_read_piece_by_piece(bucket):
    default_storage.save("크다.png", ContentFile(bytes(3_000_000)))

    with default_storage.open("크다.png") as file:
        assert len(file.read(10)) == 10
        assert file.file.tell() == 10


def test_threads_share_one_client(bucket):
    clients = set()
    threads = [
        threading.Thread(target=lambda: clients.add(id(default_storage._connected())))
        for _k in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(clients) == 1


# Pictures and cards -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_picture_uploaded_in_the_administration_comes_back(admin_client, client, bucket):
    name = normalize("NFD", "우리 동네.jpg")
    file = SimpleUploadedFile(name, as_bytes(gradient(900, 600), "JPEG"))

    admin_client.post(ADD, {"file": file, "alt": "동네 전경"})

    image = Image.objects.get()
    assert image.original_name == "우리 동네.jpg"
    assert sorted(bucket.names) == sorted(image.picture_name.files())
    for file in image.picture_name.files():
        stored = bucket.client.get_object(Bucket=bucket.name, Key=file)
        response = client.get(f"/media/{file}")
        assert response.status_code == 200
        assert response.getvalue() == stored["Body"].read()
        assert response["Content-Length"] == str(stored["ContentLength"])
        # A bucket that hands it out itself (MEDIA_URL) says the same.
        assert response["Content-Type"] == stored["ContentType"]
        assert response["Cache-Control"] == stored["CacheControl"]


@pytest.mark.django_db
def test_picture_of_the_bucket_has_the_headers_of_any_other(client, bucket):
    image = store(file_of(gradient(600, 400), "JPEG"), "동네.jpg")
    page, head = client.get(image.address), client.head(image.address)
    page.getvalue()

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head[name] == page[name], name
    again = client.get(image.address, headers={"if-none-match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    default_storage.delete(image.name)
    for headers in ({}, {"if-none-match": "*"}):
        assert client.get(image.address, headers=headers).status_code == 404
        assert client.head(image.address, headers=headers).status_code == 404


@pytest.mark.django_db
def test_deleted_picture_leaves_nothing_in_the_bucket(bucket, django_capture_on_commit_callbacks):
    image = store(file_of(gradient(600, 400)), "동네.png")
    assert bucket.names

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert bucket.names == []


@pytest.mark.django_db
def test_card_is_drawn_once_and_read_by_another_process(client, bucket, make_note, monkeypatch):
    note = make_note("소셜전략을 시작하며")
    draw_note_card.call(note.pk)
    card = cards.of_note(note, Site.objects.current())
    name = f"{card.folder}/{card.card.digest}.png"

    code = "import hashlib; from django.core.files.storage import default_storage as storage; "
    code += f"print(hashlib.sha256(storage.open({name!r}).read()).hexdigest())"
    monkeypatch.setattr(drawing, "png", None)  # from here on nobody can draw
    response = client.get(card.path)

    assert bucket.names == [name]
    assert response["Content-Type"] == "image/png"
    assert run(code, **bucket.environment).strip() == sha256(response.content).hexdigest()


@pytest.mark.django_db
def test_card_that_has_changed_replaces_the_old_one(client, bucket, make_note):
    note = make_note("봄")
    draw_note_card.call(note.pk)
    (old,) = bucket.names

    Note.objects.filter(pk=note.pk).update(title="여름")
    draw_note_card.call(note.pk)

    (new,) = bucket.names
    assert new != old


# Out of order -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_answer_while_the_bucket_is_away(client, away, make_note, caplog):
    note = make_note("봄", body="![동네](/media/pictures/3f9a2c81d04b77e1-600x400.jpg)")

    assert client.get(note.get_absolute_url()).status_code == 200
    assert client.get("/").status_code == 200
    card = client.get(cards.of_note(note, Site.objects.current()).path)
    assert (card.status_code, card["Content-Type"]) == (200, "image/png")
    assert "카드 그림을" in caplog.text
    assert away.name in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_picture_of_a_bucket_that_is_away_is_asked_for_again(client, away, caplog, method):
    response = getattr(client, method)("/media/pictures/3f9a2c81d04b77e1-600x400.jpg")

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert int(response["Retry-After"]) > 0
    assert "그림을 내주지 못했습니다: 3f9a2c81d04b77e1-600x400.jpg" in caplog.text
    assert away.name in caplog.text


@pytest.mark.django_db
def test_upload_into_a_bucket_that_is_away_is_answered_with_a_sentence(admin_client, away, caplog):
    file = SimpleUploadedFile("동네.jpg", as_bytes(gradient(60, 40), "JPEG"))

    response = admin_client.post(ADD, {"file": file, "alt": "동네"}, follow=True)

    assert "그림을 저장하지 못했습니다." in response.content.decode()
    assert not Image.objects.exists()
    assert "올린 그림을 저장하지 못했습니다" in caplog.text
    assert away.name in caplog.text


@pytest.mark.django_db
def test_picture_is_deleted_though_its_files_stay(
    bucket, settings, caplog, django_capture_on_commit_callbacks
):
    image = store(file_of(gradient(60, 40)), "동네.png")
    _use(settings, Bucket(bucket.endpoint, "geulbang-away"))

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert not Image.objects.exists()
    assert caplog.text.count("지운 그림의 파일이 남았습니다") == len(image.picture_name.files())
    assert sorted(bucket.names) == sorted(image.picture_name.files())


def test_bucket_that_did_not_answer_is_left_in_peace_for_a_moment(server, settings, monkeypatch):
    bucket = new_bucket(server)
    nowhere = Bucket(_nobody_listens(), bucket.name)
    _use(settings, nowhere)
    clock = [100.0]
    monkeypatch.setattr(bucket_module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    with pytest.raises(BucketAway, match="Could not connect"):
        default_storage.exists("하나.png")

    with pytest.raises(BucketAway, match="조금 전에"):
        default_storage.exists("하나.png")
    clock[0] += bucket_module.PAUSE
    with pytest.raises(BucketAway, match="Could not connect"):
        default_storage.exists("하나.png")


def test_refusal_is_no_missing_file(bucket, monkeypatch):
    """To take it for one would draw and store the same card again and again."""
    client = default_storage._connected()
    answer = {"Error": {"Code": "AccessDenied", "Message": "아니요"}}

    def refuse(*_arguments, **_named):
        raise ClientError(answer, "GetObject")

    monkeypatch.setattr(client, "get_object", refuse)
    with pytest.raises(BucketAway, match="AccessDenied"):
        default_storage.open("하나.png")


# Where there is none ------------------------------------------------------------------------------


def test_site_without_a_bucket_never_loads_what_speaks_to_one(tmp_path):
    code = """
import sys
from django.core.files.storage import default_storage
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
import socialstrategy.urls
default_storage.exists("하나.png")
print(*sorted({"boto3", "botocore", "s3transfer", "socialstrategy.bucket"} & set(sys.modules)))
"""

    assert run(code, DATA_DIR=str(tmp_path)).split() == []
    with_bucket = {"S3_BUCKET": "geulbang", "S3_ENDPOINT": _nobody_listens()}
    code = code.replace('default_storage.exists("하나.png")', "default_storage.bucket")
    assert "boto3" in run(code, DATA_DIR=str(tmp_path), **with_bucket).split()
