"""Pictures for the tests, drawn on the spot."""

from io import BytesIO

import PIL.Image


def gradient(width=900, height=600, mode="RGB") -> PIL.Image.Image:
    """Thousands of colours, and no two corners alike."""
    across = PIL.Image.linear_gradient("L").rotate(90).resize((width, height))
    down = PIL.Image.linear_gradient("L").resize((width, height))
    middle = PIL.Image.radial_gradient("L").resize((width, height))
    return PIL.Image.merge("RGB", (across, down, middle)).convert(mode)


def as_bytes(image: PIL.Image.Image, kind="PNG", **options) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def file_of(image: PIL.Image.Image, kind="PNG", **options) -> BytesIO:
    return BytesIO(as_bytes(image, kind, **options))
