"""Whoever asks to be forgotten is: their comments go, and their address out of everybody else's words.

One transaction: it is done, or nothing is. What it finds is looked for before, so that others
wait for the writing only. Pressed again, it does what has come since.
"""

from collections import Counter

from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from comments.models import Comment, LogEntry, MailAddress, Rule, Takedown
from comments.privacy.columns import changes
from comments.privacy.person import Person
from comments.privacy.spelling import Spelling
from notes.models import Author, Invitation, MissedSearch, Note, Series, Site
from notes.pages import touch

# A row that only says that somebody was here under this address.
GO_WHOLE = {MailAddress, MissedSearch}
GO_WHOLE_OF = {"axes"}
COUNTED_AS = {MailAddress: "mail_addresses", Rule: "rules", Takedown: "takedowns"}
# From whose words others are made: HTML, summaries, what the search knows.
DERIVING = (Comment, Note, Author, Series, Site)


def erase(person: Person, by) -> Counter:
    """What was done, counted: the same numbers stand in the log, which never names the address."""
    own, places = [comment.pk for comment in person.comments.only("pk")], person.places
    with transaction.atomic():
        _hold(own, places)
        done = Counter(comments=_erase_comments(own))
        for model, keys in places.items():
            done += _clear_rows(model, keys, person.spelling)
        if +done:
            LogEntry.note_down(LogEntry.ERASED, by, **done)
    return +done


def _hold(own: list[int], places: dict):
    """All comments that this is about are locked first, in order: whoever decides about one of them
    meanwhile then has nothing that is waited for here."""
    takedowns = Takedown.objects.filter(pk__in=places.get(Takedown, ()))
    keys = {*own, *places.get(Comment, ()), *takedowns.values_list("comment", flat=True)}
    list(Comment.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _erase_comments(keys: list[int]) -> int:
    """Answers to them stay."""
    found = Comment.objects.filter(pk__in=keys).select_related("note__series").order_by("pk")
    comments = list(found.defer("note__body", "note__body_html"))
    for comment in comments:
        comment.delete()
    forget_in_administration(keys)
    return len(comments)


def forget_in_administration(keys: list[int]):
    """Its record calls each comment by its name and first words."""
    kind = ContentType.objects.get_for_model(Comment)
    entries = AdminEntry.objects.filter(content_type=kind, object_id__in=list(map(str, keys)))
    entries.update(object_repr=_("지워진 댓글"))


def _clear_rows(model, keys: list, spelling: Spelling) -> Counter:
    name = COUNTED_AS.get(model, "texts")
    if model in GO_WHOLE or model._meta.app_label in GO_WHOLE_OF:
        _all, deleted = model._base_manager.filter(pk__in=keys).delete()
        return Counter({name: deleted.get(model._meta.label, 0)})
    rows = model._base_manager.filter(pk__in=keys)
    return Counter({name: sum(_clear(row, spelling) for row in rows.iterator())})


def _clear(row: models.Model, spelling: Spelling) -> bool:
    """Was there something to clear?"""
    changed = changes(row, spelling)
    if not changed or _is_needed(row):
        return False
    if isinstance(row, Rule) and "value" in changed:
        row.delete()
        return True
    type(row)._base_manager.filter(pk=row.pk).update(**changed)
    if isinstance(row, DERIVING):
        _make_anew(row, changed)
    return True


def _is_needed(row) -> bool:
    """An invitation that is still open waits for somebody with this address."""
    return isinstance(row, Invitation) and Invitation.objects.alive().filter(pk=row.pk).exists()


def _make_anew(row, changed: dict):
    """Through its own `save()`: what is made from the words, and the pages that show them."""
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    if isinstance(row, Note):
        touch(f"comments-{row.pk}")  # with what was said about it summed up
