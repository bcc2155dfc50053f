"""What counts as an address, and which of them are the same."""

import unicodedata

import pytest

from comments.webmentions.addresses import web_address
from comments.webmentions.targets import is_ours, note_of
from notes.models import Address

HANGUL = "http://127.0.0.1:8000/series/소셜전략/1/"


def test_hangul_is_encoded_once_and_nfd_is_the_same_address():
    plain = web_address("https://블로그.example/글/친구와 같이".replace(" ", "-"))
    decomposed = web_address(unicodedata.normalize("NFD", "https://블로그.example/글/친구와-같이"))
    encoded = web_address(str(plain))

    assert str(plain).startswith("https://xn--")
    assert str(plain).isascii()
    assert "%25" not in str(encoded)
    assert plain == decomposed == encoded
    assert plain.key == f"{plain.host}/글/친구와-같이"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "소셜전략",
        "//friend.example/a",
        "ftp://friend.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///a",
        "http://user:비밀@friend.example/",
        "http://@friend.example/",
        "http://friend.example:99999/",
        "http://friend.example:0/",
        "http://friend.example/a b",
        "http://friend.example\\@127.0.0.1/",
        "http://friend.example/\u202ea",
        "http://[::1",
        "http://friend..한글.example/",
        "http://friend.example/" + "가" * 300,
    ],
)
def test_what_is_no_web_address(text):
    assert web_address(text) is None


def test_key_forgets_scheme_default_port_fragment_and_last_slash():
    keys = {
        web_address(text).key
        for text in (
            "http://Blog.Example/%EA%B8%80/#comments",
            "https://blog.example:443/글",
            "https://blog.example./글/",
        )
    }

    assert keys == {"blog.example/글"}
    assert web_address("https://blog.example:8443/글").key == "blog.example:8443/글"


@pytest.mark.parametrize(
    "path",
    [
        "/series/소셜전략/1/",
        "/series/소셜전략/1/#comment-3",
        "/series/소셜전략/1/?utm_source=mail",
        "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/",
        unicodedata.normalize("NFD", "/series/소셜전략/1/"),
        "/옛날/소셜전략-1/",
        "/옛날/소셜전략-1",
        "/?p=12",
    ],
)
def test_note_of_knows_every_address_of_a_note(make_series, make_note, path):
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    Address.objects.moved("/옛날/소셜전략-1/", note=note)
    Address.objects.moved("/?p=12", note=note)

    assert note_of(web_address(f"http://127.0.0.1:8000{path}")) == note


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/series/소셜전략/",
        "http://127.0.0.1:8000/series/소셜전략/2/",
        "http://127.0.0.1:8000/series/소셜전략/1/feed/",
        "http://127.0.0.1:8000/healthz",
        "http://127.0.0.1/series/소셜전략/1/",
        "http://127.0.0.1:8001/series/소셜전략/1/",
        "http://friend.example/series/소셜전략/1/",
    ],
)
def test_note_of_knows_nothing_else(make_series, make_note, address):
    make_note("같이 시작하기", series=make_series("소셜전략"))

    assert note_of(web_address(address)) is None


@pytest.mark.parametrize("status", ["draft", "planned"])
def test_note_of_gives_no_draft_away(make_series, make_note, status):
    note = make_note("아직 쓰는 글", series=make_series("소셜전략"), status=status)
    Address.objects.moved("/옛날/", note=note)

    assert note_of(web_address(HANGUL)) is None
    assert note_of(web_address("http://127.0.0.1:8000/옛날/")) is None


def test_is_ours_whatever_the_scheme(settings):
    settings.SITE_URL = "https://blog.example"

    assert is_ours(web_address("http://BLOG.example/a"))
    assert not is_ours(web_address("https://blog.example:8443/a"))
    assert not is_ours(web_address("https://blog.example.evil.test/a"))
