"""What Akismet's answer, or the lack of one, says among the other verdicts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import AkismetAnswer
from comments.spam.verdicts import HOLD, Verdict

AKISMET, WAITING = "akismet", "akismet_waiting"  # names of verdicts
OF_AKISMET = {AKISMET, WAITING}
SPAM_WEIGHT = 70  # holds by itself; with anything else that speaks for spam it is spam
DISCARD_WEIGHT = 100  # spam by itself


class Trouble(Exception):
    """No answer. `what` is one of `AkismetAnswer.TROUBLES`; no sentence of the service's own is in it,
    which may name the key."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what

    @property
    def sentence(self) -> str:
        return sentence_of(self.what)


def sentence_of(trouble: str) -> str:
    return str(dict(AkismetAnswer.TROUBLES).get(trouble, ""))


def verdict_of(answer: str) -> Verdict:
    """`ham` weighs nothing: what the site's own checks hold is not published on a stranger's word."""
    if answer == AkismetAnswer.DISCARD:
        return Verdict(AKISMET, _("Akismet이 뻔한 스팸으로 봄"), weight=DISCARD_WEIGHT)
    if answer == AkismetAnswer.SPAM:
        return Verdict(AKISMET, _("Akismet이 스팸으로 봄"), weight=SPAM_WEIGHT)
    return Verdict(AKISMET, _("Akismet은 스팸이 아니라고 봄"))


def waiting() -> Verdict:
    return Verdict(WAITING, _("Akismet의 답을 기다림"), HOLD)


def note_of(trouble: str, failures: int, is_last: bool) -> Verdict:
    """Weighs nothing: a service that is down says nothing about a comment."""
    tried = ngettext("%(count)d번 물음", "%(count)d번 물음", failures) % {"count": failures}
    reason = _("Akismet의 답이 없음: %(trouble)s (%(tried)s, 다시 물어봄)")
    if is_last:
        reason = _("Akismet의 답이 없음: %(trouble)s (%(tried)s, 그만 물어봄)")
    return Verdict(AKISMET, reason % {"trouble": sentence_of(trouble), "tried": tried})
