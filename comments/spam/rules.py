"""What moderators have said once for all (`Rule`): which of it is about a comment, and what follows.

Matching is pure: a comment has traits, and a rule's folded value is among them or not. Values are
compared folded, so that width, case, invisible letters and the form of a host make no difference.
"""

import ipaddress
from functools import cached_property
from typing import NamedTuple

import regex
from django.utils.translation import gettext as _

from comments.hosts import domains_of, fold_host, hosts_in
from comments.models import Rule
from comments.scripts import NAMES, has_hangul, scripts_of
from comments.spam.contacts import numbers_in
from comments.spam.verdicts import STRICTNESS, Submission, Verdict
from notes.search.terms import fold

SHORTEST_NUMBER = 9  # digits; what is shorter is a word like others
# An address is nobody's business but the moderators', and only for as long as it is kept.
UNNAMED = (Rule.EMAIL, Rule.NETWORK)

_INVISIBLE = regex.compile(r"[\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFE00-\uFE0F\uFFA0]")
# Letters of scripts that put spaces or signs between words. Hangul is none: particles are glued on.
_SPACED = regex.compile(
    r"[[\p{L}\p{N}]--\p{Hangul}--\p{Han}--\p{Hiragana}--\p{Katakana}]", regex.V1
)


class InForce(NamedTuple):
    """A rule as matching needs it."""

    pk: int
    subject: str
    folded: str
    action: str
    value: str


def matching(submission: Submission, rules: list[tuple]) -> tuple[InForce, ...]:
    """Of these those that are about it."""
    traits = Traits(submission)
    return tuple(InForce(*rule) for rule in rules if is_about(rule[1], rule[2], traits))


def rule(submission: Submission) -> Verdict | None:
    """The check: the strictest of the rules that match, and of equally strict ones the oldest."""
    if not submission.rules:
        return None
    strictest = max(submission.rules, key=lambda each: (_strictness(each), -each.pk))
    return Verdict("rule", _reason(strictest), strictest.action)


def is_about(subject: str, folded: str, traits: "Traits") -> bool:
    """Does a rule with this subject and folded value match whoever has these traits?"""
    if subject == Rule.WORD:
        return traits.has(folded)
    return folded in getattr(traits, subject)


class Traits:
    """What rules look at of a `Submission`, each worked out when the first rule asks for it.

    For every subject but words there are the folded values that a rule may have to match.
    """

    def __init__(self, submission: Submission):
        self.of = submission

    @cached_property
    def name(self) -> set[str]:
        return {fold_name(self.of.name)}

    @cached_property
    def email(self) -> set[str]:
        """The address, and `@` with its host."""
        email = fold_email(self.of.email)
        return {email, email[email.find("@") :]} if email else set()

    @cached_property
    def domain(self) -> set[str]:
        of = self.of
        return domains_of(hosts_in(f"{of.body}\n{of.website}\n{of.source_url}"))

    @cached_property
    def network(self) -> set[str]:
        """All networks around the address; around the stored network once that is all there is."""
        bits = fold_network(self.of.address or self.of.network)
        return {bits[:end] for end in range(1, len(bits) + 1)}

    @cached_property
    def language(self) -> set[str]:
        return scripts_of(self.of.body)

    @cached_property
    def text(self) -> str:
        """Where words are looked for, a line for each field."""
        of = self.of
        return "\n".join(map(fold_text, filter(None, (of.name, of.website, of.body))))

    @cached_property
    def numbers(self) -> str:
        return " ".join(numbers_in(f"{self.of.name}\n{self.of.body}"))

    def has(self, word: str) -> bool:
        """A number however its digits are written, a word with its spaces or, in Hangul, without."""
        if word.isdecimal() and len(word) >= SHORTEST_NUMBER and word in self.numbers:
            return True
        if _stands_in(self.text, word):
            return True
        return " " in word and has_hangul(word) and _stands_in(self.text, word.replace(" ", ""))


def _stands_in(text: str, word: str) -> bool:
    """Latin words at their borders only: `bet` is not in `better`, but it is in `bet에서`."""
    at = text.find(word)
    while at >= 0:
        if not (_goes_on(text, at) or _goes_on(text, at + len(word))):
            return True
        at = text.find(word, at + 1)
    return False


def _goes_on(text: str, at: int) -> bool:
    """Is there one word on both sides of this place?"""
    return bool(at and _SPACED.match(text, at - 1) and _SPACED.match(text, at))


# Values ------------------------------------------------------------------------------------------


def fold_text(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", fold(text)).split())


def fold_name(name: str) -> str:
    return fold_text(name).replace(" ", "")


def fold_word(word: str) -> str:
    """A telephone number is its digits."""
    folded = fold_text(word)
    digits = "".join(numbers_in(folded))
    is_number = len(digits) == sum(map(str.isalnum, folded)) >= SHORTEST_NUMBER
    return digits if is_number else folded


def fold_email(email: str) -> str:
    """`@example.com` stays one; empty for what is no address."""
    name, at, host = fold_text(email).rpartition("@")
    host = fold_host(host)
    return f"{name}@{host}" if at and host else ""


def network_of(text: str):
    """As `ipaddress` has it, of an address too. Raises ValueError. What stands for IPv4 is IPv4."""
    found = ipaddress.ip_network(text.strip(), strict=False)
    mapped = found.version == 6 and found.network_address.ipv4_mapped
    return ipaddress.ip_network((mapped, found.prefixlen - 96)) if mapped else found


def fold_network(network: str) -> str:
    """Of an address or a network the bits that do not change, behind its version: `4110010110…`.

    A network is within another if its bits begin with the other's. Empty for what is neither.
    """
    try:
        found = network_of(network)
    except ValueError:
        return ""
    bits = f"{int(found.network_address):0{found.max_prefixlen}b}"
    return f"{found.version}{bits[: found.prefixlen]}"


FOLDS = {
    Rule.NAME: fold_name,
    Rule.EMAIL: fold_email,
    Rule.DOMAIN: fold_host,
    Rule.WORD: fold_word,
    Rule.NETWORK: fold_network,
    Rule.LANGUAGE: str,
}


def fold_value(subject: str, value: str) -> str:
    """A rule's value as it is compared; empty for what can match nothing."""
    return FOLDS[subject](value)


# -------------------------------------------------------------------------------------------------


def _strictness(rule: InForce) -> int:
    return STRICTNESS.index(rule.action)


def _reason(rule: InForce) -> str:
    named = {"subject": dict(Rule.SUBJECTS)[rule.subject], "pk": rule.pk}
    if rule.subject in UNNAMED:
        return _("%(subject)s 규칙(%(pk)d번)") % named
    named["value"] = (
        NAMES.get(rule.value, rule.value) if rule.subject == Rule.LANGUAGE else rule.value
    )
    return _("%(subject)s ‘%(value)s’ 규칙(%(pk)d번)") % named
