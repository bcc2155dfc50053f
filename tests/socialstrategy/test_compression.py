import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from notes.models import Note
from socialstrategy.middleware import CompressionMiddleware

GZIP = {"accept-encoding": "gzip, br"}
WORDS = "같이 시작하고, 같이 배우고, 같이 만들어 갑니다. " * 20


@pytest.fixture(scope="module")
def key(of_module):
    for _one_more in range(8):  # a sitemap of one line is not worth compressing
        of_module.make_note()
    series = of_module.make_series(title="소셜전략")
    return of_module.make_note(body=WORDS, series=series, number=1).pk


@pytest.fixture
def note(db, key):
    return Note.objects.get(pk=key)


ADDRESSES = [
    "/series/소셜전략/1/",
    "/feed/",
    "/feed/rss/",
    "/feed/json/",
    "/series/소셜전략/1/feed/",
    "/sitemap-notes.xml",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_goes_out_compressed_and_is_the_same(client, note, address):
    plain, packed = client.get(address), client.get(address, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    for response in (plain, packed):
        assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize("headers", [{}, GZIP])
@pytest.mark.parametrize("address", ADDRESSES)
def test_unchanged_text_is_not_sent_again(client, note, address, headers):
    etag = client.get(address, headers=headers)["ETag"]

    again = client.get(address, headers={**headers, "if-none-match": etag})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"].removeprefix("W/") == etag.removeprefix("W/")
    assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize("headers", [{}, GZIP])
@pytest.mark.parametrize("address", ADDRESSES[:5])
def test_changed_text_is_sent_again(client, note, address, headers):
    etag = client.get(address, headers=headers)["ETag"]
    note.title = "새 제목"
    note.save()

    changed = client.get(address, headers={**headers, "if-none-match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_etag_of_one_form_serves_the_other(client, note):
    """A cache between may have asked for another encoding than the reader."""
    packed = client.get("/feed/", headers=GZIP)["ETag"]

    assert client.get("/feed/", headers={"if-none-match": packed}).status_code == 304


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_head_says_what_get_would(client, note, headers):
    get = client.get("/series/소셜전략/1/", headers=headers)
    head = client.head("/series/소셜전략/1/", headers=headers)

    assert head.content == b""
    assert head.get("Content-Encoding") == get.get("Content-Encoding")
    assert head["Vary"] == get["Vary"]
    # Compressed lengths differ by the random bytes.
    assert abs(int(head["Content-Length"]) - len(get.content)) <= (100 if headers else 0)


@pytest.mark.parametrize(
    ("content_type", "is_packed"),
    [
        ("text/plain; charset=utf-8", True),
        ("application/json", True),
        ("application/feed+json; charset=utf-8", True),
        ("application/manifest+json", True),
        ("application/atom+xml; charset=utf-8", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("font/woff2", False),
        ("application/zip", False),
    ],
)
def test_only_text_is_compressed(content_type, is_packed):
    request = RequestFactory().get("/", headers=GZIP)
    answer = HttpResponse(WORDS, content_type=content_type)

    response = CompressionMiddleware(lambda _request: answer)(request)

    assert ("Content-Encoding" in response.headers) is is_packed


def test_length_of_a_compressed_page_tells_nothing(client, note):
    lengths = {len(client.get("/", headers=GZIP).content) for _time in range(12)}

    assert len(lengths) > 1
