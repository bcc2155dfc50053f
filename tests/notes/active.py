"""Finds what could run in finished HTML, read the way a browser reads it."""

import re

import html5lib

ACTIVE_TAGS = set(
    "script iframe frame frameset object embed applet base meta link form style portal svg math"
    " foreignobject animate set use input button textarea select video audio source".split()
)
ADDRESSES = set("href src action formaction data poster background cite".split())
SAFE_SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def active_nodes(html: str) -> list[str]:
    """Tags, event attributes, styles and addresses that have no place in text."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [fault for element in tree.iter() for fault in _faults(element)]


def foreign_images(html: str) -> list[str]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    sources = [image.get("src", "") for image in tree.iter("img")]
    return [src for src in sources if ANY_SCHEME.match(src) or src.startswith(("//", "/\\", "\\"))]


def _faults(element):
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.rpartition("}")[2].lower() in ACTIVE_TAGS:
        yield tag
    for name, value in element.attrib.items():
        name = str(name).lower()
        address = re.sub(r"[\x00-\x20]", "", value)
        bad_address = (
            name in ADDRESSES and ANY_SCHEME.match(address) and not SAFE_SCHEME.match(address)
        )
        if (
            name.startswith("on")
            or name in ("style", "name", "srcdoc", "srcset", "ping")
            or bad_address
        ):
            yield f"{tag}@{name}={value[:40]}"
