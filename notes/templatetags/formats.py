from django import template
from django.utils.translation import get_language

from notes import formats

register = template.Library()
register.filter(formats.grouped)


@register.filter(expects_localtime=True)
def machine_time(at) -> str:
    return formats.machine_time(at) if at else ""


@register.filter(expects_localtime=True)
def short_date(at) -> str:
    return formats.short_date(at.date(), get_language()) if at else ""
