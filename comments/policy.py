"""What the owner says about people's addresses and about the judging of comments: a change of that is
written down."""

from django.db import transaction

from comments.models import LogEntry, SpamPolicy
from notes.models import Site

DAYS = ("keep_addresses_days", "keep_networks_days")
JUDGING = ("sensitivity", "forget_spam_after_days", "wants_proof")
ON, OFF = "switched_on", "switched_off"


def note_down(user, before: Site, after: Site):
    """For `notes.desk.site.on_change`: which number was changed into which."""
    if changed := _changed(DAYS, before, after):
        LogEntry.note_down(LogEntry.POLICY_CHANGED, user, **changed)


@transaction.atomic
def save_judging(policy: SpamPolicy, user):
    """Store what the page about judging says; in force from the next comment on. The rest of the row is
    not touched."""
    before = SpamPolicy.objects.select_for_update().filter(pk=SpamPolicy.ONLY).first()
    before = before or SpamPolicy()
    said = {name: getattr(policy, name) for name in (*JUDGING, OFF)}
    SpamPolicy.objects.update_or_create(pk=SpamPolicy.ONLY, defaults=said)
    changed = _changed(JUDGING, before, policy)
    old, new = (set(each.switched_off.split()) for each in (before, policy))
    changed |= {key: sorted(names) for key, names in ((ON, old - new), (OFF, new - old)) if names}
    if changed:
        LogEntry.note_down(LogEntry.JUDGING_CHANGED, user, **changed)


def _changed(names: tuple[str, ...], before, after) -> dict:
    said = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {name: pair for name, pair in said.items() if pair[0] != pair[1]}
