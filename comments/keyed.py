"""HMAC-SHA256 by keys that are used again and again (RFC 2104).

`hmac.digest` begins anew with each message: it looks for the algorithm by its name and reads the key
twice, which takes three times as long as a short message does.
"""

from functools import lru_cache
from hashlib import sha256

INNER, OUTER = 0x36, 0x5C


def digest(key: bytes, message: bytes) -> bytes:
    """What `hmac.digest(key, message, "sha256")` answers."""
    inner, outer = _begun(key)
    inner, outer = inner.copy(), outer.copy()
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


@lru_cache(maxsize=32)
def _begun(key: bytes) -> tuple:
    """The inner and the outer digest before a message comes."""
    size = sha256().block_size
    key = (key if len(key) <= size else sha256(key).digest()).ljust(size, b"\0")
    return tuple(sha256(bytes(byte ^ pad for byte in key)) for pad in (INNER, OUTER))
