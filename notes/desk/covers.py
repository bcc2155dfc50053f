"""A note's cover is chosen among the newest pictures, without scripts."""

from django import forms
from django.template.loader import render_to_string

from notes.models import Image

OFFERED = 60


class CoverWidget(forms.Widget):
    """Thumbnails behind a fold, each with a radio button; the one that is chosen comes first."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen, attrs = _key(value), attrs or {}
        images = list(Image.objects.newest_first()[:OFFERED])
        if chosen and all(image.pk != chosen for image in images):
            images[:0] = Image.objects.filter(pk=chosen)
        images.sort(key=lambda image: image.pk != chosen)
        is_chosen = bool(images) and images[0].pk == chosen
        context = {"name": name, "id": attrs.get("id", name), "images": images}
        context |= {"chosen": images[0] if is_chosen else None}
        context["described"] = attrs.get("aria-describedby")
        return render_to_string("desk/cover_widget.html", context)

    def id_for_label(self, id_):
        return ""  # of the group; each button has a label of its own


class CoverField(forms.ModelChoiceField):
    """Any picture of the library, although only the newest are offered."""

    widget = CoverWidget

    def to_python(self, value):
        if value and not _key(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)


def _key(value) -> int:
    """Of the picture that was chosen; 0 for none, and for what was typed by hand and is no key."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
