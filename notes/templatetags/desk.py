"""The desk's own frame: which of its rooms somebody may enter."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from notes.desk.roles import is_owner, may_decide, may_edit_all, may_write, may_write_on

register = template.Library()

# The address' name, its label, who may enter. `here` counts for all addresses of that name's stem.
ROOMS = (
    ("desk:home", _("글"), may_write),
    ("desk:series_list", _("시리즈"), may_edit_all),
    ("desk:picture_list", _("그림"), may_write),
    ("desk:numbers", _("숫자"), may_write),
    ("moderation:queue", _("댓글"), may_decide),
    ("desk:people", _("사람"), is_owner),
    ("desk:site", _("설정"), is_owner),
)
# What belongs to a room, by the beginning of its name.
INSIDE = {
    "desk:home": ("note_", "revision", "draft_", "preview_", "desk_comments:"),
    "desk:series_list": ("series_",),
    "desk:picture_list": ("picture_",),
    "desk:numbers": ("numbers",),
    "moderation:queue": ("moderation:",),
    "desk:people": ("people", "person_", "invitation_"),
    "desk:site": ("site",),
}


@dataclass(frozen=True)
class Room:
    url: str
    label: str
    is_here: bool


@register.simple_tag(takes_context=True)
def desk_rooms(context) -> list[Room]:
    """Asks for the person: only on pages that are for one person alone."""
    request = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Room(url, label, _is_here(name, here))
        for name, label, may_enter in ROOMS
        if may_enter(request.user) and (url := _address(name))
    ]


@register.inclusion_tag("desk/_desk_link.html", takes_context=True)
def desk_link(context, note):
    """From a note's page to its form, for those who may write on it. Strangers are not asked who
    they are: their page is everybody's."""
    request = context["request"]
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {}
    return {"note": note if may_write_on(request.user, note) else None}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_here(room: str, here: str) -> bool:
    return here == room or here.removeprefix("desk:").startswith(INSIDE.get(room, ("\0",)))
