"""What is kept of texts that a visitor sent: of a referrer its host, of a search its words."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

import regex
from django.conf import settings

from notes.text import clean_line, grapheme_length, truncate_graphemes

LONGEST_HOST = 100
LONGEST_WORDS = 60  # visible letters
# Applications on a telephone say their name this way: android-app://com.kakao.talk
SCHEMES = ("http", "https", "android-app")
HOST = regex.compile(r"[\w-]+(?:\.[\w-]+)+")
# Words and small numbers. No @, dot, colon or slash, and nothing as long as a telephone number: what
# somebody pasted by mistake is no search.
WORDS = regex.compile(r"[\p{L}\p{M}\p{N} \"'“”‘’()·,!?&+~-]+")
LONG_NUMBER = regex.compile(r"(?:\p{N}[^\p{L}\p{N}]{0,2}){5}")
LETTER = regex.compile(r"\p{L}")


@lru_cache(maxsize=2048)
def host_of(referrer: str) -> str:
    """Where a visitor came from; empty for this site itself, for machines without a name, for nonsense."""
    try:
        parts = urlsplit(referrer)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or len(host) > LONGEST_HOST or _is_address(host):
        return ""
    host = clean_line(_readable(host))[:LONGEST_HOST]
    return host if HOST.fullmatch(host) and not _is_ours(host) else ""


def words_to_keep(query: str) -> str:
    """Of a search that found nothing, in NFC and lower case; empty where they may be no words."""
    words = clean_line(query).lower()
    if not WORDS.fullmatch(words) or LONG_NUMBER.search(words) or not LETTER.search(words):
        return ""
    if grapheme_length(words) > LONGEST_WORDS:
        words = truncate_graphemes(words, LONGEST_WORDS, end="").strip()
    return words if len(words) <= 2 * LONGEST_WORDS else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _readable(host: str) -> str:
    """Hangul where the address has it: `xn--…` is nobody's name."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_ours(host: str) -> bool:
    names = {urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS}
    return host in {_readable(name.removeprefix("www.")) for name in names if name}
