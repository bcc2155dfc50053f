"""The Markdown field, by django-markdownx's contract: what its scripts and themes look for is there.

That is: `.markdownx` around `.markdownx-editor` and `.markdownx-preview`, and where the editor sends
its text (`content`) and a picture (`image`). Why not the package itself: docs/decisions/0013.
"""

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from notes.picture_names import FORMATS

LATENCY = 400  # milliseconds of rest before a preview
# Named one by one: a phone then sends a picture in a format that we take.
ACCEPT = ",".join(f"image/{kind.lower()}" for kind in FORMATS)


class MarkdownWidget(forms.Textarea):
    def render(self, name, value, attrs=None, renderer=None):
        textarea = super().render(name, value, {**(attrs or {}), **_contract()}, renderer)
        return render_to_string(
            "desk/markdown_widget.html", {"textarea": textarea, "accept": ACCEPT}
        )


def _contract() -> dict:
    return {
        "class": "markdownx-editor",
        "data-markdownx-urls-path": reverse("desk:preview_create"),
        "data-markdownx-upload-urls-path": reverse("desk:picture_upload"),
        "data-markdownx-latency": LATENCY,
        "rows": 24,
    }
