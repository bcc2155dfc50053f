"""Chromium, driven by Playwright. Found on the machine, never downloaded."""

import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.core.signals import request_finished, request_started
from django.test import TransactionTestCase

LAUNCHER = Path(__file__).with_name("chromium.sh")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks for anything outside this machine must not get it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 10_000  # milliseconds, for an act and for what is expected of it
# Playwright's loop runs in the tests' thread, where Django would refuse its own database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium():
    """A path. Missing under BROWSER=1 is a failure; else a skip that says why."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None and os.environ.get("BROWSER") == "1":
        pytest.fail("BROWSER=1, but no Chromium is installed (Debian: apt install chromium)")
    if found is None:
        pytest.skip("no Chromium on this machine; BROWSER=1 makes this a failure")
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import expect, sync_playwright

    arguments = ARGUMENTS + (["--no-sandbox"] if os.getuid() == 0 else [])
    expect.set_options(timeout=PATIENCE)
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory(prefix="socialstrategy-browser-") as home,
    ):
        # A home of its own: nobody's profile, no fonts cache left behind.
        environment = {**os.environ, "CHROMIUM": chromium, "HOME": home}
        browser = playwright.chromium.launch(
            executable_path=LAUNCHER, args=arguments, env=environment
        )
        yield browser
        browser.close()


class Underway:
    """The requests that the live server has begun to answer."""

    PATIENCE = 10  # seconds

    def __init__(self):
        self.count, self.changed = 0, threading.Condition()
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def begin(self, **_signal):
        self._step(1)

    def end(self, **_signal):
        self._step(-1)

    def wait(self):
        """Until none is left, or nobody has closed one for a while."""
        until = time.monotonic() + self.PATIENCE
        with self.changed:
            while self.count > 0 and (left := until - time.monotonic()) > 0:
                self.changed.wait(left)
            self.count = 0

    def _step(self, step: int):
        with self.changed:
            self.count = max(self.count + step, 0)
            self.changed.notify_all()


@pytest.fixture(scope="session")
def underway():
    return Underway()


@pytest.fixture(scope="session", autouse=True)
def patient_flush():
    """A page that is being closed may still send something. On PostgreSQL that request and the emptying
    of the tables can lock each other out; whoever lost tries again."""
    flush = TransactionTestCase._fixture_teardown

    def flush_again(case):
        for _deadlock in range(3):
            with suppress(CommandError):
                return flush(case)
            time.sleep(0.5)
        return flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_again)
        yield


@pytest.fixture
def new_page(browser, underway):
    """`new_page(scripts=False)`: a page of a visitor of its own, with its own cookies.

    Whatever the pages' console complains about (CSP, broken scripts) fails the test at its end.
    What they asked for last is answered before the database is emptied for the next test.
    """
    contexts, complaints = [], []

    def open_page(scripts=True, **options):
        options = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", **options}
        context = browser.new_context(java_script_enabled=scripts, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note_complaint(message, complaints))
        return page

    yield open_page
    for context in contexts:
        context.close()
    underway.wait()
    assert complaints == []


# An answer such as 422 is an answer, not a fault of the page; and some tests cut the line themselves.
EXPECTED = (
    "the server responded with a status of",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
)


def _note_complaint(message, complaints):
    if message.type == "error" and not any(one in message.text for one in EXPECTED):
        complaints.append(message.text)
