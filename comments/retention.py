"""How long it is known where a comment came from: first its IP address is cut, then the network around
it and the browser's name are forgotten, as the owner says (`Site.keep_addresses_days`, …).

Each portion is a short transaction that queues the next one, so that nobody who writes a comment
waits for all of them. What else knows an address or a network is listed in docs/decisions/0019.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from comments.models import Comment, LogEntry
from comments.network import without_networks
from comments.webmentions.receiving import receive
from notes.models import Site

PORTION = 200  # comments of one transaction
# Limits ask what came from a network within the hour (comments/spam/history.py).
AT_LEAST = timedelta(hours=1)


@task()
def cut_addresses(done: int = 0) -> int:
    """Of old comments only the network is known from now on. Answers how many it were in all."""
    days = min(_policy().keep_addresses_days, _policy().keep_networks_days)
    before = _before(days)
    found = Comment.objects.with_address().filter(created_at__lte=before)
    keys = _first(found)
    with transaction.atomic():
        done += found.filter(pk__in=keys).update(address=None)
        _cut_in_tasks(before)
        _go_on(cut_addresses, LogEntry.ADDRESSES_CUT, keys, done, days)
    return done


@task()
def forget_networks(done: int = 0) -> int:
    """Of older ones nothing is known of where they came from. Answers how many it were in all."""
    days = _policy().keep_networks_days
    found = Comment.objects.with_origin().filter(created_at__lte=_before(days))
    keys = _first(found)
    with transaction.atomic():
        _forget_in_reasons(keys)
        done += found.filter(pk__in=keys).update(address=None, network="", user_agent="")
        _go_on(forget_networks, LogEntry.ADDRESSES_FORGOTTEN, keys, done, days)
    return done


def without_address(reason: str) -> str:
    """Reasons name the network that sent too much."""
    return without_networks(reason, _("[지운 주소]"))


def _policy() -> Site:
    return Site.objects.current()


def _before(days: int) -> datetime:
    return timezone.now() - max(timedelta(days=days), AT_LEAST)


def _first(found) -> list[int]:
    """The oldest, by the index that has only comments like these."""
    return list(found.order_by("created_at").values_list("pk", flat=True)[:PORTION])


def _go_on(work, act: str, keys: list[int], done: int, days: int):
    """The rest in a task of its own; after the last one the log says how many there were."""
    if len(keys) == PORTION:
        work.enqueue(done=done)
    elif done:
        LogEntry.note_down(act, comments=done, days=days)


def _forget_in_reasons(keys: list[int]):
    for pk, verdicts in Comment.objects.filter(pk__in=keys).values_list("pk", "verdicts"):
        told = [each | {"reason": without_address(each["reason"])} for each in verdicts]
        if told != verdicts:
            Comment.objects.filter(pk=pk).update(verdicts=told)


def _cut_in_tasks(before: datetime):
    """A webmention's task has the address of whoever told of it, and stays a while when it is done."""
    done = DBTaskResult.objects.filter(
        task_path=receive.module_path, enqueued_at__lte=before, finished_at__isnull=False
    )
    for row in done.exclude(args_kwargs__kwargs__address=None).only("args_kwargs")[:PORTION]:
        row.args_kwargs["kwargs"]["address"] = None
        row.save(update_fields=["args_kwargs"])
