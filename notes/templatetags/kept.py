from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from notes.paths import place_of

register = template.Library()
MOST = 2000  # partials, of some hundred bytes
VALUES = (str, int, datetime, type(None))


@register.simple_tag(takes_context=True)
def kept(context, partial: str, **values):
    """Like `{% include name with … only %}`, but rendered once for all pages with the same values.

    For partials that stand on many pages. Takes text, numbers and moments: of an object nobody
    could tell whether it still says the same.
    """
    if not all(isinstance(value, VALUES) for value in values.values()):
        raise TypeError(f"{partial} must not be kept: {values}")
    return _rendered(partial, place_of(context), tuple(values), *values.values())


# Typed: `SafeString("<b>")` and `"<b>"` are equal, and only one of them is escaped.
@lru_cache(maxsize=MOST, typed=True)
def _rendered(partial, place, names, *values):
    return render_to_string(partial, dict(zip(names, values, strict=True)))
