"""Django's signers for what every comment asks of them: its form's token and its writer's cookies.

They sign alike. The key that is made of salt and secret is kept: making it anew was most of the work.
"""

from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.core import signing

from comments.keyed import digest


class _Keyed:
    @cached_property
    def _kept(self) -> bytes:
        return sha256(f"{self.salt}signer".encode() + _bytes(self.key)).digest()

    def signature(self, value, key=None):
        if key not in (None, self.key):  # an earlier secret (SECRET_KEY_FALLBACKS)
            return super().signature(value, key)
        return signing.b64_encode(digest(self._kept, value.encode())).decode()


class Signer(_Keyed, signing.Signer):
    pass


class TimestampSigner(_Keyed, signing.TimestampSigner):
    pass


def cookie_signer(name: str) -> TimestampSigner:
    """As Django's signed cookies are."""
    return TimestampSigner(
        key=b"django.http.cookies" + _bytes(settings.SECRET_KEY),
        fallback_keys=[
            b"django.http.cookies" + _bytes(key) for key in settings.SECRET_KEY_FALLBACKS
        ],
        salt=name + name,
    )


def _bytes(key: str | bytes) -> bytes:
    return key.encode() if isinstance(key, str) else key
