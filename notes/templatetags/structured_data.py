from django import template
from django.conf import settings

from notes import cards
from notes import structured_data as data

register = template.Library()


@register.simple_tag
def note_data(note, links, site):
    trail = [*data.trail_to(note.series), (note.title, note.get_absolute_url())]
    return data.script(data.blog_posting(note, links, site), data.breadcrumbs(site, *trail))


@register.simple_tag
def series_data(series, count, site):
    """`count` is the number of its published notes."""
    described = data.series_reference(series) | {
        "image": cards.of_series(series, count, site).url,
        "inLanguage": settings.LANGUAGE_CODE,
    }
    return data.script(described, data.breadcrumbs(site, *data.trail_to(series)))
