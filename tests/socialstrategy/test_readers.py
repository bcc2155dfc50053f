"""Who is counted when the whole application hands out a page, whoever made it."""

import ipaddress
from urllib.parse import quote

import pytest
from django.core.wsgi import get_wsgi_application

from notes.models import NoteReading, SiteReading
from notes.reading.batches import Batches
from notes.reading.buffer import Buffer
from socialstrategy import readers
from socialstrategy.middleware import client_of
from socialstrategy.page_cache import PageCache
from socialstrategy.readers import Counted
from tests.notes.reading.conftest import CHROME, KAKAOTALK, YETI
from tests.socialstrategy.page_cache.conftest import MEGABYTE, ask

pytestmark = pytest.mark.django_db
NOTE = quote("/series/소셜전략/1/")


@pytest.fixture
def note(make_note, make_series):
    return make_note(series=make_series(title="소셜전략"), number=1)


class Process:
    """One worker of the web server: its own memory of pages, its own buffer."""

    def __init__(self, monkeypatch, application):
        self.application, self._monkeypatch = Counted(application), monkeypatch
        self._batches = Batches(Buffer(), Buffer())
        self._batches._client = client_of
        self._batches.visits.open()

    def ask(self, address=NOTE, method="get", agent=CHROME, **headers):
        with self._monkeypatch.context() as patch:
            patch.setattr(readers, "visits", self._batches.visits)
            return ask(self.application, address, method, user_agent=agent, **headers)

    def flush(self):
        self._batches.flush()


@pytest.fixture
def new_process(monkeypatch):
    return lambda: Process(monkeypatch, PageCache(get_wsgi_application(), 8 * MEGABYTE))


@pytest.fixture
def process(new_process):
    return new_process()


def of_note() -> tuple[int, int, int]:
    row = NoteReading.objects.first()
    return (row.readers, row.views, row.robots) if row else (0, 0, 0)


def test_page_counts_made_and_kept_and_known_already(process, note):
    etag = process.ask().headers["etag"]
    assert process.ask().is_hit
    assert process.ask(if_none_match=etag).status == 304
    process.flush()

    assert of_note() == (1, 3, 0)


def test_reader_is_one_reader_to_two_processes(new_process, note):
    first, second = new_process(), new_process()
    for process in (first, second, first):
        process.ask()
        process.flush()

    assert of_note() == (1, 3, 0)


def test_site_without_finished_pages_counts_too(monkeypatch, note):
    process = Process(monkeypatch, get_wsgi_application())
    process.ask()
    process.flush()

    assert of_note() == (1, 1, 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "head"},
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"sec_fetch_mode": "cors"},  # a series that is saved for reading without a network
        {"cookie": "sessionid=x"},
        {"cookie": "theme=dark; sessionid=x"},
        {"host": "evil.example"},
        {"address": quote("/series/소셜전략/2/")},
        {"address": quote("/series/소셜전략/1")},
        {"address": "/feed/"},
        {"address": "/healthz"},
        {"address": "/comments/token/?note=1"},
    ],
)
def test_what_is_no_reading_counts_nowhere(process, note, asked):
    process.ask(**asked)
    process.ask(**asked)
    process.flush()

    assert of_note() == (0, 0, 0)
    assert not SiteReading.objects.exists()


@pytest.mark.parametrize(
    "asked", [{"sec_fetch_mode": "navigate"}, {"cookie": "own_comments=x"}, {"cookie": "_ga=1"}]
)
def test_who_has_written_a_comment_is_a_reader(process, note, asked):
    process.ask(**asked)
    process.flush()

    assert of_note() == (1, 1, 0)


def test_robots_are_counted_apart(process, note):
    process.ask(agent=YETI)
    process.ask(agent=None)
    process.flush()

    assert of_note() == (0, 0, 2)


def test_trusted_proxy_says_who_reads(process, note, settings):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.1")]
    for address in ("203.0.113.7", "203.0.113.8", "6.6.6.6, 203.0.113.8"):
        process.ask(x_forwarded_for=address)
    process.ask(x_forwarded_for="203.0.113.7", cookie="own_comments=x")  # past the kept pages
    process.flush()

    assert of_note() == (2, 4, 0)


def test_stranger_cannot_make_readers_up(process, note):
    for number in range(3):
        process.ask(x_forwarded_for=f"203.0.113.{number}")
    process.flush()

    assert of_note() == (1, 3, 0)


def test_long_texts_are_cut_before_they_wait(process, note):
    process.ask(agent=KAKAOTALK + "x" * 5000, referer="https://naver.com/" + "x" * 5000)
    (entry,), _dropped = process._batches.visits.take()

    assert max(len(part) for part in entry if isinstance(part, str)) == 300


def test_before_the_start_nothing_is_counted(note):
    ask(Counted(get_wsgi_application()), NOTE, user_agent=CHROME)

    assert readers.visits.take() == ([], 0)
