"""Everything that is stored about a comment, for whoever wrote it."""

from django.utils.translation import gettext as _

from comments.models import Comment, MailAddress
from comments.slips import Slip
from comments.spam.rules import rule
from notes.canonical import absolute

# How much each reason weighs would teach how to get past the checks. Who decided is somebody else.
WITHHELD = {"score"}
# Of who asked for a takedown its writer hears nothing.
OF_AKISMET = "sent_at answer told told_at".split()
OF_TAKEDOWNS = "started_at until objection objected_at ended_at outcome".split()


def stored_about(slip: Slip) -> dict:
    """Values that JSON takes (with Django's encoder), by the names of the columns."""
    return columns_of(slip.comment) | {"mail_address": _mail_address(slip)}


def columns_of(comment: Comment) -> dict:
    columns = {field.attname for field in comment._meta.concrete_fields} - WITHHELD
    return {
        **{name: getattr(comment, name) for name in sorted(columns)},
        "verdicts": [_reason(verdict) for verdict in comment.verdicts],
        "decisions": _rows(comment.decisions, ["from_status", "to_status", "made_at"]),
        "reflections": _rows(comment.reflections, ["revision_id", "made_at"]),
        "takedowns": _rows(comment.takedowns, OF_TAKEDOWNS),
        "akismet": _sent_to_akismet(comment),
        "note": {
            "title": comment.note.full_title,
            "address": absolute(comment.note.get_absolute_url()),
        },
    }


def _sent_to_akismet(comment: Comment) -> dict | None:
    """Nothing unless the words, the name, the website and the IP address went to that service."""
    row = getattr(comment, "akismet", None)
    if row is None or row.sent_at is None:
        return None
    return {name: getattr(row, name) for name in OF_AKISMET}


def _reason(verdict: dict) -> str:
    """Which rule it was is nobody's business but the moderators', as what else it would catch."""
    is_rule = verdict["check"] == rule.__name__
    return _("운영자가 정해 둔 규칙에 해당해요.") if is_rule else verdict["reason"]


def _rows(related, names: list[str]) -> list[dict]:
    rows = sorted(related.all(), key=lambda row: row.pk)
    return [{name: getattr(row, name) for name in names} for row in rows]


def _mail_address(slip: Slip):
    """Not for whoever has only typed an address: it may be a stranger's."""
    if not slip.is_mailed:
        return _("이 주소로 온 메일의 쪽지에서만 볼 수 있어요.") if slip.comment.email else None
    known = MailAddress.objects.filter(email=slip.comment.email)
    return known.values("email", "asked_at", "confirmed_at", "stopped_at").first()
