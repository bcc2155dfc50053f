"""What readers get: the same bytes as without a cache, and never what is not meant for them."""

import gzip
import ipaddress
import threading
import time
import unicodedata
from urllib.parse import quote

import brotli
import pytest
from django.db import DatabaseError

from notes.models import Note
from socialstrategy.page_cache.cache import TRUSTED_WITHOUT_DATABASE
from tests.socialstrategy.page_cache.conftest import ask

SERIES = quote("/series/소셜전략/")
NOTE = f"{SERIES}1/"


@pytest.fixture
def note(make_note, make_series):
    return make_note(series=make_series(title="소셜전략"), number=1)


def test_page_is_made_once_and_answered_until_something_on_it_changes(pages, note, clock, client):
    first, second = ask(pages, NOTE), ask(pages, NOTE)

    assert first.headers["cache-status"] == "socialstrategy; fwd=miss; stored"
    assert first.headers["server-timing"].startswith("render;dur=")
    assert second.is_hit
    assert second.body == first.body == client.get(NOTE).content
    assert {"site", f"note-{note.pk}", f"comments-{note.pk}"} <= set(
        second.headers["cache-tag"].split()
    )

    note.title = "친구와 다시 시작하기"
    note.save()
    clock.now += 1
    third = ask(pages, NOTE)
    assert not third.is_hit
    assert "친구와 다시 시작하기" in third.text


def test_change_is_seen_within_a_second_and_not_looked_for_more_often(
    pages, note, clock, django_assert_num_queries
):
    ask(pages, NOTE)
    note.title = "새 제목"
    note.save()

    clock.now += 0.9
    with django_assert_num_queries(0):
        assert "새 제목" not in ask(pages, NOTE).text
    clock.now += 0.1
    assert "새 제목" in ask(pages, NOTE).text


def test_finished_page_asks_the_database_for_nothing_but_changes(
    pages, note, clock, django_assert_num_queries
):
    ask(pages, NOTE)
    clock.now += 1

    with django_assert_num_queries(2):  # what was touched, and which scheduled notes appeared
        assert ask(pages, NOTE).is_hit


def test_what_was_rolled_back_forgets_nothing(pages, note, clock):
    from django.db import transaction

    ask(pages, NOTE)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note.title = "없던 일"
        note.save()
        raise ZeroDivisionError
    clock.now += 1

    assert ask(pages, NOTE).is_hit


def test_scheduled_note_appears_on_time(pages, make_note, clock, time_machine):
    now = time_machine.move_to("2026-11-25T09:00:00+09:00", tick=False) or None
    assert now is None
    from django.utils import timezone

    make_note("내일의 글", published_at=timezone.now() + timezone.timedelta(hours=1))
    assert "내일의 글" not in ask(pages, "/").text

    clock.now += 3600
    time_machine.move_to("2026-11-25T10:00:00+09:00", tick=False)
    assert "내일의 글" in ask(pages, "/").text


# Forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip;q=1.0, br;q=0.5", "gzip", gzip.decompress),
        ("br;q=0, *;q=0.1", "gzip", gzip.decompress),
        ("identity;q=1, gzip;q=0.2", None, bytes),
        ("gzip;q=0", None, bytes),
        ("deflate", None, bytes),
        ("", None, bytes),
        ("q=;;;, ,gzip;q=많이", None, bytes),
    ],
)
def test_page_goes_out_in_the_form_that_its_reader_likes_best(
    pages, note, accepted, encoding, unpack
):
    if not accepted.isascii():
        accepted = accepted.encode().decode("latin-1")
    plain = ask(pages, NOTE)

    for answer in (ask(pages, NOTE, accept_encoding=accepted) for _time in range(2)):
        assert answer.headers.get("content-encoding") == encoding
        assert unpack(answer.body) == plain.body
        assert answer.headers["content-length"] == str(len(answer.body))
        assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["vary"].split(", "))


