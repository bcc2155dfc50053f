"""Everything that is stored about a comment, for whoever wrote it."""

from django.utils.translation import gettext as _

from comments.models import MailAddress
from comments.slips import Slip
from comments.spam.rules import rule
from notes.canonical import absolute

# How much each reason weighs would teach how to get past the checks. Who decided is somebody else.
WITHHELD = {"score"}


def stored_about(slip: Slip) -> dict:
    """Values that JSON takes (with Django's encoder), by the names of the columns."""
    comment = slip.comment
    columns = {field.attname for field in comment._meta.concrete_fields} - WITHHELD
    decisions = comment.decisions.order_by("pk").values("from_status", "to_status", "made_at")
    return {
        **{name: getattr(comment, name) for name in sorted(columns)},
        "verdicts": [_reason(verdict) for verdict in comment.verdicts],
        "decisions": list(decisions),
        "reflections": list(comment.reflections.order_by("pk").values("revision_id", "made_at")),
        "note": {
            "title": comment.note.full_title,
            "address": absolute(comment.note.get_absolute_url()),
        },
        "mail_address": _mail_address(slip),
    }


def _reason(verdict: dict) -> str:
    """Which rule it was is nobody's business but the moderators', as what else it would catch."""
    is_rule = verdict["check"] == rule.__name__
    return _("운영자가 정해 둔 규칙에 해당해요.") if is_rule else verdict["reason"]


def _mail_address(slip: Slip):
    """Not for whoever has only typed an address: it may be a stranger's."""
    if not slip.is_mailed:
        return _("이 주소로 온 메일의 쪽지에서만 볼 수 있어요.") if slip.comment.email else None
    known = MailAddress.objects.filter(email=slip.comment.email)
    return known.values("email", "asked_at", "confirmed_at", "stopped_at").first()
