from django import template

from notes import cards

register = template.Library()
TEMPLATE = "_partials/_share_card.html"


@register.inclusion_tag(TEMPLATE)
def note_card(note, site):
    return _shown(cards.of_note(note, site), note.full_title)


@register.inclusion_tag(TEMPLATE)
def series_card(series, count, site):
    """`count` is the number of its published notes."""
    return _shown(cards.of_series(series, count, site), series.title)


@register.inclusion_tag(TEMPLATE)
def site_card(site):
    return _shown(cards.of_site(site), site.name)


def _shown(picture, words: str) -> dict:
    return {"url": picture.url, "words": words}