def test_forms_are_made_once(pages, note, monkeypatch):
    from socialstrategy.page_cache import finished

    made = []
    for name, encode in finished.ENCODERS.items():
        monkeypatch.setitem(
            finished.ENCODERS, name, lambda body, n=name, e=encode: made.append(n) or e(body)
        )
    for accepted in ["gzip", "br", "gzip, br", "gzip"]:
        ask(pages, NOTE, accept_encoding=accepted)

    assert sorted(made) == ["br", "gzip"]


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_reader_who_has_the_page_is_told_so(pages, note, accepted):
    etag = ask(pages, NOTE, accept_encoding=accepted).headers["etag"]

    for match in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = ask(pages, NOTE, accept_encoding=accepted, if_none_match=match)
        assert (answer.status, answer.body) == (304, b""), match
        assert answer.headers["etag"] == etag
        assert "content-type" not in answer.headers
        assert answer.headers["cache-control"] == "max-age=0, s-maxage=1, must-revalidate"
    for match in ('"other"', etag[:-2] + '"', "nonsense"):
        assert ask(pages, NOTE, accept_encoding=accepted, if_none_match=match).status == 200


def test_feed_knows_dates_but_believes_tags(pages, note):
    answer = ask(pages, "/feed/")
    modified = answer.headers["last-modified"]

    assert ask(pages, "/feed/", if_modified_since=modified).status == 304
    assert ask(pages, "/feed/", if_modified_since="Wed, 01 Jan 2020 00:00:00 GMT").status == 200
    both = {"if_modified_since": modified, "if_none_match": '"other"'}
    assert ask(pages, "/feed/", **both).status == 200
    assert ask(pages, "/feed/", if_modified_since="어제".encode().decode("latin-1")).status == 200


def test_head_says_what_get_would(pages, note):
    for _time in range(2):
        get, head = ask(pages, NOTE), ask(pages, NOTE, method="head")
        assert head.body == b""
        assert head.headers["content-length"] == str(len(get.body))
        assert head.headers["etag"] == get.headers["etag"]


def test_part_of_a_page_is_not_sent(pages, note):
    ask(pages, NOTE)

    answer = ask(pages, NOTE, range="bytes=0-9")
    assert answer.status == 200
    assert len(answer.body) > 1000


def test_feed_is_dressed_for_a_browser_only(pages, note):
    reader, browser = ask(pages, "/feed/"), ask(pages, "/feed/", sec_fetch_dest="document")

    assert reader.headers["content-type"].startswith("application/atom+xml")
    assert browser.headers["content-type"].startswith("application/xml")
    assert ask(pages, "/feed/").headers["content-type"] == reader.headers["content-type"]
    again = ask(pages, "/feed/", sec_fetch_dest="document")
    assert again.is_hit
    assert again.headers["content-type"] == browser.headers["content-type"]


# Addresses ---------------------------------------------------------------------------------------


def test_parameters_that_a_page_does_not_read_share_it(pages, note):
    first = ask(pages, NOTE)

    for query in ("utm_source=전단", "fbclid=1", "a=1&b=2", "before=1-1", "%EC%A0%84=%", "&&=&"):
        answer = ask(pages, f"{NOTE}?{query}")
        assert answer.is_hit, query
        assert answer.body == first.body
    assert len(pages.store.pages) == 1


def test_parameters_that_a_page_reads_make_pages_in_one_order(pages, make_note):
    for _one_more in range(25):
        make_note()
    first = ask(pages, "/notes/")
    older = first.text.partition('href="?before=')[2].partition('"')[0]

    page = ask(pages, f"/notes/?utm_medium=x&before={older}&fbclid=2")
    assert not page.is_hit
    assert page.body != first.body
    assert ask(pages, f"/notes/?before={older}&gclid=3").is_hit
    assert ask(pages, f"/notes/?before=1-1&before={older}").is_hit, (
        "the last one counts, as in Django"
    )


def test_made_up_keys_push_out_no_page_of_ours(make_cache, clock, note):
    pages = make_cache(most_bytes=200_000)
    ask(pages, NOTE)
    for number in range(200):
        assert ask(pages, f"/notes/?before={10**15 + number}-1").status == 200

    assert pages.store.bytes <= 200_000
    assert ask(pages, NOTE).is_hit


@pytest.mark.parametrize(
    "address",
    ["/없는-글/", "/series/없는-시리즈/1/", "/search/?q=전략", "/account/login/", "/healthz"],
)
def test_other_addresses_are_not_kept(pages, note, address):
    for _time in range(2):
        assert not ask(pages, address).is_hit

    assert not pages.store.pages


def test_old_address_still_leads_to_the_note(pages, note):
    from notes.models import Address

    Address.objects.moved("/2011/04/07/소셜전략-1/", note=note)
    Address.objects.moved("/?p=12", note=note)
    decomposed = quote(unicodedata.normalize("NFD", "/series/소셜전략/1/"))

    for address in (quote("/2011/04/07/소셜전략-1/"), "/?p=12", f"{decomposed}?utm_source=x"):
        for _time in range(2):
            answer = ask(pages, address)
            assert answer.status == 301, address
            assert answer.headers["location"].partition("?")[0] == NOTE
    assert not pages.store.pages


