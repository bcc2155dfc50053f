"""What people with an account may do. A role is a set of Django's permissions; nothing else asks."""

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from notes.models import Site

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


# Of these a person has at most one; the moderator's may stand beside it.
WRITING = (OWNER, EDITOR, AUTHOR)


def may_write(user) -> bool:
    """Their own notes at least."""
    return user.has_perm(WRITE) or user.has_perm(EDIT)


def may_edit_all(user) -> bool:
    return user.has_perm(EDIT)


def may_write_on(user, note) -> bool:
    """All notes or those under their byline, as `notes_of()` finds them."""
    if may_edit_all(user):
        return True
    return may_write(user) and bool(note.author_id) and note.author.user_id == user.pk


def may_moderate(user) -> bool:
    return user.has_perm(MODERATE)


def may_decide(user) -> bool:
    """About some comments at least: moderators, and authors where the owner lets them.

    What the owner says is kept with the person, as Django keeps permissions: a page asks many times.
    """
    if may_moderate(user) or not may_write(user):
        return may_moderate(user)
    if not hasattr(user, "_authors_moderate"):
        user._authors_moderate = Site.objects.current().authors_moderate
    return user._authors_moderate


def is_owner(user) -> bool:
    return user.is_active and user.is_superuser


def notes_of(notes, user):
    """Of these the ones that this person may write on: all of them, or those under their byline."""
    if may_edit_all(user):
        return notes
    return notes.filter(Q(author__user=user) & Q(author__isnull=False))


# Who has which ---------------------------------------------------------------------------------


def with_roles(users):
    """Accounts of which `roles_of()` asks nothing more."""
    found = Permission.objects.select_related("content_type")
    return users.prefetch_related(
        Prefetch("user_permissions", found), Prefetch("groups__permissions", found)
    )


def roles_of(user) -> list[str]:
    """The writing role first; also of an account that is shut."""
    if user.is_superuser:
        return [OWNER]
    held = {_name(permission) for permission in user.user_permissions.all()}
    for group in user.groups.all():
        held |= {_name(permission) for permission in group.permissions.all()}
    writing = EDITOR if EDIT in held else AUTHOR if WRITE in held else None
    return [role for role in (writing, MODERATE in held and MODERATOR) if role]


@transaction.atomic
def set_roles(user, roles):
    """These roles and no others. A group that brought one is left; other permissions stay."""
    is_owner = OWNER in roles
    if user.is_superuser != is_owner:
        user.is_superuser = user.is_staff = is_owner
        user.save(update_fields=["is_superuser", "is_staff"])
    wanted = {name for role in roles for name in PERMISSIONS.get(role, ())}
    ours = _permissions({name for names in PERMISSIONS.values() for name in names})
    user.groups.remove(*user.groups.filter(permissions__in=ours))
    user.user_permissions.remove(*ours)
    user.user_permissions.add(*(found for found in ours if _name(found) in wanted))


def _permissions(names: set[str]) -> list[Permission]:
    """Looked up at use: they are made by `migrate`."""
    codenames = [name.partition(".")[2] for name in names]
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    return [permission for permission in found if _name(permission) in names]


def _name(permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
