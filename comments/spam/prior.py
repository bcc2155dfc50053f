"""What the learner knows before anything is decided here: counts from comments elsewhere.

Read once in each process, when it is first asked. Made by `manage.py build_spam_prior`; where the
counts are from: comments/spam/data/README.md.
"""

import gzip
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from comments.spam.tokens import VERSION

PATH = Path(__file__).parent / "data" / "prior.tsv.gz"
OUT_OF = 10_000  # comments of each label: what the counts of the file are relative to
DOUBT = 30  # of these comments, in which a token is thought to have stood already
CAP = 3.0  # log odds; no token says more
SHAPE_CAP = 2.0  # the shape of a comment differs from site to site more than words do
LEAST = 0.1  # log odds; what says less is not kept
OF_TEXT = "wpgb"  # kinds of tokens that are words or made of letters


def of(bucket: str) -> Mapping[str, float]:
    """Log odds of the tokens that are known, above 0 where they speak for spam."""
    return _read().get(bucket, {})


@cache
def _read() -> dict[str, dict[str, float]]:
    """Nothing, where the tokens of the file are not those of today."""
    with gzip.open(PATH, "rt", encoding="utf-8") as lines:
        if next(lines) != f"version\t{VERSION}\n":
            return {}
        return _together(_odds(line.rstrip("\n").split("\t") for line in lines))


def _together(odds: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Of the words of each bucket's script all others know, too: people mix languages. How a comment
    looks and who wrote it is compared within its own bucket alone."""
    words = {
        token: weight
        for known in odds.values()
        for token, weight in known.items()
        if token[0] in OF_TEXT
    }
    return {bucket: words | known for bucket, known in odds.items()}


def _odds(rows) -> dict[str, dict[str, float]]:
    """A row of a bucket's name begins it and has the mean number of tokens in a comment of spam and
    of ham; those of tokens have in how many comments each stands."""
    found: dict[str, dict[str, float]] = {}
    for name, spam, ham in rows:
        spam, ham = int(spam), int(ham)
        if ":" not in name:
            found[name] = odds = {}
            sizes = (2 * spam / (spam + ham), 2 * ham / (spam + ham))
        else:
            is_shape = name[0] == "s"  # every comment has one, however long it is
            weight = _log_odds(spam, ham, (1, 1) if is_shape else sizes)
            weight = _within(SHAPE_CAP if is_shape else CAP, weight)
            if abs(weight) >= LEAST:
                odds[name] = weight
    return found


def _log_odds(spam: int, ham: int, sizes: tuple[float, float]) -> float:
    return math.log((spam / sizes[0] + DOUBT) / (ham / sizes[1] + DOUBT))


def _within(cap: float, weight: float) -> float:
    return round(max(-cap, min(cap, weight)), 2)