# Who asks ----------------------------------------------------------------------------------------


def test_hosts_of_the_site_share_pages_and_others_get_none(pages, note, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver", ".example.com"]
    first = ask(pages, NOTE)

    for host in ("TestServer", "testserver:8000", "blog.example.com"):
        answer = ask(pages, NOTE, host=host)
        assert answer.is_hit, host
        assert answer.body == first.body
    for host in ("evil.example", "testserver@evil.example", "a b", None, ""):
        assert ask(pages, NOTE, host=host).status in (200, 400)
        assert not ask(pages, NOTE, host=host).is_hit, host


ODD = {
    "x_forwarded_host": "evil.example",
    "x_forwarded_proto": "https",
    "x_original_url": "/admin/",
    "forwarded": "host=evil.example",
    "accept_language": "en",
    "user_agent": "<script>",
    "referer": "https://evil.example/",
    "origin": "https://evil.example",
    "x_requested_with": "XMLHttpRequest",
    "accept": "application/json",
    "cookie": "csrftoken=evil; _ga=1; theme=dark",
    "authorization": "Basic eDp5",
    "if_none_match": '"evil"',
    "range": "bytes=0-1",
    "accept_encoding": "gzip",
    "sec_fetch_dest": "evil",
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("address", ["/", NOTE, "/feed/", "/sitemap.xml", "/robots.txt"])
def test_nothing_that_a_visitor_sends_gets_into_the_page_of_others(make_cache, note, address, name):
    poisoned, clean = make_cache(), make_cache()
    ask(poisoned, address, **{name: ODD[name]})
    answer, expected = ask(poisoned, address), ask(clean, address)

    assert answer.body == expected.body
    # How it came is another thing than what it is.
    varying = {"cache-status", "server-timing"}
    same = [{k: v for k, v in a.headers.items() if k not in varying} for a in (answer, expected)]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    "cookie", ["sessionid=x", "own_comments=x", "messages=x", "a=1; sessionid=y"]
)
def test_whoever_may_see_another_page_goes_past(pages, note, cookie):
    ask(pages, NOTE)

    answer = ask(pages, NOTE, cookie=cookie)
    assert answer.headers["cache-status"] == "socialstrategy; fwd=bypass"
    assert "private" in answer.headers["cache-control"]
    assert ask(pages, NOTE).is_hit


def test_names_of_cookies_are_those_that_are_set(settings):
    from django.contrib.messages.storage.cookie import CookieStorage

    from comments import own_comments

    names = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name, own_comments.WAITING}
    assert names == set(settings.PERSONAL_COOKIES)


def test_waiting_comment_is_on_its_writers_page_only(pages, note, client, clock):
    from comments.tokens import make_token

    before = ask(pages, NOTE)
    form = {"name": "처음 온 사람", "body": "저만 보는 말입니다.", "token": make_token(note.pk)}
    response = client.post(f"/comments/{note.pk}/", form)
    cookie = f"own_comments={response.cookies['own_comments'].value}"
    clock.now += 2

    assert "저만 보는 말입니다." in ask(pages, NOTE, cookie=cookie).text
    assert ask(pages, NOTE).body == before.body


