from django import template
from django.conf import settings

from notes.canonical import absolute

register = template.Library()
LANGUAGES = dict(settings.LANGUAGES)


@register.filter
def language_name(code: str) -> str:
    """What a language calls itself."""
    return LANGUAGES.get(code, code)


@register.inclusion_tag("_partials/_languages.html")
def language_links(note, translations):
    """For search engines: which page is for whom. Whoever reads neither language gets the original."""
    versions = [note, *translations] if translations else []
    original = note.translation_of_id or note.pk
    return {
        "addresses": [(each.language_code, absolute(each.get_absolute_url())) for each in versions],
        "for_all_others": next(
            (absolute(each.get_absolute_url()) for each in versions if each.pk == original),
            absolute(note.get_absolute_url()),
        ),
    }
