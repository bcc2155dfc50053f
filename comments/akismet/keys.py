"""The owner's key comes and goes: what follows from that, in one transaction."""

from django.db import transaction

from comments.akismet.asking import ask_again
from comments.models import LogEntry, SpamPolicy
from notes.pages import touch


@transaction.atomic
def use_key(key: str, by, is_verified: bool):
    """From now on comments are asked about with it. The log says that, and not the key."""
    _store(key)
    LogEntry.note_down(LogEntry.AKISMET_KEY_SET, by, verified=is_verified)


@transaction.atomic
def remove_key(by) -> bool:
    """Nothing is sent any more, and what waits for an answer goes on without. Was there one?"""
    if not SpamPolicy.objects.current().akismet_key:
        return False
    _store("")
    LogEntry.note_down(LogEntry.AKISMET_KEY_REMOVED, by)
    return True


def _store(key: str):
    before = SpamPolicy.objects.current().akismet_key
    SpamPolicy.objects.update_or_create(pk=SpamPolicy.ONLY, defaults={"akismet_key": key})
    if bool(before) != bool(key):
        touch("site")  # each page with a form says to whom its words go
    ask_again.enqueue()
