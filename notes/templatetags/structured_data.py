from django import template

from notes import structured_data as data

register = template.Library()


@register.simple_tag
def note_data(note, tags, site):
    trail = [*data.trail_to(note.series), (note.title, note.get_absolute_url())]
    return data.script(data.blog_posting(note, tags, site), data.breadcrumbs(site, *trail))


@register.simple_tag
def series_data(series, site):
    described = data.series_reference(series) | {"inLanguage": data.settings.LANGUAGE_CODE}
    return data.script(described, data.breadcrumbs(site, *data.trail_to(series)))
