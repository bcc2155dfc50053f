"""Writing what is searched. Nothing here is called by a signal: `Note.save()` and imports call it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from notes.models import Note, Posting, SearchTitle
from notes.search.terms import VERSION, moment, note_terms, squeeze

PORTION = 500

# Its title with the version of the rule, and its terms with the moment.
Rows = tuple[tuple[str, int] | None, set[tuple[str, int]]]
NOTHING: Rows = (None, set())


def index(notes: Sequence[Note]) -> int:
    """Make the rows of these stored notes right; answers how many notes had others.

    Call in the transaction that stores them. What is right already is not written again. A note
    without a date cannot be public, and has no rows.
    """
    stored = _stored([note.pk for note in notes])
    wanted = {note.pk: _rows(note) for note in notes}
    wrong = {key: rows for key, rows in wanted.items() if rows != stored[key]}
    _delete([key for key in wrong if stored[key] != NOTHING])
    _insert(wrong)
    return len(wrong)


def index_all() -> Iterable[tuple[int, int]]:
    """Index every note, a transaction a portion; yields how many were looked at and were wrong.

    Stopped at any moment, what is done stays. A note that is being saved is waited for.
    """
    last = 0
    while True:
        with transaction.atomic():
            notes = Note.objects.select_for_update().filter(pk__gt=last).order_by("pk")
            notes = list(notes.only("title", "number", "series_id", "published_at")[:PORTION])
            wrong = index(notes)
        if not notes:
            return
        last = notes[-1].pk
        yield len(notes), wrong


def _rows(note: Note) -> Rows:
    if note.published_at is None:
        return NOTHING
    title, at = squeeze(note.title), moment(note.published_at)
    found = note_terms(title, note.series_id, note.number)
    return (title, VERSION), {(term, at) for term in found}


def _stored(keys: list[int]) -> dict[int, Rows]:
    postings = Posting.objects.filter(note__in=keys).values_list("note", "term", "moment")
    terms = defaultdict(set)
    for key, *posting in postings:
        terms[key].add(tuple(posting))
    titles = SearchTitle.objects.filter(note__in=keys).values_list("pk", "text", "version")
    titles = {key: tuple(title) for key, *title in titles}
    return {key: (titles.get(key), terms[key]) for key in keys}


def _delete(keys: list[int]):
    if keys:
        Posting.objects.filter(note__in=keys).delete()
        SearchTitle.objects.filter(note__in=keys).delete()


def _insert(rows: dict[int, Rows]):
    titles = ((key, *title) for key, (title, _terms) in rows.items() if title)
    SearchTitle.objects.bulk_create(
        SearchTitle(note_id=key, text=text, version=version) for key, text, version in titles
    )
    Posting.objects.bulk_create(
        Posting(term=term, moment=at, note_id=key)
        for key, (_title, terms) in rows.items()
        for term, at in sorted(terms)
    )
