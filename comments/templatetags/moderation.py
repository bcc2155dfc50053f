from django import template
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _

from notes.text import truncate_graphemes, without_invisible

register = template.Library()

LONGEST_BEGINNING = 120  # visible letters


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
