"""Who comes into the moderators' room, and whose comments they find there."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from comments.models import Comment
from notes.desk.roles import is_owner, may_decide, may_edit_all, may_moderate, may_write_on
from notes.pages import never_cache


def may_decide_under(user, note) -> bool:
    """About the comments of this note, as `decidable_by()` finds them."""
    return may_moderate(user) or (may_write_on(user, note) and may_decide(user))


def decidable_by(user):
    """The comments that this person may decide about."""
    comments = Comment.objects.all()
    if may_moderate(user):
        return comments
    if not may_decide(user):
        return comments.none()
    if may_edit_all(user):
        return comments
    return comments.filter(note__author__user=user, note__author__isnull=False)


def sees_addresses(user) -> bool:
    """E-mail and IP addresses are for moderators; an author who decides does without."""
    return may_moderate(user)


def _door(is_allowed):
    """A decorator: strangers are sent to the login, people who may not get 403."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not is_allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(login_required(guarded))

    return guard


for_deciders = _door(may_decide)
for_moderators = _door(may_moderate)
for_owner = _door(is_owner)
