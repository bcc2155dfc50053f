import re
from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import SpamPolicy
from comments.moderation.access import may_decide
from comments.network import without_networks
from comments.spam.verdicts import Policy
from notes.desk.roles import is_owner, may_moderate
from notes.text import truncate_graphemes, without_invisible

register = template.Library()

LONGEST_BEGINNING = 120  # visible letters
_EMAIL = re.compile(r"[^\s@(]+@[\w-]+(?:\.[\w-]+)+")
# The address' name, its label, who may enter.
PLACES = (
    ("moderation:queue", gettext_lazy("댓글 확인"), may_decide),
    ("moderation:rule_list", gettext_lazy("규칙"), may_moderate),
    ("moderation:judge", gettext_lazy("스팸 판정"), may_moderate),
    ("moderation:takedown_list", gettext_lazy("게시중단"), may_moderate),
    ("moderation:people", gettext_lazy("한 사람의 정보"), is_owner),
    ("moderation:log", gettext_lazy("기록"), may_moderate),
    ("moderation:figures", gettext_lazy("숫자"), may_moderate),
    ("moderation:mail_choice", gettext_lazy("메일"), may_decide),
)


@dataclass(frozen=True)
class Place:
    url: str
    label: str
    is_here: bool


@register.simple_tag(takes_context=True)
def moderation_places(context) -> list[Place]:
    """The pages of the moderators' room that this person may enter. What belongs to a page has an
    address below its own."""
    request = context["request"]
    found = [(reverse(name), label) for name, label, may_enter in PLACES if may_enter(request.user)]
    here = max((url for url, _label in found if request.path.startswith(url)), key=len, default="")
    return [Place(url, label, url == here) for url, label in found]


@register.filter
def beginning(text: str) -> str:
    """The first words of a comment on one line, as they were typed."""
    return truncate_graphemes(" ".join(text.split()), LONGEST_BEGINNING)


@register.filter
def address(url: str) -> str:
    """A web address as people read it: Hangul in Hangul, what would mislead stays encoded."""
    return without_invisible(uri_to_iri(url))


@register.filter
def sentence(verdict: dict) -> str:
    """`보류: 처음 온 사람` for a verdict that decides, `링크 4개 (+60)` for one that only weighs."""
    if not verdict["action"]:
        return f"{verdict['reason']} (+{verdict['weight']})"
    actions = {"publish": _("공개"), "hold": _("보류"), "spam": _("스팸"), "remove": _("지움")}
    return f"{actions.get(verdict['action'], verdict['action'])}: {verdict['reason']}"


@register.filter
def signed(weight: float) -> str:
    """`+2.5` speaks for spam, `−1` against it."""
    return f"{weight:+.1f}".removesuffix(".0").replace("-", "−")


@register.filter
def without_addresses(sentence: str) -> str:
    """For whoever may not see where somebody writes from."""
    return _EMAIL.sub("…", without_networks(sentence, "…"))


@register.simple_tag(takes_context=True)
def weighed(context, verdicts: list[dict]) -> str:
    """What the verdicts that only weigh come to, beside the thresholds of today: those of the day on which
    it was judged may have been others. Empty without one."""
    weights = [verdict["weight"] for verdict in verdicts if verdict["weight"]]
    if not weights:
        return ""
    policy = _policy(context["request"])
    values = {"sum": sum(weights), "hold": policy.hold_at, "spam": policy.spam_at}
    return _("무게를 더하면 %(sum)d (지금은 %(hold)d부터 보류, %(spam)d부터 스팸)") % values


def _policy(request) -> Policy:
    """One query for each page that asks."""
    if not hasattr(request, "_spam_policy"):
        request._spam_policy = Policy.of(SpamPolicy.objects.current())
    return request._spam_policy
