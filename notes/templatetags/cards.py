from django import template

from notes import cards
from notes.canonical import absolute

register = template.Library()
TEMPLATE = "_partials/_share_card.html"


@register.inclusion_tag(TEMPLATE)
def note_card(note, site):
    """Its cover, if it has one; else the card that is drawn."""
    if note.is_published and note.cover:
        return _shown_cover(note)
    return _shown(cards.of_note(note, site), note.full_title)


@register.inclusion_tag(TEMPLATE)
def series_card(series, count, site):
    """`count` is the number of its published notes."""
    return _shown(cards.of_series(series, count, site), series.title)


@register.inclusion_tag(TEMPLATE)
def site_card(site):
    return _shown(cards.of_site(site), site.name)


def _shown(picture, words: str) -> dict:
    size = {"width": cards.WIDTH, "height": cards.HEIGHT}
    return {"url": picture.url, "type": "image/png", "words": words, **size}


def _shown_cover(note) -> dict:
    name = note.cover.picture_name
    size = {"width": name.width, "height": name.height}
    words = note.cover.alt or note.full_title
    return {"url": absolute(name.url), "type": name.content_type, "words": words, **size}
