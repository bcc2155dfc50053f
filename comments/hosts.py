"""Web hosts in what somebody wrote, as they are compared. Pure functions.

동네.한국 and xn--… are one host, and so are a host with and without `www.`.
"""

import regex

from notes.search.terms import fold

LONGEST = 253  # letters of a host, as DNS has them

_DOTS = regex.compile(r"[。｡]")
# Not only links: 카지노.com is an address to whoever reads it, and so is what stands behind an @.
_DOTTED = regex.compile(r"(?<![\w.-])(?:[\w-]++\.)+[\w-]++")
# Behind it a particle may be glued: 예시.한국에서, example.com을.
_TOP = regex.compile(
    r"(?:xn--[a-z0-9-]{1,59}|한국|닷컴|닷넷|삼성|\d{1,3}|[a-z]{2,24}|[\p{L}--\p{Hangul}--[a-z]]{2,24})"
    r"(?![a-z0-9_-])",
    regex.V1,
)


def fold_host(host: str) -> str:
    """As it is asked of DNS, without `www.`; empty for what can be no host."""
    host = _DOTS.sub(".", fold(host)).strip(".").removeprefix("www.")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = host.split(".")
    is_host = all(label and len(label) <= 63 for label in labels) and len(host) <= LONGEST
    return host if is_host else ""


def written_host(host: str) -> str:
    """The other way: Hangul where DNS is asked for xn--…, as people write it."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def hosts_in(text: str) -> set[str]:
    """Of all links and other addresses in a text, folded."""
    found = (_without_ending(dotted) for dotted in _DOTTED.findall(_DOTS.sub(".", fold(text))))
    return {host for dotted in found if dotted and (host := fold_host(dotted))}


def domains_of(hosts: set[str]) -> set[str]:
    """These hosts and all that they belong to: of a.example.com also example.com and com."""
    found = set()
    for host in hosts:
        labels = host.split(".")
        found.update(".".join(labels[at:]) for at in range(len(labels)))
    return found


def _without_ending(dotted: str) -> str:
    """Nothing where the last part is none of a host: 3.5점, 했다.그리고."""
    rest, _dot, last = dotted.rpartition(".")
    top = _TOP.match(last)
    return f"{rest}.{top[0]}" if top else ""
