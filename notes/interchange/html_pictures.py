"""Pictures in foreign HTML: the best address they have, and captions.

Our renderer shows a picture that stands alone with its title as a caption, so a caption becomes
the title, and a title that was only a tooltip goes.
"""

import re
from urllib.parse import urlsplit

from bs4 import Tag

_LATE = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$", re.IGNORECASE)


def complete_picture(picture: Tag):
    """Pages that load pictures late keep the address elsewhere; a link to a larger copy is one."""
    source = picture.get("src", "").strip()
    if not source or source.startswith("data:"):
        source = next((picture[name] for name in _LATE if picture.get(name)), "")
    link = picture.parent
    if link.name == "a" and len(link.contents) == 1 and _is_picture(link.get("href", "")):
        source = link["href"]
        link.unwrap()
    picture["src"] = source
    if not source:
        picture.replace_with(picture.get("alt", ""))


def _is_picture(address: str) -> bool:
    try:
        return bool(_PICTURE_FILE.search(urlsplit(address).path))
    except ValueError:
        return False


def caption_picture(figure: Tag):
    """The words under a lone picture, unless a link in them or around it would be lost."""
    pictures, captions = figure.find_all("img"), figure.find_all("figcaption")
    if len(pictures) != 1 or len(captions) != 1:
        return
    paragraph = pictures[0].parent
    if paragraph.name != "p" or len(paragraph.contents) != 1 or captions[0].find("a"):
        return
    for line_break in captions[0].find_all("br"):
        line_break.replace_with(" ")
    pictures[0]["title"] = captions[0].get_text()
    pictures[0]["data-caption"] = ""
    captions[0].extract()


def drop_tooltip(picture: Tag):
    """`data-caption` marks the titles that are captions."""
    is_alone = picture.parent.name == "p" and len(picture.parent.contents) == 1
    if is_alone and "data-caption" not in picture.attrs:
        title = picture.attrs.pop("title", "")
        picture["alt"] = picture.get("alt") or title
