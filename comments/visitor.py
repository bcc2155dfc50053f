"""Who is asking: the writer of a comment, as far as a request tells."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from comments import own_comments
from comments.models.comment import LONGEST_USER_AGENT
from comments.network import address_of, network_of
from notes.text import clean_line


@dataclass(frozen=True)
class Visitor:
    """`author_name` is set for people with an account who write here; their word needs no judge."""

    address: str | None = None
    network: str = ""
    user_agent: str = ""
    own_ids: tuple[int, ...] = ()
    author_name: str = ""

    @classmethod
    def of(cls, request) -> "Visitor":
        address = address_of(request)
        return cls(
            address=address,
            network=network_of(address),
            user_agent=clean_line(request.headers.get("User-Agent", ""))[:LONGEST_USER_AGENT],
            own_ids=own_comments.sent(request),
            author_name=author_name(request),
        )


def author_name(request) -> str:
    """The byline of a signed-in author or staff member; empty for everybody else.

    Does not look for a session where no session cookie came: an anonymous page stays one that may
    be cached.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return ""
    user = request.user
    author = getattr(user, "author", None)  # one query
    if author:
        return author.name
    return (user.get_full_name() or user.get_username()) if user.is_staff else ""


def is_cross_site(request) -> bool:
    """Was this sent by a page of another site? Browsers say so; what is no browser says nothing."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    if not sender:
        return False
    try:
        return urlsplit(sender).netloc.lower() != request.get_host().lower()
    except ValueError:
        return True
