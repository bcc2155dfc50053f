"""The reasons beside a comment, as far as its reader may know them."""

import re

from comments.templatetags.moderation import sentence

# An e-mail address, an IPv4 address or network, an IPv6 one.
_ADDRESS = re.compile(
    r"[^\s@]+@[\w-]+(?:\.[\w-]+)+|\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?|[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*(?:/\d+)?",
    re.IGNORECASE,
)


def reasons_of(verdicts: list[dict], with_addresses: bool) -> list[str]:
    """Sentences. Without addresses, whatever check has named one."""
    found = map(sentence, verdicts)
    return list(found) if with_addresses else [_ADDRESS.sub("…", each) for each in found]
