"""What search engines are told about a page: schema.org as JSON-LD."""

import json

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notes import cards
from notes.canonical import absolute
from notes.paths import Path

HOME, ALL_SERIES = Path("notes:home"), Path("notes:series_list")
# Inside <script> only these could end it or begin a comment; in JSON they can be written otherwise.
_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}


def script(*things: dict) -> SafeString:
    """A data block: browsers do not run it, so the Content-Security-Policy lets it stand."""
    graph = {"@context": "https://schema.org", "@graph": things}
    data = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for letter, written in _ESCAPES.items():
        data = data.replace(letter, written)
    return SafeString(f'<script type="application/ld+json">{data}</script>')


def blog_posting(note, links, site) -> dict:
    """A note, without its description: the page says that twice already, for readers of `<meta>`.

    `links` (notes/models/links.py) are given because the page has them already.
    """
    url = absolute(note.get_absolute_url())
    posting = {
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "headline": note.full_title,
        "image": _picture(note, site),
        "inLanguage": note.language_code,
        "datePublished": note.published_at.isoformat(),
        "dateModified": (note.revised_at or note.published_at).isoformat(),
        "author": _author(note, site),
        "publisher": {"@type": "Organization", "name": site.name, "url": absolute("/")},
        "keywords": [tag.name for tag in links.tags],
        "commentCount": note.comment_count,
    }
    if note.series:
        posting |= {"position": note.number, "isPartOf": series_reference(note.series)}
    return posting | _translations(note, links.translations)


def _picture(note, site) -> str:
    if note.cover:
        return absolute(note.cover.picture_name.url)
    return cards.of_note(note, site).url


def _author(note, site) -> dict:
    if not note.author:
        return {"@type": "Person", "name": site.name}
    url = absolute(note.author.get_absolute_url())
    return {"@type": "Person", "name": note.author.name, "url": url}


def _translations(note, others) -> dict:
    """What it is a translation of, or what its translations are."""
    key = "translationOfWork" if note.translation_of_id else "workTranslation"
    found = [
        {"@type": "BlogPosting", "@id": absolute(other.get_absolute_url()), "inLanguage": code}
        for other in others
        for code in [other.language_code]
        if note.translation_of_id in (None, other.pk)
    ]
    return {key: found[0] if note.translation_of_id else found} if found else {}


def series_reference(series) -> dict:
    url = absolute(series.get_absolute_url())
    return {"@type": "CreativeWorkSeries", "@id": url, "url": url, "name": series.title}


def breadcrumbs(site, *pages) -> dict:
    """From the home page down to `pages`: pairs of a name and a path."""
    trail = [(site.name, HOME()), *pages]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(name), "item": absolute(path)}
            for place, (name, path) in enumerate(trail, start=1)
        ],
    }


def trail_to(series) -> list[tuple[str, str]]:
    """The pages above a note or series, the series last; nothing for a note outside of one."""
    if not series:
        return []
    return [(_("시리즈"), ALL_SERIES()), (series.title, series.get_absolute_url())]
