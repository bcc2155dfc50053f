"""The page of the search, its results alone for a script, the same as JSON, and how browsers learn of it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote_plus

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.canonical import absolute
from notes.models import Series, Site, Tag
from notes.pages import FOR_ONE, page
from notes.paths import Path
from notes.prepared import prepared
from notes.reading.misses import missed
from notes.search import PAGE, Found, search
from notes.search.limit import seconds_to_wait
from notes.search.query import SERIES, TAG, YEAR
from notes.search.ranking import MOST
from notes.search.suggestions import near_words, on_the_other_layout

SERIES_OFFERED = 6
TAGS_OFFERED = 8
LAST_PAGE = 10_000  # of what one word finds
_ADDRESS = Path("notes:search")


@dataclass(frozen=True)
class Offer:
    """A link to another search."""

    label: str
    text: str

    @property
    def url(self) -> str:
        return f"{_ADDRESS()}?q={quote_plus(self.text)}"


class Results:
    """What the page prints; each offer is looked for when it is printed, and only then."""

    def __init__(self, found: Found, number: int):
        self.found, self.query, self.number = found, found.query, number

    @cached_property
    def exact(self) -> list[dict]:
        return [hit.printed for hit in self.found.hits if hit.is_exact]

    @cached_property
    def similar(self) -> list[dict]:
        return [hit.printed for hit in self.found.hits if not hit.is_exact]

    @cached_property
    def other_layout(self) -> Offer | None:
        if self.found.exact or not self.query.is_plain:
            return None
        meant = on_the_other_layout(self.query)
        return Offer(meant, meant) if meant else None

    @cached_property
    def near(self) -> list[Offer]:
        if self.found.exact or not self.query.is_plain:
            return []
        return [Offer(word, word) for word in near_words(self.query)]

    @cached_property
    def series(self) -> list[Series]:
        """For whoever found nothing."""
        return Series.objects.lately_updated(SERIES_OFFERED)

    @cached_property
    def narrower(self) -> list[Offer]:
        """The same within a series, a tag or a year of what was found."""
        used = {kind for kind, _value in self.query.filters}
        values = {SERIES: self._series(), TAG: self._tags(), YEAR: self._years()}
        if len(self.found.hits) < 2:
            return []
        return [
            Offer(f"{kind}: {value}", self.query.narrowed(kind, value))
            for kind, found in values.items()
            if kind not in used
            for value in found
        ]

    @cached_property
    def wider(self) -> Offer | None:
        """The words without what bounds them."""
        words = " ".join(self.query.wanted)
        return Offer(words, words) if words and self.query.filters else None

    @property
    def first(self) -> str:
        return self._page(1)

    @property
    def newer(self) -> str:
        return self._page(self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        has_more = self.found.length > self.number * PAGE
        return self._page(self.number + 1) if has_more else ""

    def _page(self, number: int) -> str:
        return "?" + urlencode({"q": self.query.text, **({"page": number} if number > 1 else {})})

    def _series(self) -> list[str]:
        titles = [hit.note.series.title for hit in self.found.hits if hit.note.series]
        return list(dict.fromkeys(titles)) if len(set(titles)) > 1 else []

    def _years(self) -> list[str]:
        years = sorted({hit.year for hit in self.found.hits}, reverse=True)
        return [str(year) for year in years] if len(years) > 1 else []

    def _tags(self) -> list[str]:
        return [name for (name,) in _tags_of([hit.note.pk for hit in self.found.hits])]


@prepared
def _tags_of(notes: list[int]):
    names = Tag.objects.filter(notes__in=notes).distinct().order_by("name")
    return names.values_list("name")[:TAGS_OFFERED]


@require_safe
def search_page(request):
    """`?q=`, `?page=`; with `?part=` only the results, for a script. Answers 429 to whoever searches
    too often."""
    if wait := seconds_to_wait(request):
        return too_often(request, wait)
    number = _number(request.GET.get("page", ""), 1, LAST_PAGE)
    found = search(request.GET.get("q", ""), PAGE, (number - 1) * PAGE)
    is_part = "part" in request.GET
    if found.query.terms and not found.exact and number == 1 and not is_part:
        missed(request, found.query.text)
    text = found.query.text
    context = {"results": Results(found, number), "query": text, "is_first": not text}
    response = render(request, "notes/_results.html" if is_part else "notes/search.html", context)
    response["Cache-Control"] = FOR_ONE
    return response


@require_safe
def api_search(request):
    """`?q=`, `?limit=` (up to 600). `extract` is HTML: escaped, with <mark>. `total` counts the notes
    with all words; where there is none, those with some. Of several words that are all frequent some
    hundred notes are counted."""
    if wait := seconds_to_wait(request):
        return _too_often_json(wait)
    limit = _number(request.GET.get("limit", ""), PAGE, MOST)
    found = search(request.GET.get("q", ""), limit)
    answer = {
        "query": found.query.text,
        "total": found.total,
        "results": [_as_json(hit) for hit in found.hits],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = FOR_ONE
    return response


def _as_json(hit) -> dict:
    note = hit.note
    return {
        "number": note.number,
        "series": note.series.title if note.series else None,
        "title": note.title,
        "url": absolute(note.get_absolute_url()),
        "extract": hit.extract,
        "score": round(hit.score, 4),
        "exact": hit.is_exact,
    }


@page()
def opensearch(request):
    """How a browser adds this site to its search engines."""
    context = {"site": Site.objects.current(), "address": absolute(reverse("notes:search"))}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "notes/opensearch.xml", context, content_type=kind)


def too_often(request, wait: float):
    """`wait` in seconds."""
    context = {"minutes": max(1, -(-int(wait) // 60))}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = int(wait) + 1
    return response


def _too_often_json(wait: float):
    message = _("짧은 시간에 너무 여러 번 찾았습니다. 잠시 뒤에 다시 찾아 주세요.")
    response = JsonResponse({"error": "too_many_requests", "message": message}, status=429)
    response["Retry-After"] = int(wait) + 1
    return response


def _number(typed: str, default: int, most: int) -> int:
    """At least 1; the default for what is no number."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        return default
    return min(max(1, int(typed)), most)
