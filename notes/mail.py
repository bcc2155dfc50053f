"""Is there a mail server, and what becomes of a mail that it does not take."""

import logging
import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger(__name__)

UNSENT_BACKENDS = (
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
)
# Between two attempts. The last one is made almost three days after the first.
WAITS = [timedelta(minutes=each) for each in (1, 5, 30, 120, 360, 720, 1440, 1440)]
SILENT, SILENCE = "mail-server-silent", 60  # a cache's key; seconds
# Of a task that sends mail: a server that hangs for every mail keeps nothing else waiting.
PRIORITY = -20

# By the codes of RFC 3463: what is wrong is the address. Without one the sentence must do.
_ENHANCED = re.compile(rb"\s*5\.\d+\.\d+")
_NOBODY = re.compile(rb"\s*5\.(1\.(1|2|3|6|10)|2\.1)\b")
_ABOUT_US = re.compile(rb"relay|auth", re.IGNORECASE)


class ServerSilent(OSError):
    """The mail server did not answer a moment ago, and was not asked again."""


class NoSuchAddress(Exception):
    """The mail server says that nobody has this address, and would say so again."""


def has_mail_server() -> bool:
    """Does a mail leave this machine, or is it only printed?"""
    return settings.EMAIL_BACKEND not in UNSENT_BACKENDS


def deliver(message, task, attempt: int, **arguments) -> bool:
    """Hand a mail over. No: the server did not take it, and `task` is queued once more, for later.

    Raises NoSuchAddress, and after the last attempt whatever went wrong, so that the task is kept
    as failed. Not inside a transaction: a server may take its time.
    """
    is_last = attempt >= len(WAITS) or not task.get_backend().supports_defer
    try:
        _hand_over(message, in_any_case=is_last)
    except OSError as fault:  # all of smtplib's faults, and those of the network
        if _is_nobodys(fault):
            logger.warning("nobody has the address of a mail: %s", _said(task, fault))
            raise NoSuchAddress from fault
        if is_last:
            logger.error("mail given up, attempt %d: %s", attempt + 1, _said(task, fault))
            raise
        logger.warning("mail waits for %s: %s", WAITS[attempt], _said(task, fault))
        later = task.using(run_after=timezone.now() + WAITS[attempt])
        later.enqueue(**arguments, attempt=attempt + 1)
        return False
    return True


def _hand_over(message, in_any_case: bool):
    """Who does not answer one mail is not asked with the next: each would cost the whole time-out."""
    if cache.get(SILENT) and not in_any_case:
        raise ServerSilent
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused):
        raise
    except OSError:
        cache.set(SILENT, True, SILENCE)
        raise


def _is_nobodys(fault: OSError) -> bool:
    """What a server says about us (not signed in, no relay) or for now is no reason."""
    if not isinstance(fault, SMTPRecipientsRefused):
        return False
    return all(_is_unknown(code, said) for code, said in fault.recipients.values())


def _is_unknown(code: int, said: bytes) -> bool:
    if _ENHANCED.match(said):
        return bool(_NOBODY.match(said))
    return code in (550, 551, 553) and not _ABOUT_US.search(said)


def _said(task, fault: OSError) -> str:
    """For the log: names no address, which a server's own sentence may."""
    codes = [code for code, _said in getattr(fault, "recipients", {}).values()]
    if isinstance(fault, SMTPResponseException):
        codes = [fault.smtp_code]
    return " ".join([task.module_path, type(fault).__name__, *map(str, codes)])
