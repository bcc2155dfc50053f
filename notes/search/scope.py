"""Queries that are more than words: "quotations", -exclusions, and the bounds of 시리즈:, 태그:, 연도:."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from notes.models import Note, Posting, SearchText, Series, Tag
from notes.search.extracts import has_phrase
from notes.search.query import SERIES, TAG, YEAR, Query, terms_of
from notes.search.ranking import MOST, Ranked, rank
from notes.search.terms import squeeze
from notes.text import slugify

YEARS = range(1, 9999)


def rank_within(query: Query, among=None) -> Ranked:
    """`among` are the notes that may be found (a QuerySet), if not all published ones."""
    notes = _bounded(Note.objects.published() if among is None else among, query)
    if not query.terms and not query.filters:
        return Ranked()
    if not query.terms:
        keys = list(notes.newest_first().values_list("pk", flat=True)[: MOST + 1])
        return _all_exact(keys[:MOST], is_cut=len(keys) > MOST)
    is_bounded = query.excluded or query.filters or among is not None
    ranked = rank(query.terms, notes if is_bounded else None)
    return _quoting(query.quoted, ranked) if query.quoted else ranked


def _bounded(notes, query: Query):
    if names := query.values(SERIES):
        notes = notes.filter(series__in=_series(names))
    for name in query.values(TAG):
        notes = notes.filter(
            tags__in=Tag.objects.filter(Q(slug=slugify(name)) | Q(name__iexact=name))
        )
    if years := query.values(YEAR):
        notes = notes.filter(_in_years(years))
    for words in query.excluded:
        notes = notes.exclude(_says(words))
    return notes


def _series(names: list[str]) -> list[int]:
    """There are few: all titles are read, so that spaces do not count."""
    wanted = {squeeze(name) for name in names} | {slugify(name) for name in names}
    rows = Series.objects.order_by().values_list("pk", "title", "slug")
    return [key for key, title, slug in rows if wanted & {squeeze(title), slug}]


def _in_years(years: list[str]) -> Q:
    """2011, 2011년. Several: one of them."""
    numbers = [year.removesuffix("년") for year in years]
    numbers = [int(year) for year in numbers if year.isdecimal() and len(year) < 5]
    condition = Q(pk__in=[])
    for year in numbers:
        if year in YEARS:
            condition |= Q(published_at__year=year)
    return condition


def _says(words: str) -> Q:
    """Notes that have all terms of the words themselves; what their readers say does not count."""
    condition = Q()
    for term in (term for term, is_needed in terms_of(words).items() if is_needed):
        postings = Posting.objects.filter(note=OuterRef("pk"), term=term)
        condition &= Q(Exists(postings.filter(impact__gt=Posting.COMMENTS_ONLY)))
    return condition


def _quoting(phrases: tuple[str, ...], ranked: Ranked) -> Ranked:
    """Of the exact ones those that say it word for word, in the text or in the title.

    Where there are none, whatever is similar.
    """
    keys = ranked.keys[: ranked.exact]
    texts = SearchText.objects.filter(note__in=keys).values_list("note", "note__title", "text")
    saying = {
        key
        for key, title, text in texts
        if all(has_phrase(phrase, f"{title}\n{text}") for phrase in phrases)
    }
    if not saying:
        return replace(ranked, exact=0, is_cut=False)
    keys = [key for key in keys if key in saying]
    return _all_exact(keys, ranked.scores, ranked.is_cut)


def _all_exact(keys: list[int], scores: Mapping[int, float] | None = None, is_cut=False) -> Ranked:
    return Ranked(keys, scores or {}, len(keys), len(keys), is_cut=is_cut)
