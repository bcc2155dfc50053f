"""The signed words of the mail about comments that wait: whoever has one reads a moderator's mail.

One to decide names the person, the comment as the mail showed it, and the last decision that there
was about it: with any newer decision it has been used, or comes too late. One to stop lives for ever.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from comments.models import AlreadyDecided, Comment, Decision
from comments.moderation import decisions
from comments.moderation.access import decidable_by
from notes.canonical import absolute

VALID_FOR = timedelta(days=14)
ACTS = ("approve", "spam")
UNREAD = "note__body note__body_html note__contents note__summary".split()

# No colon: it ends the link in some mail programs.
_deciding = signing.TimestampSigner(salt="moderation.mail", sep=".")
_stopping = signing.Signer(salt="moderation.mail.stop", sep=".")


class NoOffer(Exception):
    """`why` is `UNKNOWN`, `EXPIRED`, `ERASED` or `REFUSED`."""

    UNKNOWN, EXPIRED, ERASED, REFUSED = "unknown", "expired", "erased", "refused"

    def __init__(self, why: str):
        self.why = why


@dataclass(frozen=True)
class Offer:
    """One person may decide about one comment, as long as it is what the mail showed."""

    user: object
    comment: Comment
    state: str
    last: int  # the key of the last decision that the mail knew of; 0 for none

    @cached_property
    def decision(self) -> Decision | None:
        """The last one since the mail."""
        newer = self.comment.decisions.filter(pk__gt=self.last).order_by("pk")
        return newer.select_related("moderator").last()

    @property
    def is_open(self) -> bool:
        return self.decision is None and self.comment.state == self.state

    @property
    def undoable(self) -> Decision | None:
        """What this person has decided since the mail, and nobody after them."""
        made = self.decision
        is_own = made and made.moderator_id == self.user.pk and not made.undoes_id
        return made if is_own else None

    def carry_out(self, act: str | None):
        """Raises `AlreadyDecided` where there is nothing to decide, or to take back, any more."""
        if act == "undo" and self.undoable:
            self.undoable.undo(self.user)
        elif act in ACTS and self.is_open:
            decisions.decide(self.comment, decisions.ACTS[act], self.state, self.user)
        else:
            raise AlreadyDecided


def decide_url(user, comment: Comment, last: int | None) -> str:
    """For a mail to this person and nowhere else. `last` is the key of its last decision."""
    value = f"{user.pk}-{comment.pk}-{_second(comment)}-{last or 0}-{comment.state}"
    return absolute(reverse("moderation:mail_decision", args=[_deciding.sign(value)]))


def offer_of(token: str) -> Offer:
    """Raises `NoOffer`. What its holder may decide is asked anew each time."""
    user_id, comment_id, second, last, state = _read(token)
    comments = Comment.objects.select_related("note__series").defer(*UNREAD)
    comment = comments.with_words().filter(pk=comment_id).first()
    if comment is None or _second(comment) != second:  # an import gives keys anew
        raise NoOffer(NoOffer.ERASED)
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None or not decidable_by(user).filter(pk=comment.pk).exists():
        raise NoOffer(NoOffer.REFUSED)
    return Offer(user, comment, state, int(last))


def stop_url(user) -> str:
    return absolute(reverse("moderation:mail_stop", args=[_stopping.sign(str(user.pk))]))


def listener_of(token: str):
    """Whose mail it is, or nothing."""
    try:
        key = int(_stopping.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return get_user_model().objects.filter(pk=key).first()


def _read(token: str) -> list[str]:
    try:
        return _deciding.unsign(token, max_age=VALID_FOR).split("-", 4)
    except signing.SignatureExpired:
        raise NoOffer(NoOffer.EXPIRED) from None
    except signing.BadSignature:
        raise NoOffer(NoOffer.UNKNOWN) from None


def _second(comment: Comment) -> str:
    return f"{int(comment.created_at.timestamp()):x}"
