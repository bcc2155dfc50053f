"""The queue of webmentions: what came waits a minute, then its page is fetched, read and stored.

The minute is the limit: what waits is what came lately, so counting the queue is counting the last
minute. A page that says several times that it has changed is fetched once.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments.lookups import closing_of
from comments.network import network_of
from comments.visitor import Visitor
from comments.webmentions.addresses import WebAddress, web_address
from comments.webmentions.fetching import Fetcher, NotFetched, SourceGone
from comments.webmentions.reading import Unreadable, read
from comments.webmentions.storing import store, withdraw
from comments.webmentions.targets import keys_of, note_of

DELAY = timedelta(minutes=1)
MOST_WAITING = 100  # of everybody
PRIORITY = -10  # mail and cards go first


class TooMany(Exception):
    """Nothing was queued: this network, or everybody, has too much in the queue."""


def receive_soon(source: WebAddress, target: WebAddress, visitor: Visitor):
    """Queue it, unless the same waits already. Raises `TooMany`."""
    what = {"source": str(source), "target": str(target)}
    receiving = receive
    if receive.get_backend().supports_defer:
        waiting = _waiting()
        if any(what.items() <= other.items() for other in waiting):
            return
        _refuse_too_many(waiting, visitor)
        receiving = receive.using(run_after=timezone.now() + DELAY, priority=PRIORITY)
    receiving.enqueue(**what, address=visitor.address)


def _waiting() -> list[dict]:
    """The arguments of what is queued."""
    queued = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=receive.module_path
    )
    return [row["kwargs"] for row in queued.order_by().values_list("args_kwargs", flat=True)]


def _refuse_too_many(waiting: list[dict], visitor: Visitor):
    networks = [network_of(other["address"]) for other in waiting]
    limit = settings.COMMENTS_PER_MINUTE
    if len(waiting) >= MOST_WAITING or (limit and networks.count(visitor.network) >= limit):
        raise TooMany


@task()
def receive(source: str, target: str, address: str | None = None) -> str:
    """Take in one webmention; answers what came of it, for the record."""
    return take_in(web_address(source), web_address(target), address)


def take_in(
    source: WebAddress,
    target: WebAddress,
    address: str | None = None,
    fetcher: Fetcher | None = None,
) -> str:
    """`receive` with a network that tests may bring along."""
    note = note_of(target)
    if note is None or closing_of(note).is_closed:
        return "the note takes no comments any more"
    try:
        page = (fetcher or Fetcher()).fetch(str(source))
        mention = read(page, keys_of(note, target))
    except SourceGone as error:
        return _withdrawn(withdraw(note, source, _("원래 글이 사라졌습니다.")), str(error))
    except (NotFetched, Unreadable) as error:
        return f"nothing changed: {error}"
    if mention is None and page.is_cut:
        return "nothing changed: no link in the part that was read"
    if mention is None:
        return _withdrawn(
            withdraw(note, source, _("원래 글에 이 글의 링크가 없습니다.")), "no link"
        )
    comment = store(note, source, mention, address)
    return f"comment {comment.pk}: {comment.status}"


def _withdrawn(comment, why: str) -> str:
    return f"comment {comment.pk}: {comment.status} ({why})" if comment else f"refused: {why}"
