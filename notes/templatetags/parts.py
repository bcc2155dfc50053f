from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
LINE = """<li>
<a href="../{}/"{}><span class="parts__number">{}</span> {}</a>
</li>"""
HERE = SafeString(' aria-current="page"')


@register.simple_tag
def part_lines(place, note):
    """Written out here: as a loop in the template, fifteen lines were a tenth of a page's time.

    Addresses as seen from the note itself, /series/…/<number>/: long ones would be a third of all
    this.
    """
    parts = ((p.number, HERE if p == note else "", p.number, p.title) for p in place.parts)
    return format_html_join("\n", LINE, parts)
