"""Addresses in a webmention: what can be a source, what a target is, when two are the same.

No Django and no database: the process that reads foreign pages imports this too.
"""

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

LONGEST = 2000  # characters, percent-encoded
DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986; "%" stays, so that what is encoded is not encoded again.
_KEPT = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class WebAddress:
    """An http(s) address in its parts, ASCII only, without the fragment. `host` is as in DNS."""

    scheme: str
    host: str
    port: int
    path_and_query: str

    def __str__(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == self.default_port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path_and_query}"

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"

    @property
    def default_port(self) -> int:
        return DEFAULT_PORTS[self.scheme]

    @property
    def key(self) -> str:
        """Equal for addresses of one page: decoded, NFC, whatever the scheme and the last slash."""
        path, question, query = self.path_and_query.partition("?")
        port = "" if self.port in DEFAULT_PORTS.values() else f":{self.port}"
        return f"{self.host}{port}{_decoded(path).rstrip('/')}{question}{_decoded(query)}"


def web_address(text: str) -> WebAddress | None:
    """Nothing for what is not an absolute http(s) address, and for one with a password or a space.

    Hangul in host and path may stand as it is, in whatever Unicode form.
    """
    text = text.strip()
    # "\": browsers read it as "/", Python does not.
    if any(letter.isspace() or letter == "\\" or not letter.isprintable() for letter in text):
        return None
    try:
        parts = urlsplit(text)
        scheme, port = parts.scheme.lower(), parts.port
        host = _host(parts.hostname or "")
    except ValueError:  # UnicodeError is one
        return None
    if scheme not in DEFAULT_PORTS or not host or port == 0 or "@" in parts.netloc:
        return None
    path = quote(unicodedata.normalize("NFC", parts.path), _KEPT) or "/"
    query = quote(unicodedata.normalize("NFC", parts.query), _KEPT)
    whole = f"{path}?{query}" if query else path
    address = WebAddress(scheme, host, port or DEFAULT_PORTS[scheme], whole)
    return address if len(str(address)) <= LONGEST else None


def _host(name: str) -> str:
    """As it is asked of DNS: 한글.example becomes xn--…, one dot at the end is dropped."""
    name = unicodedata.normalize("NFC", name).removesuffix(".").lower()
    if name.isascii():
        return name
    return name.encode("idna").decode("ascii").lower()


def _decoded(text: str) -> str:
    return unicodedata.normalize("NFC", unquote(text))
