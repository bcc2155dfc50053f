"""For how long the owner wants addresses kept: a change of that is written down."""

from comments.models import LogEntry
from notes.models import Site

DAYS = ("keep_addresses_days", "keep_networks_days")


def note_down(user, before: Site, after: Site):
    """For `notes.desk.site.on_change`: which number was changed into which."""
    said = {name: [getattr(before, name), getattr(after, name)] for name in DAYS}
    changed = {name: days for name, days in said.items() if days[0] != days[1]}
    if changed:
        LogEntry.note_down(LogEntry.POLICY_CHANGED, user, **changed)
