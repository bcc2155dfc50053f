"""What a visitor has sent, kept in two signed cookies of theirs. No account, no session.

`own_comments` goes to every page and names what is not decided yet: its writer sees it in its
place, nobody else does, and a page with it is never cached. It goes as soon as all is decided.
`sent_comments` goes to the comment form's own addresses only: an approved comment among them
proves a known commenter.
"""

from django.conf import settings
from django.core import signing

from comments.cookies import set_cookie
from comments.signers import cookie_signer

WAITING, SENT = "own_comments", "sent_comments"
SENT_PATH = "/comments/"
MOST = 20  # comments in a cookie, the latest
MONTH = 30 * 24 * 3600  # seconds
MINUTE = 60  # seconds; after that, what was published at once is in everybody's page


_SIGNERS = {name: cookie_signer(name) for name in (WAITING, SENT)}


def waiting(request) -> tuple[int, ...]:
    """Own comments that were not decided when this cookie was set, oldest first."""
    return _read(request, WAITING)


def sent(request) -> tuple[int, ...]:
    """Own comments of whatever status, oldest first. Only in requests under `/comments/`."""
    return _read(request, SENT)


def remember(request, response, comment):
    """Tell the visitor's browser about a comment that was just stored."""
    _write(response, SENT, _with(sent(request), comment.pk), MONTH, SENT_PATH)
    ids = _with(waiting(request), comment.pk)
    if comment.is_public and len(ids) == 1:
        # Nothing to wait for; but the next page must not come from a cache that is a second old.
        _write(response, WAITING, ids, MINUTE)
    else:
        _write(response, WAITING, ids, MONTH)


def keep_only(response, ids):
    """Forget the decided ones; no cookie at all when none is left."""
    if ids:
        _write(response, WAITING, ids, MONTH)
    else:
        response.delete_cookie(WAITING, samesite="Lax")


def _with(ids: tuple[int, ...], pk: int) -> list[int]:
    """Once, and as the latest: the same comment may be sent again."""
    return [*(each for each in ids if each != pk), pk]


def _read(request, name: str) -> tuple[int, ...]:
    if not (came := request.COOKIES.get(name)):
        return ()
    try:
        value = _SIGNERS[name].unsign(came, max_age=MONTH)
        return tuple(int(part) for part in value.split(".") if part)
    except (signing.BadSignature, ValueError):
        return ()


def _write(response, name: str, ids, max_age: int, path: str = "/"):
    value = _SIGNERS[name].sign(".".join(map(str, ids[-MOST:])))
    written = {"max-age": max_age, "path": path, "httponly": True, "samesite": "Lax"}
    set_cookie(response, name, value, **written, secure=settings.SESSION_COOKIE_SECURE)
