"""The signed word that says when a form was opened under which note. No state on the server."""

import time

from django.core import signing

from comments.signers import Signer

YOUNGEST = 3.0  # seconds; people need longer to write something
OLDEST = 24 * 3600.0  # seconds
AHEAD = 60.0  # seconds by which another machine's clock may be ahead

# Django's TimestampSigner counts whole seconds; "2.1초 만에" needs more.
_signer = Signer(salt="comments.token")


def make_token(note_id: int) -> str:
    return _signer.sign(f"{note_id}.{time.time_ns() // 1_000_000}")


def token_age(token: str, note_id: int) -> float | None:
    """Seconds since it was made; nothing for one that is missing, forged, another note's or too old."""
    try:
        note, made = _signer.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    age = time.time() - int(made) / 1000
    if note != str(note_id) or not -AHEAD <= age <= OLDEST:
        return None
    return max(age, 0.0)