def test_plain_http_is_not_answered_for_an_https_site(make_cache, clock, note, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SITE_URL = "https://testserver"
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.1")]
    pages = make_cache()

    assert ask(pages, NOTE, x_forwarded_proto="https").status == 200
    assert ask(pages, NOTE, x_forwarded_proto="https").is_hit
    for proto in ("http", None, "gopher"):
        assert ask(pages, NOTE, x_forwarded_proto=proto).status == 301
    settings.TRUSTED_PROXIES = []
    pages.takes.cache_clear()
    assert ask(pages, NOTE, x_forwarded_proto="https").status == 301, "a stranger may say anything"


def test_post_reaches_the_application(pages, note):
    assert ask(pages, f"/comments/{note.pk}/", method="post").status == 422
    assert ask(pages, NOTE, method="post").status == 403
    assert not pages.store.pages


# Under load --------------------------------------------------------------------------------------


class SlowApplication:
    """Answers like Django, slowly; counts how often it is asked."""

    def __init__(self, headers=(("Cache-Tag", "site"),), status="200 OK", pause=0.1):
        self.headers, self.status, self.pause = list(headers), status, pause
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        body = f"답 {self.asked}".encode()
        time.sleep(self.pause)
        start_response(self.status, [("Content-Type", "text/html"), *self.headers])
        return [body]


def at_once(cache, count: int, address: str = "/") -> list:
    answers, start = [None] * count, threading.Barrier(count)

    def one(place):
        start.wait(20)
        answers[place] = ask(cache, address)

    threads = [threading.Thread(target=one, args=[place]) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


@pytest.fixture
def quiet_cache(make_cache, monkeypatch):
    """Around an application of the test's own; looks at no database, so that threads may use it."""

    def make(application):
        made = make_cache(application)
        monkeypatch.setattr(made._changes, "read", set)
        return made

    return make


def test_many_who_ask_at_once_wait_for_one(quiet_cache):
    application = SlowApplication(pause=0.5)  # on a busy machine the last ones are late
    answers = at_once(quiet_cache(application), 12)

    assert application.asked == 1
    assert {answer.body for answer in answers} == {"답 1".encode()}
    assert sum(answer.headers["cache-status"].endswith("detail=waited") for answer in answers) == 11


def test_what_is_forgotten_while_it_is_made_is_not_kept(quiet_cache):
    application = SlowApplication()
    cache = quiet_cache(application)
    making = threading.Thread(target=at_once, args=[cache, 1])
    making.start()
    time.sleep(0.05)
    cache.forget({"site"})
    making.join()

    assert not cache.store.pages
    assert ask(cache, "/").body == "답 2".encode()
    assert ask(cache, "/").is_hit


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Tag", "site"), ("Set-Cookie", "sessionid=x")],
        [("Cache-Tag", "site"), ("Cache-Control", "private, no-cache")],
        [("Cache-Tag", "site"), ("Cache-Control", "no-store")],
    ],
)
def test_what_is_for_one_reader_is_made_for_each(quiet_cache, headers):
    application = SlowApplication(headers, pause=0.01)
    answers = at_once(quiet_cache(application), 4)

    assert application.asked == 4
    assert len({answer.body for answer in answers}) == 4


def test_error_is_not_kept_and_holds_nobody_up(quiet_cache):
    application = SlowApplication(status="500 Internal Server Error", pause=0.01)
    cache = quiet_cache(application)

    assert [answer.status for answer in at_once(cache, 3)] == [500] * 3
    application.status = "200 OK"
    assert ask(cache, "/").status == 200


def test_exception_in_the_application_leaves_no_lock(quiet_cache):
    application = SlowApplication()
    cache = quiet_cache(application)
    application.headers = None  # iterating over it raises

    with pytest.raises(TypeError):
        ask(cache, "/")
    application.headers = [("Cache-Tag", "site")]
    assert ask(cache, "/").status == 200
    assert cache._in_flight == {}


# Without a database ------------------------------------------------------------------------------


def test_readers_get_finished_pages_while_the_database_is_away(pages, note, clock, monkeypatch):
    body = ask(pages, NOTE).body
    clock.now += 1
    ask(pages, NOTE)

    def fail():
        raise DatabaseError("away")

    monkeypatch.setattr(pages._changes, "read", fail)
    clock.now += 30
    answer = ask(pages, NOTE)
    assert answer.is_hit
    assert answer.body == body
    assert answer.headers["age"] == "30", "nobody knows since when it is old"

    clock.now += TRUSTED_WITHOUT_DATABASE
    assert not ask(pages, NOTE).is_hit


def test_what_changed_while_the_database_was_away_is_seen_afterwards(
    pages, note, clock, monkeypatch
):
    ask(pages, NOTE)
    with monkeypatch.context() as patched:
        patched.setattr(pages._changes, "_rows", None)
        patched.setattr("notes.page_changes.READERS", {})
        patched.setattr(pages._changes, "read", _fail)
        clock.now += 1
        ask(pages, NOTE)
    Note.objects.get(pk=note.pk).publish()
    note.title = "그동안 바뀐 제목"
    note.save()
    clock.now += 1

    assert "그동안 바뀐 제목" in ask(pages, NOTE).text


def _fail():
    raise DatabaseError("away")


def test_nothing_is_kept_before_the_first_look(pages, note, monkeypatch):
    monkeypatch.setattr(pages._changes, "read", _fail)
    ask(pages, NOTE)

    assert not pages.store.pages


def test_process_answers_for_itself_without_a_database(pages, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask(pages, "/healthz").status == 200
