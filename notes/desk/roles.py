"""What people with an account may do. A role is a set of Django's permissions; nothing else asks."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

OWNER, EDITOR, AUTHOR, MODERATOR = "owner", "editor", "author", "moderator"
LABELS = {OWNER: _("주인"), EDITOR: _("편집자"), AUTHOR: _("글쓴이"), MODERATOR: _("운영자")}

WRITE, EDIT = "notes.add_note", "notes.change_note"
MODERATE = "comments.change_comment"
# The owner may do everything (`is_superuser`), without a list.
PERMISSIONS = {
    AUTHOR: (WRITE, "notes.add_image"),
    EDITOR: (WRITE, EDIT, "notes.add_image", "notes.change_image", "notes.change_series"),
    MODERATOR: (MODERATE,),
}


def may_write(user) -> bool:
    """Their own notes at least."""
    return user.has_perm(WRITE) or user.has_perm(EDIT)


def may_edit_all(user) -> bool:
    return user.has_perm(EDIT)


def is_owner(user) -> bool:
    return user.is_active and user.is_superuser


def notes_of(notes, user):
    """Of these the ones that this person may write on: all of them, or those under their byline."""
    if may_edit_all(user):
        return notes
    return notes.filter(Q(author__user=user) & Q(author__isnull=False))
