"""The signed words that only a mail carries: whoever has one reads what is sent to the address.

They hold the row's key, never the address itself. One to confirm lives a week; one to stop for ever,
and an old one to confirm still stops.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse

from comments.models import MailAddress
from notes.canonical import absolute

CONFIRMS_FOR = timedelta(days=7)

# A full stop, since some mail programs end a link at a colon.
_confirming = signing.TimestampSigner(salt="comments.mail.confirm", sep=".")
_stopping = signing.Signer(salt="comments.mail.stop", sep=".")


@dataclass(frozen=True)
class Holder:
    """What a token allows, and about which address."""

    address: MailAddress
    may_confirm: bool = False
    is_late: bool = False  # it could confirm once


def confirm_url(address: MailAddress) -> str:
    return _url("comments:mail_address", _confirming.sign(str(address.pk)))


def stop_url(address: MailAddress) -> str:
    return _url("comments:mail_address", _stopping.sign(str(address.pk)))


def one_click_url(address: MailAddress) -> str:
    return _url("comments:mail_stop", _stopping.sign(str(address.pk)))


def holder_of(token: str) -> Holder | None:
    """Nothing for a token that is forged or cut, or whose address is gone. One query."""
    for read, allowed in _READERS:
        try:
            key = int(read(token))
        except (signing.BadSignature, ValueError):
            continue
        address = MailAddress.objects.filter(pk=key).first()
        return address and Holder(address, **allowed)
    return None


_READERS = (
    (lambda token: _confirming.unsign(token, max_age=CONFIRMS_FOR), {"may_confirm": True}),
    (_confirming.unsign, {"is_late": True}),
    (_stopping.unsign, {}),
)


def _url(name: str, token: str) -> str:
    return absolute(reverse(name, args=[token]))
