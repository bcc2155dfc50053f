"""Templates are indented for those who write them; those who read the pages pay for it."""

import re

from django.template.loaders import filesystem


class Loader(filesystem.Loader):
    """Takes indentation and empty lines out of a page's template, once, when it is loaded.

    What a template prints is not touched, and every line break that separates two words stays. So
    no template may indent a preformatted text of its own, nor a `blocktranslate` without `trimmed`.
    """

    def get_contents(self, origin):
        source = super().get_contents(origin)
        return re.sub(r"\n\s+", "\n", source) if origin.name.endswith(".html") else source
