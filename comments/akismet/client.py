"""The wire to Akismet: the `akismet` package, and what it leaves open.

The package knows one address and times each read alone. Its HTTP client may be brought along, so that
what carries the requests leads elsewhere where `AKISMET_URL` says so, and ends what drips or never ends.
"""

import time
from datetime import UTC, datetime

import akismet
import httpx
from django.conf import settings

from comments.akismet.words import Trouble
from comments.models import AkismetAnswer, Comment
from notes.canonical import absolute

TIMEOUT = 5.0  # seconds of silence
DEADLINE = 10.0  # seconds for all of an answer's body
MOST_BYTES = 16_384  # of an answer; a right one has four or five

ANSWERS = {
    akismet.CheckResponse.HAM: AkismetAnswer.HAM,
    akismet.CheckResponse.SPAM: AkismetAnswer.SPAM,
    akismet.CheckResponse.DISCARD: AkismetAnswer.DISCARD,
}


def is_valid(key: str) -> bool:
    """Does the service know this key for this site? Raises `Trouble`."""
    return _asked(key, lambda client: client.verify_key())


def check(key: str, comment: Comment, is_edited: bool = False) -> str:
    """`ham`, `spam` or `discard`. Raises `Trouble`; ValueError where the comment's IP address, which the
    protocol requires, is forgotten."""
    about = _about(comment) | ({"recheck_reason": "edit"} if is_edited else {})
    return ANSWERS[_asked(key, lambda client: client.comment_check(**about))]


def tell(key: str, comment: Comment, label: str):
    """What a moderator says: `spam` or `ham`. Raises as `check`."""
    about = _about(comment)
    if label == AkismetAnswer.SPAM:
        _asked(key, lambda client: client.submit_spam(**about))
    else:
        _asked(key, lambda client: client.submit_ham(**about))


def _about(comment: Comment) -> dict:
    """All that is sent of a comment. Never its e-mail address, which the protocol would take, too: the
    form promises that it goes to nobody."""
    if not comment.address:
        raise ValueError("the protocol requires an IP address")
    note = comment.note
    sent = {
        "user_ip": comment.address,
        "user_agent": comment.user_agent,
        "permalink": absolute(note.get_absolute_url()),
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_url": comment.website,
        "comment_content": comment.body,
        "comment_date_gmt": _moment(comment.created_at),
        "comment_post_modified_gmt": _moment(note.published_at),
        "blog_lang": settings.LANGUAGE_CODE,
        "blog_charset": "UTF-8",
    }
    if settings.AKISMET_TEST or settings.DEBUG:
        sent["is_test"] = True
    return {name: value for name, value in sent.items() if value}


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _asked(key: str, ask):
    config = akismet.Config(key=key, url=absolute("/"))
    with httpx.Client(
        transport=_Line(settings.AKISMET_URL),
        headers={"User-Agent": akismet.USER_AGENT, "Accept-Encoding": "identity"},
        timeout=TIMEOUT,
    ) as http:
        try:
            return ask(akismet.SyncClient(config=config, http_client=http))
        except akismet.AkismetError as error:
            # Not as its cause: the package writes the key into sentences of its own.
            raise Trouble(_trouble_of(error)) from None


def _trouble_of(error: akismet.AkismetError) -> str:
    cause = error.__cause__
    if isinstance(error, akismet.APIKeyError):
        return AkismetAnswer.KEY
    if isinstance(cause, httpx.TimeoutException):
        return AkismetAnswer.SLOW
    if isinstance(cause, httpx.HTTPStatusError):
        return AkismetAnswer.STATUS
    if isinstance(error, akismet.ProtocolError) or isinstance(cause, _Endless):
        return AkismetAnswer.ODD
    return AkismetAnswer.UNREACHABLE


class _Endless(httpx.TransportError):
    """An answer longer than any right one."""


class _Line(httpx.BaseTransport):
    """`address` takes the place of the one that the package knows; empty: it is asked itself."""

    def __init__(self, address: str):
        self._address = httpx.URL(address) if address else None
        self._line = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._address:
            request.url = self._elsewhere(request.url)
            request.headers["Host"] = request.url.netloc.decode("ascii")
        response = self._line.handle_request(request)
        response.stream = _Bounded(response.stream)
        return response

    def _elsewhere(self, url: httpx.URL) -> httpx.URL:
        to = self._address
        path = to.raw_path.rstrip(b"/") + url.raw_path
        return url.copy_with(scheme=to.scheme, host=to.host, port=to.port, raw_path=path)

    def close(self):
        self._line.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream):
        self._stream = stream

    def __iter__(self):
        size, ends_at = 0, time.monotonic() + DEADLINE
        for part in self._stream:
            size += len(part)
            if size > MOST_BYTES:
                raise _Endless("too long")
            if time.monotonic() > ends_at:
                raise httpx.ReadTimeout("too slow")
            yield part

    def close(self):
        self._stream.close()
