import unicodedata

import pytest

from notes.reading.words import host_of, words_to_keep


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://search.naver.com/search.naver?query=소셜전략", "search.naver.com"),
        ("https://www.google.com/", "google.com"),
        ("https://xn--bk2bn0pdez8x.example/글/", "소셜전략.example"),
        ("android-app://com.kakao.talk", "com.kakao.talk"),
        ("HTTPS://Daum.NET:443/", "daum.net"),
        ("https://reader:secret@t.co/x", "t.co"),
        # Nobody's name: this site, machines, addresses, nonsense.
        ("", ""),
        ("-", ""),
        ("https://testserver.example/notes/", ""),
        ("https://www.testserver.example/", ""),
        ("http://localhost:8000/", ""),
        ("http://192.168.0.7/admin", ""),
        ("http://[2001:db8::7]/", ""),
        ("http://[broken/", ""),
        ("javascript:alert(1)", ""),
        ("https://<script>.com/", ""),
        ("https://example.com\n/x", "example.com"),
        (f"https://{'a' * 120}.com/", ""),
        ("그냥 글", ""),
    ],
)
def test_host_of_a_referrer(settings, referrer, host):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://testserver.example", ["127.0.0.1"]
    host_of.cache_clear()

    assert host_of(referrer) == host


def test_site_with_a_hangul_name_is_no_referrer_of_itself(settings):
    settings.SITE_URL = "https://xn--bk2bn0pdez8x.example"
    host_of.cache_clear()

    assert host_of("https://xn--bk2bn0pdez8x.example/series/") == ""
    host_of.cache_clear()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("“전략(戰略)”이란", "“전략(戰略)”이란"),
        ("봄날의 산책", "봄날의 산책"),
        (unicodedata.normalize("NFD", "봄날의  산책"), "봄날의 산책"),
        ("SOCIAL 전략", "social 전략"),
        ("2011년 4월 7일", "2011년 4월 7일"),
        ("ㅅㅅㅈㄹ", "ㅅㅅㅈㄹ"),
        ("가" * 80, "가" * 60),
        ("카페", "카페"),
        # Not words.
        ("", ""),
        ("12 34", ""),
        ("reader@example.com", ""),
        ("010-1234-5678", ""),
        ("홍길동 010 1234 5678", ""),
        ("900101-1234567", ""),
        ("http://example.com/", ""),
        ("203.0.113.7", ""),
        ("2001:db8::7", ""),
        ("<script>alert(1)</script>", ""),
        ("' OR 1=1 --", ""),
        ("\x00\x01", ""),
    ],
)
def test_words_of_a_search(query, kept):
    assert words_to_keep(query) == kept
