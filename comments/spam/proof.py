"""The check of last resort: did the browser solve the puzzle that the owner asks for?"""

from django.utils.translation import gettext as _

from comments.spam.verdicts import HOLD, Submission, Verdict


def proof(submission: Submission) -> Verdict | None:
    """Never more than a look: people without scripts, or with an old browser, solve nothing."""
    is_let_in = submission.is_known_good or submission.is_allowed
    if submission.is_proved is not False or is_let_in:
        return None
    reason = _("계산 문제를 풀지 않음 (스크립트를 쓰지 않는 사람일 수 있음)")
    return Verdict("proof", reason, HOLD)
