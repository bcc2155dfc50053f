"""Django's signers for what every comment asks of them: its form's token and its writer's cookies.

They sign alike. What salt and secret make of HMAC's two digests is kept: making it anew was most of the
work.
"""

from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.core import signing


class _Keyed:
    @cached_property
    def _pads(self) -> tuple:
        """The inner and the outer digest of HMAC (RFC 2104), before the message comes."""
        key = sha256(f"{self.salt}signer".encode() + _bytes(self.key)).digest()
        key = key.ljust(sha256().block_size, b"\0")
        return tuple(sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))

    def signature(self, value, key=None):
        if key not in (None, self.key):  # an earlier secret (SECRET_KEY_FALLBACKS)
            return super().signature(value, key)
        inner, outer = (each.copy() for each in self._pads)
        inner.update(value.encode())
        outer.update(inner.digest())
        return signing.b64_encode(outer.digest()).decode()


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
