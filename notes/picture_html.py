"""A picture of the library as an `<img>`: all its sizes for a page, the smallest for a list."""

from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


def thumbnail(image, width: int, height: int, alt: str | None = None) -> SafeString:
    """In a frame of so many pixels, with the picture's own words or others."""
    name = image.picture_name
    shown = name.size_within(width, height)
    return _img(
        src=name.thumbnail,
        alt=image.alt if alt is None else alt,
        width=shown[0],
        height=shown[1],
        loading="lazy",
        decoding="async",
    )


def whole(image, names: str = "", **attributes) -> SafeString:
    """As in a text. `names` are classes beside those that it has anyway."""
    own = image.picture_name.html_attributes()
    if classes := f"{own.pop('class', '')} {names}".strip():
        own["class"] = classes
    return _img(**own, alt=image.alt, decoding="async", **attributes)


def figure(image) -> SafeString:
    """Before a text in a feed, which has no place of its own for a picture."""
    return format_html("<figure>{}</figure>\n", whole(image))


def _img(**attributes) -> SafeString:
    return format_html("<img{}>", flatatt(attributes))
