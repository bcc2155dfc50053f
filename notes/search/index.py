"""Writing what is searched. Nothing here is called by a signal: `Note.save()` and imports call it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest

from notes.models import Note, Posting, SearchSize, SearchTerm, SearchText, Tag
from notes.models.counts import one_at_a_time, portions
from notes.search.terms import VERSION, note_terms, text_terms
from notes.text import plain_text

PORTION = 50  # notes: a long one has three thousand postings
ROWS = 5000  # of one question
AT_ONCE = 500  # of one INSERT
# BM25: how soon a term has said all it can, and how much a long text is held against its terms.
SATURATION, BY_LENGTH = 0.9, 0.75
SCALE = 1000
# In parts of what its impacts were made with: a note that grows by less keeps them.
TOLERANCE = 0.25

# What readers said under notes, by the note's primary key: `comments` adds its own.
words_under: list[Callable[[Sequence[int]], Iterable[tuple[int, str]]]] = []

Weights = Mapping[str, float]


class Stored(NamedTuple):
    """What the index knows of a note, but for its postings."""

    version: int
    length: int
    share: int
    text: str


def index(notes: Sequence[Note], afresh: bool = False) -> int:
    """Make the rows of these stored notes right; answers how many notes had others.

    Call in the transaction that stores them. What is right already is not written again. Only a note
    whose status is "published" has rows, be it scheduled. `afresh`: lengths are compared with today's
    mean even where they hardly changed.
    """
    notes = list(notes)
    starts = range(0, len(notes), PORTION)
    return sum(_index(notes[at : at + PORTION], afresh) for at in starts)


def forget(keys: Iterable[int]):
    """Before these notes are deleted: their rows go with them, what is counted of them does not."""
    for portion in portions(keys, PORTION):
        one_at_a_time()
        _write(portion, _stored(portion), {}, {})


def hear(said: Mapping[int, str]):
    """Words that readers have just said, by the primary key of the note that they said them under. For
    all else call `index_anew`."""
    pairs = sorted((key, term) for key, text in said.items() for term in text_terms(text))
    if pairs:
        one_at_a_time()
        _count(Counter(_insert_unheard(pairs)))


def index_anew(keys: Iterable[int]):
    """Notes by primary key, after what hangs on them has changed: comments, tags, a series' title."""
    for portion in portions(keys, PORTION):
        index(list(_whole(Note.objects.filter(pk__in=portion))))


def index_all() -> Iterable[tuple[int, int]]:
    """Index every note, a transaction a portion; yields how many were looked at and were wrong.

    Stopped at any moment, what is done stays. A note that is being saved is waited for.
    """
    last = 0
    while True:
        with transaction.atomic():
            notes = Note.objects.select_for_update(of=("self",)).filter(pk__gt=last)
            notes = list(_whole(notes.order_by("pk"))[:PORTION])
            wrong = index(notes, afresh=True)
        if not notes:
            break
        last = notes[-1].pk
        yield len(notes), wrong
    with transaction.atomic():
        _count_all()


def is_complete() -> bool:
    """Has every published note been indexed by today's rule?"""
    known = SearchText.objects.filter(version=VERSION).values("note")
    return not Note.objects.filter(status=Note.PUBLISHED).exclude(pk__in=known).exists()


def _whole(notes):
    return notes.select_related("series").only(
        "title", "number", "status", "body_html", "series__title"
    )


# What a note should have -----------------------------------------------------------------------


def _index(notes: Sequence[Note], afresh: bool) -> int:
    one_at_a_time()
    keys = [note.pk for note in notes]
    stored = _stored(keys)
    weighed = _weighed([note for note in notes if note.status == Note.PUBLISHED])
    lengths = {key: round(sum(weights.values())) for key, (weights, _text) in weighed.items()}
    mean = _mean(stored, lengths)
    rows, texts = {}, {}
    for key, (weights, text) in weighed.items():
        share = _share(lengths[key] / mean, None if afresh else stored.get(key))
        texts[key] = Stored(VERSION, lengths[key], share, text)
        rows[key] = {term: impact(weight, share) for term, weight in weights.items()}
    for key, term in _said_under(list(rows)):
        rows[key].setdefault(term, Posting.COMMENTS_ONLY)
    return _write(keys, stored, texts, rows)


def _weighed(notes: Sequence[Note]) -> dict[int, tuple[Weights, str]]:
    tags = defaultdict(list)
    through = Tag.notes.through.objects.filter(note__in=[note.pk for note in notes])
    for key, name in through.values_list("note_id", "tag__name"):
        tags[key].append(name)
    found = {}
    for note in notes:
        text = plain_text(note.body_html) if note.plain is None else note.plain
        found[note.pk] = note_terms(_names(note), tags[note.pk], text), text
    return found


def _names(note: Note) -> list[str]:
    place = [f"{note.series.title} {note.number or ''}"] if note.series_id else []
    return [note.title, *place]


def _mean(stored: Mapping[int, Stored], lengths: Mapping[int, int]) -> float:
    """Of all notes, these with what they are now."""
    size = SearchSize.objects.filter(pk=SearchSize.ONLY).first() or SearchSize()
    total = size.length + sum(lengths.values()) - sum(old.length for old in stored.values())
    return max(1.0, total / max(1, size.note_count + len(lengths) - len(stored)))


def _share(ratio: float, old: Stored | None) -> int:
    share = max(1, round(100 * ratio))
    if old and old.version == VERSION and abs(share - old.share) <= TOLERANCE * old.share:
        return old.share
    return share


