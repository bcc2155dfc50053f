"""A mail server on this machine, the queue in the database, and a clock that is moved by hand."""

import asyncio
import email
import re
from datetime import timedelta
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tests.ports import free_port

LINK = re.compile(r"https?://\S+")


class MailServer:
    """Takes every mail into `letters`, unless `moods` holds something else for the next attempts.

    refuse  550, nobody has this address          grey   451, another time
    relay   550, you may not send from here       busy   421, and the line is cut
    delay   no answer for longer than anybody waits
    drop    the line is cut after 354, in the middle of the mail
    lose    the mail is taken, and the line is cut before anybody hears so
    """

    ANSWERS = {
        "refuse": "550 5.1.1 no mailbox here by that name",
        "relay": "550 relay not permitted",
        "grey": "451 4.7.1 greylisted, try again",
    }

    def __init__(self):
        self.moods, self.letters, self.attempts, self.mood = [], [], 0, ""
        self.controller = _Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.port, self.is_up = self.controller.port, True

    def stop(self):
        if self.is_up:
            self.controller.stop()
        self.is_up = False

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.attempts += 1
        self.mood = self.moods.pop(0) if self.moods else ""
        if self.mood == "delay":
            await asyncio.sleep(3)
        if self.mood == "busy":
            return "421 4.3.2 too busy"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.ANSWERS.get(self.mood):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.original_content, policy=default)
        letter.recipients, letter.raw = envelope.rcpt_tos, envelope.original_content
        self.letters.append(letter)
        if self.mood == "lose":
            server.transport.close()
        return "250 OK"


class _Line(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.mood != "drop":
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        self.transport.close()


class _Controller(Controller):
    def factory(self):
        return _Line(self.handler)


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.5
    yield server
    server.stop()


@pytest.fixture
def clock():
    """Stands still; `clock.shift(timedelta(…))` moves it."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def work(queue, clock):
    """Do what is due, or will be `after` some time, as the worker does; answers what came of it."""

    def do(after=timedelta()):
        clock.shift(after)
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="here",
        )
        done = []
        while (task := DBTaskResult.objects.ready().first()) is not None:
            task.claim("here")
            worker.run_task(task)
            task.refresh_from_db()
            done.append(task.return_value if task.status == "SUCCESSFUL" else task.status)
        return done

    return do


@pytest.fixture
def confirmed(db):
    """Make an address one whose reader wants mail about answers."""
    from comments.models import MailAddress

    def make(address="reader@example.com"):
        return MailAddress.objects.create(email=address, confirmed_at=timezone.now())

    return make


def _links(letter) -> list[str]:
    """The addresses in its text, in order."""
    return LINK.findall(letter.get_body(("plain",)).get_content())


@pytest.fixture
def links():
    return _links
