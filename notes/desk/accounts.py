"""What the owner does to accounts. Each act is one transaction and leaves a line in Django's log."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.desk.roles import LABELS, OWNER, roles_of, set_roles
from notes.models import Author, Invitation


class OneselfKept(Exception):
    """Nobody shuts their own account or lays their own ownership down: one owner always stays."""


@transaction.atomic
def change(by, user, roles: list[str], name: str):
    """Roles and byline; what stays the same is not noted down."""
    _only_owners(by)
    user.refresh_from_db(fields=["is_superuser", "is_staff"])
    if set(roles) != set(roles_of(user)):
        _change_roles(by, user, roles)
    author = Author.objects.filter(user=user).first() or Author(user=user)
    if name and name != author.name:
        author.name = name
        author.save()
        note_down(by, user, _("글쓴이 이름: %(name)s") % {"name": name})


def _change_roles(by, user, roles: list[str]):
    if user == by and OWNER not in roles:
        raise OneselfKept
    set_roles(user, roles)
    note_down(by, user, _("역할: %(roles)s") % {"roles": names_of(roles)})


@transaction.atomic
def shut(by, user):
    """Nobody signs in to it, and whoever is signed in is out; what they wrote stays as it is."""
    _only_owners(by)
    if user == by:
        raise OneselfKept
    user.is_active = False
    user.save(update_fields=["is_active"])
    # Django would let these in again on the day when the account is opened.
    _end_sessions(user)
    note_down(by, user, _("계정을 멈춤"))


@transaction.atomic
def open_again(by, user):
    user.is_active = True
    user.save(update_fields=["is_active"])
    note_down(by, user, _("계정을 다시 엶"))


@transaction.atomic
def new_password_link(by, user) -> Invitation:
    """The only one that lives for this account."""
    Invitation.objects.filter(account=user).revoke()
    note_down(by, user, _("새 비밀번호 링크를 만듦"))
    return Invitation.objects.create(account=user, created_by=by)


def names_of(roles) -> str:
    return ", ".join(str(LABELS[role]) for role in roles) or _("역할 없음")


# The log -----------------------------------------------------------------------------------------


def note_down(by, user, sentence: str):
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, sentence, single_object=True)


def log_of(user):
    kind = ContentType.objects.get_for_model(get_user_model())
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(user.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")


# -------------------------------------------------------------------------------------------------


def _only_owners(by):
    """Inside of a transaction. Of two owners who dismiss each other the second is refused."""
    owners = get_user_model().objects.filter(is_superuser=True).select_for_update().order_by("pk")
    if by.pk not in {owner.pk for owner in owners if owner.is_active}:
        raise PermissionDenied


def _end_sessions(user):
    """Sessions are made for people who sign in only; all of them are few."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
