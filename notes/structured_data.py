"""What search engines are told about a page: schema.org as JSON-LD."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notes.canonical import absolute

# Inside <script> only these could end it or begin a comment; in JSON they can be written otherwise.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(*things: dict) -> SafeString:
    """A data block: browsers do not run it, so the Content-Security-Policy lets it stand."""
    graph = {"@context": "https://schema.org", "@graph": things}
    data = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{data}</script>')


def blog_posting(note, tags, site) -> dict:
    """A note. `tags` are given because the page has them already."""
    url = absolute(note.get_absolute_url())
    posting = {
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": note.full_title,
        "description": note.summary,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": note.published_at.isoformat(),
        "dateModified": (note.revised_at or note.published_at).isoformat(),
        "author": {"@type": "Person", "name": note.author.name if note.author else site.name},
        "publisher": {"@type": "Organization", "name": site.name, "url": absolute("/")},
        "keywords": [tag.name for tag in tags],
        "commentCount": note.comment_count,
    }
    if note.series:
        posting |= {"position": note.number, "isPartOf": series_reference(note.series)}
    return posting


def series_reference(series) -> dict:
    url = absolute(series.get_absolute_url())
    return {"@type": "CreativeWorkSeries", "@id": url, "url": url, "name": series.title}


def breadcrumbs(site, *pages) -> dict:
    """From the home page down to `pages`: pairs of a name and a path."""
    trail = [(site.name, reverse("notes:home")), *pages]
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
    return [(_("시리즈"), reverse("notes:series_list")), (series.title, series.get_absolute_url())]
