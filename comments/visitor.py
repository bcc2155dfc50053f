"""Who is asking: the writer of a comment, as far as a request tells."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from comments import own_comments
from comments.models.comment import LONGEST_USER_AGENT
from comments.network import address_of, network_of
from notes.desk.roles import may_moderate, may_write, may_write_on
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
            user_agent=clean_line(request.META.get("HTTP_USER_AGENT", ""))[:LONGEST_USER_AGENT],
            own_ids=own_comments.sent(request),
            author_name=author_name(request),
        )


def author_name(request) -> str:
    """The byline of somebody signed in who may write or moderate; empty for everybody else. Whose role
    was taken keeps a byline under old notes, and is a visitor all the same.
    """
    user = signed_in(request)
    if not (user and (user.is_staff or may_write(user) or may_moderate(user))):
        return ""
    author = getattr(user, "author", None)  # one query
    return author.name if author else user.get_full_name() or user.get_username()


def may_mark_answers(request, note) -> bool:
    """May they say that a question under this note is answered? Who moderates, or writes on the note."""
    user = signed_in(request)
    return bool(user) and (may_moderate(user) or may_write_on(user, note))


def signed_in(request):
    """Does not look for a session where no session cookie came: an anonymous page stays one that may
    be cached."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return None
    return request.user


def is_cross_site(request) -> bool:
    """Was this sent by a page of another site? Browsers say so; what is no browser says nothing."""
    said = request.META.get  # `request.headers` would read all of them
    if site := said("HTTP_SEC_FETCH_SITE"):
        return site not in ("same-origin", "none")
    sender = said("HTTP_ORIGIN") or said("HTTP_REFERER")
    if not sender:
        return False
    try:
        return urlsplit(sender).netloc.lower() != request.get_host().lower()
    except ValueError:
        return True
