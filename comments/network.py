"""Where a request comes from, as addresses and as the network around an address."""

import ipaddress
import re
from functools import lru_cache

IPV4_PREFIX, IPV6_PREFIX = 24, 48
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[:.][0-9A-Fa-f:.]*[0-9A-Fa-f:](?:/[0-9]{1,3})?")


def address_of(request) -> str | None:
    """The visitor's address; forwarded ones have been judged by a middleware before."""
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    return None if address is None else str(address)


@lru_cache(maxsize=1000)
def parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Nothing for what is no address. One of IPv4 that is written in IPv6 is one of IPv4."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=1000)
def network_of(address: str | None) -> str:
    """`203.0.113.0/24` or `2001:db8:12::/48`; empty without an address.

    One household or office usually changes addresses within such a network.
    """
    if not address:
        return ""
    if ":" not in address:
        return f"{address.rpartition('.')[0]}.0/{IPV4_PREFIX}"
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))


def without_networks(sentence: str, instead: str) -> str:
    """With each IP address and network in it replaced."""
    return _ADDRESS.sub(lambda found: instead if _is_one(found[0]) else found[0], sentence)


def _is_one(word: str) -> bool:
    try:
        ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False
    return True
