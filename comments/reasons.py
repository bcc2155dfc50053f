"""Why a comment waits, in words for its writer. Thresholds and weights stay inside."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# By name of the check, the most telling one first. What is missing here is nobody's business but
# the moderator's: naming it would teach whoever sends spam how to get past it.
FOR_WRITERS = {
    "link_count": _("링크가 여럿 있는 댓글은 사람이 한 번 보고 올려요."),
    "near_copy": _("비슷한 댓글이 먼저 있어서 사람이 한 번 보고 올려요."),
    "first_time_commenter": _("처음 오신 분의 댓글은 사람이 한 번 보고 올려요."),
}


def why_held(verdicts: list[dict]) -> str:
    given = {verdict["check"] for verdict in verdicts}
    found = (sentence for check, sentence in FOR_WRITERS.items() if check in given)
    return str(next(found, gettext("사람이 한 번 보고 올려요.")))
