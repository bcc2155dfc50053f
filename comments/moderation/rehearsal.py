"""What a rule would have caught, had it been there: counted against what became of those comments."""

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, Rule
from comments.network import IPV4_PREFIX, IPV6_PREFIX
from comments.spam.rules import Traits, is_about
from comments.spam.verdicts import Submission

DAYS = 90
MOST = 20_000  # comments that are looked at, the newest
SHOWN = 20
FEWEST = 20  # comments; of fewer half is nothing
MOST_NETWORKS = 256  # that are looked up one by one; beyond that all comments are read

# What of a comment each kind of rule looks at.
COLUMNS = {
    Rule.NAME: ["name"],
    Rule.EMAIL: ["email"],
    Rule.DOMAIN: ["body", "website", "source_url"],
    Rule.WORD: ["name", "website", "body"],
    Rule.NETWORK: ["address", "network"],
    Rule.LANGUAGE: ["body"],
}


@dataclass(frozen=True)
class Rehearsal:
    """`opposite` is the status that speaks against the rule: published where it blocks, spam where it
    allows; `wrong` have it. `is_wide`: it catches more than half of all. `comments` are the newest
    that it catches."""

    opposite: str

    caught: int = 0
    wrong: int = 0
    is_cut: bool = False
    is_wide: bool = False
    comments: list[Comment] = field(default_factory=list)


def rehearse(rule: Rule) -> Rehearsal:
    """Reads at most `MOST` comments of the last `DAYS` days. The rule need not be stored."""
    opposite = rule.contradicted_by
    keys, read, wrong = [], 0, 0
    for key, status, *values in _rows(rule):
        read += 1
        if read > MOST:
            break
        if is_about(rule.subject, rule.folded, _traits(rule, values)):
            keys.append(key)
            wrong += status == opposite
    is_wide = read >= FEWEST and 2 * len(keys) > read and not _narrowed(rule)
    return Rehearsal(opposite, len(keys), wrong, read > MOST, is_wide, _shown(keys[:SHOWN]))


def _rows(rule: Rule):
    """Newest first: key, status and what the rule looks at."""
    since = timezone.now() - timedelta(days=DAYS)
    # Of the people here nobody is judged. All statuses are named because the index begins with them.
    found = Comment.objects.filter(
        _narrowed(rule),
        is_by_author=False,
        created_at__gte=since,
        status__in=dict(Comment.STATUSES),
    )
    rows = found.newest_first().values_list("pk", "status", *COLUMNS[rule.subject])
    return rows[: MOST + 1].iterator(chunk_size=500)


def _narrowed(rule: Rule) -> Q:
    """What the database can tell by an index, or without sending the text."""
    if rule.subject == Rule.EMAIL:
        is_one = not rule.folded.startswith("@")
        return Q(email__in={rule.folded, rule.value}) if is_one else ~Q(email="")
    if rule.subject == Rule.NETWORK:
        networks = _stored_networks(rule.value)
        return Q(network__in=networks) if networks else ~Q(network="")
    return Q()


def _stored_networks(value: str) -> list[str]:
    """Those that comments are stored with and that have addresses in common with this one; none when
    they are too many."""
    network = ipaddress.ip_network(value)
    prefix = IPV4_PREFIX if network.version == 4 else IPV6_PREFIX
    if network.prefixlen >= prefix:
        return [str(network.supernet(new_prefix=prefix))]
    if 2 ** (prefix - network.prefixlen) > MOST_NETWORKS:
        return []
    return [str(part) for part in network.subnets(new_prefix=prefix)]


def _traits(rule: Rule, values: list) -> Traits:
    columns = zip(COLUMNS[rule.subject], values, strict=True)
    texts = {name: value or "" for name, value in columns}
    return Traits(Submission(**{"name": "", "body": ""} | texts))


def _shown(keys: list[int]) -> list[Comment]:
    return list(with_notes(Comment.objects.filter(pk__in=keys)).newest_first())


def with_notes(comments):
    """With what a list says of them."""
    texts = "note__body note__body_html note__contents note__summary body_html".split()
    return comments.select_related("note__series").defer(*texts)
