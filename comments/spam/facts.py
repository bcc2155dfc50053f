"""What the checks have to know, asked at once: one query for each comment, whatever is in it.

It is about all that came before, the rules, and what was learned of the comment's words. The checks
themselves ask nothing.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.db import connection
from django.utils import timezone

from comments.duplicates import LATEST, SAME_WORDS_FOR
from comments.fingerprints import FEWEST, pieces
from comments.hosts import written_host
from comments.lookups import NOBODY, facts
from comments.models import Comment
from comments.models.token_count import asked_for
from comments.spam import weights
from comments.spam.history import strange_hosts
from comments.spam.rules import matching
from comments.spam.tokens import Read, read
from comments.spam.verdicts import Facts, Learned, Submission

HOUR = timedelta(hours=1)
SPANS = {"lately": SAME_WORDS_FOR, "minute": timedelta(minutes=1), "hour": HOUR, "now": timedelta()}
_KEY = itemgetter(1)  # of a row
# What only a form that was just sent has.
UNSENT = dict.fromkeys(("sending", "note", "parent", "name", "email"))


def of_form(comment: Comment, own: tuple[int, ...]) -> Facts:
    """About a comment that knows where it came from and is not stored yet. `own`: keys of those that
    its sender's browser has written. One query."""
    asked = {
        "sending": comment.sending,
        "network": comment.network,
        "note": comment.note_id,
        "parent": comment.parent_id or NOBODY,
        "name": comment.name,
        "email": comment.email,
    }
    return _ask(comment, asked, own)


def gather(submission: Submission) -> Submission:
    """With all that `judge()` needs, for what comes by no form. One query."""
    asked = {**UNSENT, "network": submission.network, "itself": submission.comment_id or NOBODY}
    found = _ask(submission, asked, ())
    return with_rules(replace(submission, facts=found, learned=found.learned))


def with_rules(submission: Submission) -> Submission:
    """Together with those that match it, of all that its facts say to be in force."""
    if not (rules := submission.facts.rules):
        return submission
    return replace(submission, rules=matching(submission, rules))


def _ask(comment: Comment | Submission, asked: dict, own: tuple[int, ...]) -> Facts:
    mine, now = pieces(comment.body), timezone.now()
    network = asked["network"] or None  # equal to none: what was imported has an empty one
    words = read(comment.name, comment.website, comment.body)
    adapted = connection.ops.adapt_datetimefield_value
    limited = settings.COMMENTS_PER_MINUTE
    patterns = _patterns(strange_hosts(comment.body, comment.website) if limited else [])
    asked = {
        "body": comment.body,
        "bucket": words.bucket,
        "tokens": asked_for(words.tokens),
        "itself": NOBODY,
        "nobody": NOBODY,
        "latest": LATEST,
        "lowest": min(mine, default=None),
        "highest": max(mine, default=None),
        "most": weights.CANDIDATES,
        "most_but_one": weights.CANDIDATES - 1,
        "most_waiting": weights.MOST_WAITING,
        **_limits(),
        **{name: adapted(now - span) for name, span in SPANS.items()},
        **asked,
        "network": network,
        "network_of_few": network if len(mine) < FEWEST else None,
    }
    return _read(facts(asked, own, list(patterns)), patterns, words, now)


def _patterns(hosts: list[str]) -> dict[str, str]:
    """Of each where it stands, in both ways of writing it. What would stand for any letter in it is in no
    name of a host that can be called: it finds too much rather than nothing."""
    return {f"%{form}%": host for host in hosts for form in (host, written_host(host))}


def _limits() -> dict[str, int]:
    """Up to which number is counted; no further than 0 where there are no limits."""
    minutely = settings.COMMENTS_PER_MINUTE
    return {
        "minutely": minutely,
        "hourly": minutely and weights.NETWORK_HOURLY,
        "site_fewest": weights.SITE_FEWEST,
        "site_most": minutely and weights.SITE_MOST,
        "usual_of": weights.SITE_USUAL_OF - 1,
    }


def _read(rows: list[tuple], patterns: dict[str, str], words: Read, now: datetime) -> Facts:
    said, copies, same_text, rules, waiting, counts = {}, {}, 0, [], [], {}
    for part, key, number, *texts in sorted(rows, key=_KEY, reverse=True):
        if part == "token":
            counts[texts[0]] = key, number
        elif part == "rule":
            rules.append((key, *texts))
        elif part == "host":
            waiting.append((patterns[texts[1]], texts[0]))
        elif part == "copy":
            copies[key] = tuple(texts[:2])
            same_text += number
            if texts[2]:
                said[texts[2]] = key, 0, ""
        else:
            said[part] = key, number, texts[0]
    in_minute, in_hour, _text = said["network"]
    _key, in_site_hour, before = said["site"]
    return Facts(
        earlier=said.get("earlier", [None])[0],
        is_vouched="vouched" in said,
        in_minute=in_minute,
        in_hour=in_hour,
        same_text=same_text if settings.COMMENTS_PER_MINUTE else 0,
        in_site_hour=in_site_hour,
        usual=_usual(before, now),
        **_most_shared(waiting),
        copies=copies,
        rules=rules,
        learned=Learned(words.bucket, words.tokens, counts),
    )


def _most_shared(waiting: list[tuple[str, str]]) -> dict:
    """Of hosts with the names that wait with them: the one with most, of several the first of letters."""
    names = defaultdict(set)
    for host, name in waiting:
        names[host].add(name)
    host = max(sorted(names), key=lambda host: len(names[host]), default="")
    return {"shared_host": host, "waiting_with_host": len(names[host])}


def _usual(before: str | None, now: datetime) -> float | None:
    """Comments in an hour, by the moment at which a known number of them began to come."""
    if not before:
        return None
    since = datetime.fromisoformat(before)
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    hours = (now - HOUR - since) / HOUR
    return weights.SITE_USUAL_OF / max(hours, 1 / 60)
