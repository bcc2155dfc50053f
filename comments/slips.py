"""내 댓글 쪽지: the secret address at which a comment belongs to whoever wrote it. No account.

The token in it is signed, so the address is the proof; it names the comment's key and the second in
which it was written, since an import gives keys anew. What may be done there is said here, too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone

from comments.models import Comment
from notes.paths import Path

VALID_FOR = timedelta(days=180)  # from the moment in which the address is handed out
EDITABLE_FOR = timedelta(minutes=15)
MAILED = "mail"
UNREAD_OF_NOTE = "note__body note__body_html note__contents note__summary".split()
UNREAD = [
    *UNREAD_OF_NOTE,
    *"reflected_in__title reflected_in__body reflected_in__excerpt".split(),
]

# No colon: it ends the link in some mail programs.
_signer = signing.TimestampSigner(salt="comments.slip", sep=".")
_path = Path("comments:slip", str)


class NoSlip(Exception):
    """`was_one`: it is one no more, since it has expired, or its comment or the words of it were erased."""

    def __init__(self, was_one: bool):
        self.was_one = was_one


@dataclass(frozen=True)
class Slip:
    """`is_mailed`: whoever has it reads the mail of the comment's address."""

    token: str
    comment: Comment
    expires_at: datetime
    is_mailed: bool

    @property
    def path(self) -> str:
        return _path(self.token)


def slip_url(comment: Comment) -> str:
    """The absolute path, without the host, for a mail to the comment's address and nowhere else: it
    opens all that is stored, and what is known of that address."""
    return _signed(comment.pk, comment.created_at, MAILED)


def slip_path(pk: int, created_at: datetime) -> str:
    """The same for the browser that has sent the comment, with whatever address stands in it."""
    return _signed(pk, created_at)


def slip_of(token: str) -> Slip:
    """Raises `NoSlip`. One query."""
    try:
        value, made_at = _read(token)
        key, second, *marks = value.split("-")
        pk = int(key)
    except signing.SignatureExpired:
        raise NoSlip(was_one=True) from None
    except (signing.BadSignature, ValueError):
        raise NoSlip(was_one=False) from None
    comments = Comment.objects.select_related("note__series", "reflected_in").defer(*UNREAD)
    comment = comments.with_words().filter(pk=pk).first()
    if comment is None or _second(comment.created_at) != second:
        raise NoSlip(was_one=True)
    return Slip(token, comment, made_at + VALID_FOR, is_mailed=MAILED in marks)


def _signed(pk: int, created_at: datetime, *marks: str) -> str:
    return _path(_signer.sign("-".join([str(pk), _second(created_at), *marks])))


def _read(token: str) -> tuple[str, datetime]:
    value = _signer.unsign(token, max_age=VALID_FOR)
    stamp = token.split(".")[1]
    return value, datetime.fromtimestamp(signing.b62_decode(stamp), UTC)


def _second(created_at: datetime) -> str:
    return f"{int(created_at.timestamp()):x}"


def editable_until(comment: Comment) -> datetime | None:
    """Its writer may change it until then, or until somebody answers; nothing when it is too late.

    What was judged to be spam, or removed, is not improved but looked at again, or erased. Asks the
    database once while there is time.
    """
    until = comment.created_at + EDITABLE_FOR
    is_in_time = timezone.now() < until
    is_open = is_in_time and comment.status in (Comment.PUBLISHED, Comment.HELD)
    return until if is_open and not is_answered(comment) else None


def is_answered(comment: Comment) -> bool:
    return bool(comment.answered_at) or comment.replies.public().exists()


def may_appeal(comment: Comment) -> bool:
    """Once, also against a moderator's word."""
    return comment.status == Comment.SPAM and comment.appealed_at is None


def has_place(comment: Comment) -> bool:
    """Has its note, or its planned number, a page? What was withdrawn may not even be named."""
    return comment.note.is_published or comment.note.is_planned


def may_say_answered(comment: Comment) -> bool:
    return comment.kind == Comment.QUESTION and comment.is_public and has_place(comment)