def impact(weight: float, share: int) -> int:
    """Of a term that weighs so much in a text of so many percent of the mean length."""
    drag = SATURATION * (1 - BY_LENGTH + BY_LENGTH * share / 100)
    return max(1, round(SCALE * weight * (SATURATION + 1) / (weight + drag)))


def _said_under(keys: list[int]) -> Iterable[tuple[int, str]]:
    for words in words_under:
        for key, text in words(keys):
            for term in text_terms(text):
                yield key, term


# What is written -------------------------------------------------------------------------------


def _stored(keys: list[int]) -> dict[int, Stored]:
    rows = SearchText.objects.filter(note__in=keys).values_list("pk", *Stored._fields)
    return {key: Stored(*row) for key, *row in rows}


def _write(keys, stored: Mapping[int, Stored], texts: Mapping[int, Stored], rows) -> int:
    """Only what differs; answers for how many notes something did."""
    before = _postings(keys)
    change: Counter[str] = Counter()
    wrong, new = set(), []
    for key in keys:
        old, wanted = before.get(key, {}), rows.get(key, {})
        gone = [term for term, impact in old.items() if wanted.get(term) != impact]
        added = [(term, impact) for term, impact in wanted.items() if old.get(term) != impact]
        _delete(key, gone)
        new += [(term, impact, key) for term, impact in added]
        change.update(term for term, _impact in added)
        change.subtract(gone)
        if gone or added or stored.get(key) != texts.get(key):
            wrong.add(key)
    _insert(new)
    _count(change)
    _write_texts(wrong, stored, texts)
    return len(wrong)


def _postings(keys: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Posting.objects.filter(note__in=keys).values_list("note_id", "term", "impact")
    for key, term, impact in rows:
        found[key][term] = impact
    return found


def _delete(key: int, terms: list[str]):
    for at in range(0, len(terms), ROWS):
        Posting.objects.filter(note=key, term__in=terms[at : at + ROWS]).delete()


def _insert(rows: Iterable[tuple[str, int, int]]):
    """By hand: the ORM would make an object of each, three thousand of a long note."""
    _insert_rows("notes_posting (term, impact, note_id)", "(%s, %s, %s)", list(rows))


def _insert_unheard(pairs: list[tuple[int, str]]) -> Iterable[str]:
    """Of notes with the terms that readers said under them, those that no posting has yet; answers their
    terms. One statement: who comments waits for it."""
    with connection.cursor() as cursor:
        for portion in portions(pairs, AT_ONCE):
            cursor.execute(_UNHEARD % ", ".join(["(%s, %s)"] * len(portion)), list(chain(*portion)))
            yield from (term for (term,) in cursor.fetchall())


_UNHEARD = f"""
WITH said (note_id, term) AS (VALUES %s)
INSERT INTO notes_posting (term, impact, note_id)
SELECT said.term, {Posting.COMMENTS_ONLY}, said.note_id
FROM said JOIN notes_searchtext text ON text.note_id = said.note_id
WHERE NOT EXISTS (
    SELECT 1 FROM notes_posting known WHERE known.note_id = said.note_id AND known.term = said.term
)
RETURNING term
"""


def _insert_rows(into: str, row: str, rows: list[tuple], conflict: str = ""):
    with connection.cursor() as cursor:
        for portion in portions(rows, AT_ONCE):
            values = ", ".join([row] * len(portion))
            cursor.execute(f"INSERT INTO {into} VALUES {values} {conflict}", list(chain(*portion)))


def _count(change: Mapping[str, int]):
    """So many notes more or fewer have each of these terms."""
    more = sorted((term, step) for term, step in change.items() if step > 0)
    _insert_rows("notes_searchterm AS kept (text, note_count)", "(%s, %s)", more, _ADD)
    fewer = defaultdict(list)
    for term, step in sorted(change.items()):
        if step < 0:
            fewer[step].append(term)
    for step, terms in fewer.items():
        for portion in portions(terms, ROWS):
            counted = SearchTerm.objects.filter(text__in=portion)
            counted.update(note_count=Greatest(F("note_count") + step, 0))


_ADD = "ON CONFLICT (text) DO UPDATE SET note_count = kept.note_count + excluded.note_count"


def _write_texts(keys: set[int], stored: Mapping[int, Stored], texts: Mapping[int, Stored]):
    gone = [key for key in sorted(keys) if key in stored]
    new = [key for key in sorted(keys) if key in texts]
    SearchText.objects.filter(note__in=gone).delete()
    SearchText.objects.bulk_create(SearchText(note_id=key, **texts[key]._asdict()) for key in new)
    step = len(new) - len(gone)
    length = sum(texts[key].length for key in new) - sum(stored[key].length for key in gone)
    if step or length:
        SearchSize.objects.get_or_create(pk=SearchSize.ONLY)
        SearchSize.objects.update(
            note_count=Greatest(F("note_count") + step, 0),
            length=Greatest(F("length") + length, 0),
        )


def _count_all():
    """Whatever has been counted wrongly is put right."""
    one_at_a_time()
    right = dict(Posting.objects.order_by().values_list("term").annotate(Count("note")))
    known = dict(SearchTerm.objects.values_list("text", "note_count"))
    _count({term: right.get(term, 0) - known.get(term, 0) for term in right.keys() | known.keys()})
    SearchTerm.objects.filter(note_count=0).delete()
    lengths = list(SearchText.objects.values_list("length", flat=True))
    SearchSize.objects.update_or_create(
        pk=SearchSize.ONLY, defaults={"note_count": len(lengths), "length": sum(lengths)}
    )
