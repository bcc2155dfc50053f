"""The puzzle that a sender's browser solves where the owner asks for it (`SpamPolicy.wants_proof`).

The protocol is ALTCHA's, version 2, with both ends on this site: nobody else hears of anybody. A puzzle
belongs to the token of one form, is valid as long as that, and its solution is worth one comment.
The library, which brings more with it than this needs, is loaded where there are puzzles only.
"""

import secrets
import time
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from comments.models import SpentProof
from comments.tokens import OLDEST

ALGORITHM = "PBKDF2/SHA-256"  # browsers work at it beside the page, not in it
ROUNDS = 5_000  # for one key; also what it costs this machine to set a puzzle
FEWEST_KEYS, MOST_KEYS = 80, 240  # that are tried: about a second on a phone
LONGEST = 4_000  # characters of a solution


class Proof(NamedTuple):
    """A solution that is right; whether it was spent, `SpentProof` knows."""

    digest: str
    expires_at: datetime


def challenge_for(token: str) -> dict:
    """As JSON takes it, for the browser that has the form with this token."""
    from altcha import create_challenge

    challenge = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=FEWEST_KEYS + secrets.randbelow(MOST_KEYS - FEWEST_KEYS),
        expires_at=int(time.time() + OLDEST),
        data={"token": token},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return challenge.to_dict()


def proof_of(solution: str, token: str) -> Proof | None:
    """Nothing for what is no solution of a puzzle for this token. Two checksums, no key is derived."""
    if not solution or len(solution) > LONGEST:
        return None
    from altcha import Payload, verify_solution

    try:
        payload = Payload.from_base64(solution)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    found = verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
    asked = payload.challenge
    if not found.verified or asked.parameters.data != {"token": token}:
        return None
    digest = blake2b(asked.signature.encode(), digest_size=16).hexdigest()
    return Proof(digest, datetime.fromtimestamp(asked.parameters.expires_at, UTC))


@task()
def forget_spent_proofs() -> int:
    """What is too old to be spent again need not be known any more. Answers how many they were."""
    return SpentProof.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _secret(purpose: str) -> str:
    return salted_hmac("comments.proofs", purpose, algorithm="sha256").hexdigest()
