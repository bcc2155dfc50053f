"""Where a request comes from, as addresses and as the network around an address."""

import ipaddress
from functools import lru_cache

IPV4_PREFIX, IPV6_PREFIX = 24, 48


def address_of(request) -> str | None:
    """The visitor's address; forwarded ones have been judged by a middleware before."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


@lru_cache(maxsize=1000)
def network_of(address: str | None) -> str:
    """`203.0.113.0/24` or `2001:db8:12::/48`; empty without an address.

    One household or office usually changes addresses within such a network.
    """
    if not address:
        return ""
    prefix = IPV6_PREFIX if ":" in address else IPV4_PREFIX
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
