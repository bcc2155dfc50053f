from django import template

from notes import picture_html

register = template.Library()


@register.simple_tag
def small_picture(image, width: int = 240, height: int = 180, alt: str | None = None):
    return picture_html.thumbnail(image, width, height, alt)


@register.simple_tag
def picture(image):
    return picture_html.whole(image, loading="lazy")


@register.simple_tag
def cover(image):
    """What is seen first on a page does not wait."""
    return picture_html.whole(image, "u-featured", fetchpriority="high")
