"""May an address be written to that did not ask for it?

Anybody can type anybody's address. So such a mail says nothing that they typed, and it is rare: few
for one address, for what comes from one network, and for the whole site. Who says stop gets none.
"""

from datetime import datetime, timedelta

from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from comments.models import Comment, MailAddress
from notes.prepared import prepared

ASKED_EVERY = timedelta(days=2)  # one address: never two in a day, at most four in a week
AN_HOUR = timedelta(hours=1)
NETWORK_HOURLY = 5  # comments with an address; those after them bring no mail
SITE_HOURLY = 100  # mails


def claim(comment: Comment) -> bool:
    """May the address of this comment be written to? Then it counts as written to from now on.

    In the transaction that stores the comment. Of two at the same moment exactly one gets a yes.
    """
    now = timezone.now()
    known = next(iter(_known(comment.email)), None)
    if known and not _is_welcome(known, comment, now):
        return False
    if _is_too_many(comment.network, now):
        return False
    if known is None:
        # Not `create()`: of two at the same moment one would fail, and its comment with it.
        MailAddress.objects.bulk_create([MailAddress(email=comment.email)], ignore_conflicts=True)
    rested = Q(asked_at=None) | Q(asked_at__lte=now - ASKED_EVERY)
    mine = MailAddress.objects.filter(rested, email=comment.email, stopped_at=None)
    return bool(mine.update(asked_at=now))


@prepared
def _known(email: str):
    return MailAddress.objects.filter(email=email)


@prepared
def _from_network(network: str, since: datetime):
    """In the order of their index, and of the address not what PostgreSQL has statistics of: where most
    comments were imported, without network or address, it would read them all."""
    sent = Comment.objects.filter(network=network, created_at__gt=since)
    with_address = sent.alias(to=Concat("email", Value(""))).exclude(to="")
    return with_address.order_by("-created_at").values_list("pk")[: NETWORK_HOURLY + 1]


@prepared
def _asked(since: datetime):
    return MailAddress.objects.filter(asked_at__gt=since).values_list("pk")[:SITE_HOURLY]


def _is_welcome(address: MailAddress, comment: Comment, now: datetime) -> bool:
    """Who is confirmed hears of answers anyway: the slip is news to them only while it waits."""
    if address.stopped_at or (address.confirmed_at and comment.status != Comment.HELD):
        return False
    return address.asked_at is None or address.asked_at <= now - ASKED_EVERY


def _is_too_many(network: str, now: datetime) -> bool:
    """The comment itself is stored already, and counted."""
    since = now - AN_HOUR
    return len(_from_network(network, since)) > NETWORK_HOURLY or len(_asked(since)) >= SITE_HOURLY
