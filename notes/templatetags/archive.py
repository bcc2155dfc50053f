from django import template
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def month_links(months) -> SafeString:
    """The items of a list of (first moment, number of notes).

    Written here, like the rows of comments: ten years have more months than a template writes in a
    millisecond.
    """
    above, number = reverse("notes:archive"), escape(_("%(number)s편"))
    return SafeString(
        "".join(
            f'<li><a href="{above}{month.year}/{month.month}/">{MONTHS[month.month]}</a>'
            f' <span class="quiet">{number % {"number": _figure(count)}}</span></li>'
            for month, count in months
        )
    )


def _figure(count: int) -> str:
    return str(count) if count < 1000 else number_format(count, force_grouping=True)
